import type { Language } from './catalog.ts';
import { amountText, decimal, minorDigits, quantityText } from './money.ts';
import type { DateSpan } from './period.ts';

/** No-break space: inside dates, between a number and its unit or currency. */
export const NBSP = '\u00A0';
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
  const separators = isSwiss ? SWISS : SEPARATORS[language];
  const isGerman = language === 'de';
  const number = (text: string): string => grouped(text, separators);
  const amount = (text: string): string => number(amountText(decimal(text), currency));

  const money = (text: string): string => {
    const figure = amount(text);
    const symbol = isSwiss ? undefined : SYMBOLS[currency];
    if (isGerman && !isSwiss) return `${figure}${NBSP}${currency === 'EUR' ? '€' : currency}`;
    if (symbol === undefined) return `${currency}${NBSP}${figure}`;
    return figure.startsWith(MINUS) ? `${MINUS}${symbol}${figure.slice(1)}` : `${symbol}${figure}`;
  };

  return {
    decimalMark: separators.decimal,
    number: (text) => number(quantityText(decimal(text))),
    amount,
    price: (text) => number(withDecimals(text, minorDigits(currency))),
    money,
    percent: (text) => `${number(quantityText(decimal(text)))}${isGerman ? NBSP : ''}%`,
    date: (iso) => longDate(iso, language),
    span: (days) => spanText(days, language),
    shortSpan: (days) => shortSpanText(days, language),
  };
}

/** A calendar day in full: "2. November 2026". */
export function longDate(iso: string, language: Language): string {
  return dateText(dayOf(iso), language, 'year');
}

interface Separators {
  readonly thousands: string;
  readonly decimal: string;
}

const SEPARATORS: Readonly<Record<Language, Separators>> = {
  de: { thousands: '.', decimal: ',' },
  en: { thousands: ',', decimal: '.' },
};
const SWISS: Separators = { thousands: '\u2019', decimal: '.' };

/** Signs that name one currency to an English reader; others are written by their code. */
const SYMBOLS: Readonly<Record<string, string>> = { EUR: '€', USD: '$', GBP: '£', JPY: '¥' };

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
function dateText({ year, month, day }: Day, language: Language, upTo: 'year' | 'month' | 'day', months = MONTHS): string {
  const parts = [language === 'de' ? `${day}.` : day];
  if (upTo !== 'day') parts.push(months[language][month] ?? '');
  if (upTo === 'year') parts.push(year);
  return parts.join(NBSP);
}

function spanText({ first, last }: DateSpan, language: Language): string {
  if (first === last) return dateText(dayOf(first), language, 'year');
  const [from, to] = [dayOf(first), dayOf(last)];
  return `${dateText(from, language, sharedBy(from, to))} ${language === 'de' ? 'bis' : 'to'} ${dateText(to, language, 'year')}`;
}

function shortSpanText({ first, last }: DateSpan, language: Language): string {
  if (first === last) return dateText(dayOf(first), language, 'year');
  const [from, to] = [dayOf(first), dayOf(last)];
  const upTo = sharedBy(from, to);
  const months = upTo === 'day' ? MONTHS : SHORT_MONTHS;
  return [dateText(from, language, upTo, months), '–', dateText(to, language, 'year', months)].join(NBSP);
}

/** How far the first day of a span has to be written out. */
function sharedBy(from: Day, to: Day): 'year' | 'month' | 'day' {
  if (from.year !== to.year) return 'year';
  return from.month === to.month ? 'day' : 'month';
}

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  de: ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};
const SHORT_MONTHS: Readonly<Record<Language, readonly string[]>> = {
  de: ['Jan.', 'Feb.', 'März', 'Apr.', 'Mai', 'Juni', 'Juli', 'Aug.', 'Sept.', 'Okt.', 'Nov.', 'Dez.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
};

/** An IBAN in groups of four. */
export function ibanText(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, `$1${NBSP}`);
}

/** A VAT id, grouped where its form is that of Germany: DE 318 204 771. */
export function vatIdText(vatId: string): string {
  return vatId.replace(/^DE(\d{3})(\d{3})(\d{3})$/, `DE${NBSP}$1${NBSP}$2${NBSP}$3`);
}
