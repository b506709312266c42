import { NBSP } from './languages/language-texts.ts';
import type { FigureTexts } from './languages/language-texts.ts';
import { LANGUAGES } from './languages/languages.ts';
import type { Language } from './languages/languages.ts';
import { amountText, decimal, minorDigits, quantityText } from './money.ts';
import type { DateSpan } from './period.ts';

/** The sign of negative numbers, as wide as a plus. */
const MINUS = '\u2212';

/** How a document writes numbers, money and dates. Numbers are exact decimals as text and stay text. */
export interface Formats {
  readonly decimalMark: string;
  /** A quantity, with as many decimals as it has. */
  number(text: string): string;
  /** An amount without its currency, with the currency's minor digits. */
  amount(text: string): string;
  /** A unit price, exact, with at least the currency's minor digits. */
  price(text: string): string;
  /** An amount with its currency, for sentences and the total. */
  money(text: string): string;
  /** A percentage. */
  percent(text: string): string;
  date(iso: string): string;
  /** Day and month, for a column: "2. Nov.". */
  shortDay(iso: string): string;
  /** First and last day, for a sentence or a heading: "1. bis 31. Oktober 2026". */
  span(days: DateSpan): string;
  /** First and last day, short: "1. Okt. – 30. Nov. 2026". */
  shortSpan(days: DateSpan): string;
}

/**
 * The formats of a document.
 *
 * @param country of the customer, ISO 3166-1 alpha-2: Switzerland separates thousands by an apostrophe, puts a
 *   point before decimals, and the currency's code before amounts
 */
export function formatsOf({ language, currency, country }: { language: Language; currency: string; country: string }): Formats {
  const isSwiss = country === 'CH';
  const figures: FigureTexts = LANGUAGES[language].figures;
  const separators = isSwiss ? SWISS : figures;
  const number = (text: string): string => grouped(text, separators);
  const amount = (text: string): string => number(amountText(decimal(text), currency));

  const money = (text: string): string => {
    const figure = amount(text);
    const symbol = isSwiss ? undefined : figures.symbols[currency];
    if (figures.isCurrencyBehind && !isSwiss) return `${figure}${NBSP}${symbol ?? currency}`;
    if (symbol === undefined) return `${currency}${NBSP}${figure}`;
    return figure.startsWith(MINUS) ? `${MINUS}${symbol}${figure.slice(1)}` : `${symbol}${figure}`;
  };

  return {
    decimalMark: separators.decimal,
    number: (text) => number(quantityText(decimal(text))),
    amount,
    price: (text) => number(withDecimals(text, minorDigits(currency))),
    money,
    percent: (text) => `${number(quantityText(decimal(text)))}${figures.isCurrencyBehind ? NBSP : ''}%`,
    date: (iso) => longDate(iso, language),
    shortDay: (iso) => dateText(dayOf(iso), language, 'month', 'shortMonths'),
    span: (days) => spanText(days, language),
    shortSpan: (days) => shortSpanText(days, language),
  };
}

/** A calendar day in full: "2. November 2026". */
export function longDate(iso: string, language: Language): string {
  return dateText(dayOf(iso), language, 'year');
}

type Separators = Pick<FigureTexts, 'thousands' | 'decimal'>;

const SWISS: Separators = { thousands: '\u2019', decimal: '.' };

function grouped(text: string, { thousands, decimal: mark }: Separators): string {
  const [, sign = '', integer = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const groups = integer.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${sign && MINUS}${groups}${fraction === undefined ? '' : `${mark}${fraction}`}`;
}

/** The exact number with at least `least` decimals. */
function withDecimals(text: string, least: number): string {
  const exact = quantityText(decimal(text));
  const [integer = '', fraction = ''] = exact.split('.');
  const decimals = fraction.padEnd(least, '0');
  return decimals === '' ? integer : `${integer}.${decimals}`;
}

interface Day {
  readonly year: string;
  /** From 0. */
  readonly month: number;
  readonly day: string;
}

function dayOf(iso: string): Day {
  const [year = '', month = '', day = ''] = iso.split('-');
  return { year, month: Number.parseInt(month, 10) - 1, day: day.replace(/^0/, '') };
}

/** A date as far as its year, its month or its day. */
function dateText(
  { year, month, day }: Day,
  language: Language,
  upTo: 'year' | 'month' | 'day',
  style: 'months' | 'shortMonths' = 'months',
): string {
  const figures = LANGUAGES[language].figures;
  const parts = [figures.day(day)];
  if (upTo !== 'day') parts.push(figures[style][month] ?? '');
  if (upTo === 'year') parts.push(year);
  return parts.join(NBSP);
}

function spanText({ first, last }: DateSpan, language: Language): string {
  if (first === last) return dateText(dayOf(first), language, 'year');
  const [from, to] = [dayOf(first), dayOf(last)];
  return `${dateText(from, language, sharedBy(from, to))} ${LANGUAGES[language].figures.until} ${dateText(to, language, 'year')}`;
}

function shortSpanText({ first, last }: DateSpan, language: Language): string {
  if (first === last) return dateText(dayOf(first), language, 'year');
  const [from, to] = [dayOf(first), dayOf(last)];
  const upTo = sharedBy(from, to);
  const style = upTo === 'day' ? 'months' : 'shortMonths';
  return [dateText(from, language, upTo, style), '–', dateText(to, language, 'year', style)].join(NBSP);
}

/** How far the first day of a span has to be written out. */
function sharedBy(from: Day, to: Day): 'year' | 'month' | 'day' {
  if (from.year !== to.year) return 'year';
  return from.month === to.month ? 'day' : 'month';
}

/** An IBAN in groups of four. */
export function ibanText(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, `$1${NBSP}`);
}

/** A VAT id, grouped where its form is that of Germany: DE 318 204 771. */
export function vatIdText(vatId: string): string {
  return vatId.replace(/^DE(\d{3})(\d{3})(\d{3})$/, `DE${NBSP}$1${NBSP}$2${NBSP}$3`);
}
