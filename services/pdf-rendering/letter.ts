import type { Language } from '../../shared/catalog.ts';
import { UnprintableTextError } from '../../shared/errors.ts';
import type { CustomerParty, SellerParty } from '../../shared/invoice.ts';
import { drawBrand } from './brand-mark.ts';
import { widthOf } from './inter-font.ts';
import { addressLines, countryName, placeLine } from './postal-address.ts';
import { EDGE, Sheet } from './sheet.ts';
import { fitted, pitchWithin, wrapped } from './text-fitting.ts';
import { COLOUR, STYLE, type TypeStyle } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** What a document says around its table, in its own words and figures. */
export interface Letter {
  readonly language: Language;
  readonly seller: SellerParty;
  /** Image of the seller's logo. */
  readonly logo?: Uint8Array | undefined;
  /** Whose address stands in the window; a record for the books goes to nobody. */
  readonly addressee?: CustomerParty;
  readonly title: string;
  /** In grey beside the title: the number, or that this is no invoice. */
  readonly aside: string;
  /** Title of the file and of the pages after the first. */
  readonly name: string;
  readonly meta: readonly MetaRow[];
  /** The sentence below the title, on one line. */
  readonly intro: readonly Piece[];
  /** Columns at the foot of the first page. */
  readonly footer: readonly (readonly string[])[];
  /** Creation date of the file, an instant of what it says: the same content has the same bytes. */
  readonly createdAt: string;
  /** Stands at head and foot of every page of what must not be taken for an invoice. */
  readonly band?: Band;
}

export interface MetaRow {
  readonly label: string;
  readonly value: string;
  readonly style?: TypeStyle;
}

/** A text in one style. */
export interface Piece {
  readonly text: string;
  readonly style: TypeStyle;
}

export interface Band {
  /** What the document is. */
  readonly mark: string;
  /** What nobody must do with it. */
  readonly warning: string;
}

/** A sheet for the letter's document, without a page yet. */
export function sheetFor({ name, seller, language, createdAt }: Letter): Sheet {
  return new Sheet({ title: name, author: seller.name, language, date: new Date(createdAt) });
}

/** Baselines of the letter, mm from the top. */
const LETTER_BRAND = {
  height: 8,
  bottom: 27.2,
  widest: 60,
  gap: 2.3,
  baseline: 26.6,
  end: EDGE.axis - 5,
  style: STYLE.wordmark,
  least: 8,
} as const;
const PAGE_BRAND = { height: 4.4, bottom: 19.2, widest: 33, gap: 1.6, baseline: 19, style: STYLE.pageBrand, least: 6 } as const;
const SELLER = { first: 21.3, last: 48, pitch: 4 } as const;
const META = { first: 52.7, last: 94, pitch: 4.5, gap: 4 } as const;
const TITLE_Y = 102;
const INTRO_Y = 109;

/** The first page above the table: DIN 5008 form B with window address, seller, dates and numbers, title, intro. */
export function drawLetterHead(sheet: Sheet, letter: Letter): void {
  sheet.artifact('Layout', () => drawMarks(sheet));
  sheet.artifact('Layout', () => drawBrand(sheet, letter.seller, letter.logo, LETTER_BRAND));
  drawSeller(sheet, letter);
  if (letter.addressee) drawAddressField(sheet, letter, letter.addressee);
  drawMeta(sheet, letter.meta);
  drawTitle(sheet, letter);
  sheet.block('P', () => sheet.sentence(letter.intro, EDGE.left, INTRO_Y));
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

function isAbroad({ seller, addressee }: Letter): boolean {
  return addressee !== undefined && seller.address.country !== addressee.address.country;
}

function drawSeller(sheet: Sheet, letter: Letter): void {
  const { seller, language } = letter;
  const { street, additional, country } = seller.address;
  const address = [street, additional, placeLine(seller.address), isAbroad(letter) ? countryName(country, language) : undefined];
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
function drawAddressField(sheet: Sheet, letter: Letter, { name, attention, address }: CustomerParty): void {
  const { seller, language } = letter;
  const texts = [name, ...attention, ...addressLines(address)];
  if (isAbroad(letter)) texts.push(countryName(address.country, language).toLocaleUpperCase(language));

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

function drawTitle(sheet: Sheet, { title, aside }: Letter): void {
  const asideLeft = EDGE.left + widthOf(title, STYLE.title) + 2;
  const { text, style } = fitted(aside, STYLE.titleNumber, EDGE.right - asideLeft, 8);
  sheet.block('H1', () => {
    sheet.text(title, EDGE.left, TITLE_Y, STYLE.title);
    sheet.text(text, asideLeft, TITLE_Y, style);
  });
}

/** The head of every page but the first. */
export function drawPageHead(sheet: Sheet, { name, seller, logo }: Letter): void {
  const end = EDGE.right - widthOf(name, STYLE.smallGrey) - 5;
  sheet.artifact('Pagination', () => {
    drawBrand(sheet, seller, logo, { ...PAGE_BRAND, end });
    sheet.text(name, EDGE.right, 19, STYLE.smallGrey, 'right');
  });
}

/** Top, height and baseline of the bands, mm; above and below all else, inside what a printer reaches. */
const BANDS = [
  { top: 6, height: 7.2, baseline: 11, mark: STYLE.bandMark, warning: STYLE.band },
  { top: 287.4, height: 4.4, baseline: 290.45, mark: STYLE.footBandMark, warning: STYLE.footBand },
] as const;
const BAND_PADDING = 2.2;

/** Says on every page, at head and foot, what the document is. */
export function drawBands(sheet: Sheet, { band }: Letter): void {
  if (!band) return;
  sheet.artifact('Pagination', () => {
    for (const { top, height, baseline, mark, warning } of BANDS) {
      sheet.outline({ x: EDGE.left, y: top, width: EDGE.right - EDGE.left, height }, 1, COLOUR.ink);
      sheet.text(band.mark, EDGE.left + BAND_PADDING, baseline, mark);
      sheet.text(band.warning, EDGE.right - BAND_PADDING, baseline, warning, 'right');
    }
  });
}

const FOOTER = { first: 277, pitch: 3.5, lines: 3, rule: 4.5, left: [25, 80, 125], right: [77, 122, 172] } as const;

/** The foot of the first page; grows upwards where its columns need more than four lines, or three above a band. */
export interface Footer {
  /** Last baseline of content above it. */
  readonly contentBottom: number;
  draw(sheet: Sheet): void;
}

/** @see docs/sources.md#business-letters */
export function footerOf({ footer, band }: Letter): Footer {
  const columns = footer.map((texts, column) =>
    texts.flatMap((text) => wrapped(text, STYLE.footer, (FOOTER.right[column] ?? 0) - (FOOTER.left[column] ?? 0))),
  );
  const room = band ? FOOTER.lines : FOOTER.lines + 1;
  const extra = Math.max(0, ...columns.map((lines) => lines.length - room));
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
