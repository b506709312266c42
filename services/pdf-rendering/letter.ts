import type { Invoice } from '../../shared/invoice.ts';
import { decimal } from '../../shared/money.ts';
import { type Formats, ibanText, vatIdText } from '../../shared/formats.ts';
import { widthOf } from './inter-font.ts';
import { addressLines, countryName, placeLine } from './postal-address.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { fitted, pitchWithin, wrapped } from './text-fitting.ts';
import { COLOUR, STYLE, type TypeStyle } from './type-styles.ts';
import { UnprintableTextError } from './unprintable-text.ts';
import type { Words } from './words.ts';

/** Baselines of the letter, mm from the top. */
const SELLER = { first: 21.3, last: 48, pitch: 4 } as const;
const META = { first: 52.7, last: 94, pitch: 4.5, gap: 4 } as const;
const TITLE_Y = 102;
const INTRO_Y = 109;

/** The first page above the table: DIN 5008 form B with window address, seller, dates and numbers, title, intro. */
export function drawLetterHead(sheet: Sheet, invoice: Invoice, formats: Formats, words: Words): void {
  sheet.artifact('Layout', () => drawMarks(sheet));
  const wordmark = fitted(invoice.seller.brand, STYLE.wordmark, EDGE.axis - EDGE.left - 5, 8);
  sheet.artifact('Layout', () => sheet.text(wordmark.text, EDGE.left, 26.6, wordmark.style));
  drawSeller(sheet, invoice);
  drawAddressField(sheet, invoice);
  drawMeta(sheet, metaRows(invoice, formats, words));
  drawTitle(sheet, words.title, invoice.number);
  drawIntro(sheet, invoice, formats, words);
}

/**
 * Fold marks and hole mark of form B.
 *
 * @see docs/sources.md#din-5008
 */
function drawMarks(sheet: Sheet): void {
  for (const y of [105, 210]) sheet.rule(5, 9, y, 0.3, COLOUR.mark);
  sheet.rule(5, 11, 148.5, 0.3, COLOUR.mark);
}

function isAbroad({ seller, customer }: Invoice): boolean {
  return seller.address.country !== customer.address.country;
}

function drawSeller(sheet: Sheet, invoice: Invoice): void {
  const { seller, language } = invoice;
  const { street, additional, country } = seller.address;
  const address = [street, additional, placeLine(seller.address), isAbroad(invoice) ? countryName(country, language) : undefined];
  const width = EDGE.right - EDGE.axis;
  const names = wrapped(seller.name, STYLE.smallMedium, width).map((text) => ({ text, style: STYLE.smallMedium }));
  const others = [address.filter((part) => part !== undefined).join(', '), seller.phone, seller.email]
    .filter((part) => part !== undefined)
    .flatMap((part) => wrapped(part, STYLE.smallGrey, width))
    .map((text) => ({ text, style: STYLE.smallGrey }));
  drawLines(sheet, [...names, ...others], EDGE.axis, SELLER);
}

/** Ways to set the address, from the usual one to the smallest that reads well in the window. */
const ADDRESS_SIZES = [
  { size: 9, pitch: 4.5 },
  { size: 8, pitch: 3.8 },
  { size: 7, pitch: 3.2 },
] as const;
/** First baseline, where it may move up to if the lines need more room, and the last one. */
const ADDRESS = { first: 66.2, highest: 52.6, last: 88.75, returnLineAbove: 5.6, width: 80 } as const;

/**
 * Return line and address inside the window's field of 85 × 45 mm at 20, 45.
 *
 * @see docs/sources.md#din-5008
 */
function drawAddressField(sheet: Sheet, invoice: Invoice): void {
  const { seller, customer, language } = invoice;
  const texts = [customer.name, ...customer.attention, ...addressLines(customer.address)];
  if (isAbroad(invoice)) texts.push(countryName(customer.address.country, language).toLocaleUpperCase(language));

  for (const { size, pitch } of ADDRESS_SIZES) {
    const style: TypeStyle = { ...STYLE.body, size };
    const lines = texts.flatMap((text) => wrapped(text, style, ADDRESS.width));
    const first = Math.min(ADDRESS.first, ADDRESS.last - pitch * (lines.length - 1));
    if (first < ADDRESS.highest) continue;
    const sender = fitted([seller.name, seller.address.street, placeLine(seller.address)].join(' · '), STYLE.returnLine, ADDRESS.width, 5);
    sheet.artifact('Layout', () => sheet.text(sender.text, EDGE.left, first - ADDRESS.returnLineAbove, sender.style));
    lines.forEach((text, index) => sheet.block('P', () => sheet.text(text, EDGE.left, first + pitch * index, style)));
    return;
  }
  throw new UnprintableTextError('customer: name and address are too long for the address field of a letter.');
}

interface MetaRow {
  readonly label: string;
  readonly value: string;
  readonly style?: TypeStyle;
}

function metaRows({ number, issueDate, period, seller, customer }: Invoice, formats: Formats, words: Words): MetaRow[] {
  const optional = (label: string, value: string | undefined): MetaRow[] => (value === undefined ? [] : [{ label, value }]);
  return [
    { label: words.number, value: number, style: STYLE.smallMedium },
    { label: words.date, value: formats.date(issueDate) },
    { label: words.servicePeriod, value: formats.shortSpan(period) },
    { label: words.customerNumber, value: customer.id },
    ...optional(words.yourOrder, customer.purchaseOrder),
    ...optional(words.yourVatId, customer.vatId && vatIdText(customer.vatId)),
    ...optional(words.ourVatId, seller.vatId && vatIdText(seller.vatId)),
    ...optional(words.ourTaxNumber, seller.vatId === undefined ? seller.taxNumber : undefined),
  ];
}

function drawMeta(sheet: Sheet, rows: readonly MetaRow[]): void {
  const broken = rows.map(({ label, value, style = STYLE.small }) => ({
    label,
    style,
    values: wrapped(value, style, EDGE.right - EDGE.axis - widthOf(label, STYLE.smallGrey) - META.gap),
  }));
  const count = broken.reduce((sum, { values }) => sum + values.length, 0);
  const pitch = pitchWithin(count, META.pitch, META.first, META.last);
  let y: number = META.first;
  for (const { label, style, values } of broken) {
    sheet.block('P', () => {
      sheet.text(label, EDGE.axis, y, STYLE.smallGrey);
      for (const value of values) {
        sheet.text(value, EDGE.right, y, style, 'right');
        y += pitch;
      }
    });
  }
}

function drawTitle(sheet: Sheet, title: string, number: string): void {
  const numberLeft = EDGE.left + widthOf(title, STYLE.title) + 2;
  const { text, style } = fitted(number, STYLE.titleNumber, EDGE.right - numberLeft, 8);
  sheet.block('H1', () => {
    sheet.text(title, EDGE.left, TITLE_Y, STYLE.title);
    sheet.text(text, numberLeft, TITLE_Y, style);
  });
}

interface Piece {
  readonly text: string;
  readonly style: TypeStyle;
}

/** One sentence with amount and due date; without the period where a line has no room for it. */
function drawIntro(sheet: Sheet, invoice: Invoice, formats: Formats, words: Words): void {
  const { before, beforeShort, between, after } = words.intro;
  const figures: Piece[] = [
    { text: formats.money(invoice.totals.payable), style: STYLE.bodyStrong },
    { text: between, style: STYLE.body },
    { text: formats.date(invoice.dueDate), style: STYLE.bodyStrong },
    { text: after, style: STYLE.body },
  ];
  const long: Piece[] = [{ text: before(formats.span(invoice.period)), style: STYLE.body }, ...figures];
  const short: Piece[] = [{ text: beforeShort, style: STYLE.body }, ...figures];
  const sentence = lengthOf(long) <= EDGE.right - EDGE.left ? long : short;
  const isPayable = decimal(invoice.totals.payable).gt(0);
  sheet.block('P', () => sheet.sentence(isPayable ? sentence : [{ text: words.nothingToPay, style: STYLE.body }], EDGE.left, INTRO_Y));
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((length, { text, style }) => length + widthOf(text, style), 0);
}

/** The head of every page but the first. */
export function drawPageHead(sheet: Sheet, invoice: Invoice, words: Words): void {
  const title = `${words.title} ${invoice.number}`;
  const brand = fitted(invoice.seller.brand, STYLE.pageBrand, EDGE.right - EDGE.left - widthOf(title, STYLE.smallGrey) - 5, 6);
  sheet.artifact('Pagination', () => {
    sheet.text(brand.text, EDGE.left, 19, brand.style);
    sheet.text(title, EDGE.right, 19, STYLE.smallGrey, 'right');
  });
}

const FOOTER = { first: 277, pitch: 3.5, lines: 3, rule: 4.5, left: [25, 80, 125], right: [77, 122, 172] } as const;

/** Company, directors and bank at the foot of the first page; grows upwards where they need more than four lines. */
export interface Footer {
  /** Last baseline of content above it. */
  readonly contentBottom: number;
  draw(sheet: Sheet): void;
}

/** @see docs/sources.md#business-letters */
export function footerOf({ seller }: Invoice): Footer {
  const { bank, iban, bic } = seller.bank;
  const columns = [[seller.name, ...seller.registration], seller.management, [bank, ibanText(iban), `BIC ${bic}`]].map((texts, column) =>
    texts.flatMap((text) => wrapped(text, STYLE.footer, (FOOTER.right[column] ?? 0) - (FOOTER.left[column] ?? 0))),
  );
  const extra = Math.max(0, ...columns.map((lines) => lines.length - FOOTER.lines - 1));
  const first = FOOTER.first - extra * FOOTER.pitch;
  const rule = first - FOOTER.rule;
  return {
    contentBottom: rule - 4.5,
    draw(sheet) {
      sheet.artifact('Pagination', () => {
        sheet.rule(EDGE.left, EDGE.right, rule, 0.35, COLOUR.rule);
        columns.forEach((lines, column) => {
          lines.forEach((line, index) => sheet.text(line, FOOTER.left[column] ?? 0, first + index * FOOTER.pitch, STYLE.footer));
        });
      });
    },
  };
}

/** Page number and count, on every page. */
export function drawPageNumber(sheet: Sheet, page: number, of: number, words: Words): void {
  sheet.artifact('Pagination', () => sheet.text(words.page(page, of), EDGE.right, 284, STYLE.footer, 'right'));
}

function drawLines(
  sheet: Sheet,
  lines: readonly Piece[],
  x: number,
  { first, last, pitch: usual }: { first: number; last: number; pitch: number },
): void {
  const pitch = pitchWithin(lines.length, usual, first, last);
  lines.forEach(({ text, style }, index) => sheet.block('P', () => sheet.text(text, x, first + index * pitch, style)));
}
