import { UnprintableTextError } from '../../shared/errors.ts';
import { widthOf } from './inter-font.ts';
import { EDGE } from './sheet.ts';
import type { Detail, TableEntry } from './table-entries.ts';
import { STYLE, type TypeStyle } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** Where the columns of the table stand, mm from the left; the same on all pages of a document. */
export interface Columns {
  readonly positionRight: number;
  readonly descriptionWidth: number;
  readonly quantityRight: number;
  readonly unitLeft: number;
  /** Where all decimal marks of unit prices begin. */
  readonly priceMark: number;
  readonly priceRight: number;
  /** Undefined where the column is left out. */
  readonly rateRight: number | undefined;
  /** Amounts that explain others. */
  readonly innerRight: number;
  readonly amountRight: number;
}

const QUANTITY_RIGHT = 109;
const UNIT_LEFT = 110.5;
const RATE_RIGHT = 156;
/** Room that is kept for units between quantity and price. */
const UNIT_ROOM = 9.5;
/** A quantity wider than this stands in a line of its own. */
const QUANTITY_ROOM = 30;

/**
 * Lays out the columns for the widest figures of the document. Quantities and prices for which a column has no
 * room move into a grey line under their entry: they are never rounded.
 *
 * @throws {UnprintableTextError} if an amount is wider than its column
 */
export function columnsFor(entries: readonly TableEntry[], decimalMark: string, words: Words): { columns: Columns; entries: TableEntry[] } {
  const rates = entries.flatMap(({ rate }) => (rate === undefined ? [] : [widthOf(rate, STYLE.smallGreyFigure)]));
  const priceRight = rates.length === 0 ? 150 : Math.min(146, RATE_RIGHT - Math.max(...rates) - 1.8);
  const fitting = withRoom(entries, priceRight - UNIT_LEFT - UNIT_ROOM, decimalMark, words);

  const prices = figuresIn(fitting, 'price').map((figure) => atMark(figure, decimalMark));
  const quantities = figuresIn(fitting, 'quantity').map(({ text, style }) => widthOf(text, style));
  const widestFraction = Math.max(0, ...prices.map(({ fraction }) => fraction));
  const amountRoom = EDGE.right - (rates.length === 0 ? 152 : RATE_RIGHT + 2);
  for (const { amount } of fitting) {
    if (widthOf(amount, STYLE.lineFigure) > amountRoom) throw new UnprintableTextError(`The amount ${amount} has no room in its column.`);
  }

  return {
    columns: {
      positionRight: 22,
      descriptionWidth: Math.min(rates.length === 0 ? 66 : 63, QUANTITY_RIGHT - EDGE.left - 4 - Math.max(0, ...quantities)),
      quantityRight: QUANTITY_RIGHT,
      unitLeft: UNIT_LEFT,
      priceMark: priceRight - widestFraction,
      priceRight,
      rateRight: rates.length === 0 ? undefined : RATE_RIGHT,
      innerRight: 170,
      amountRight: EDGE.right,
    },
    entries: fitting,
  };
}

/** Width of the part of a price before its decimal mark. */
export function integerWidth(price: string, style: TypeStyle, decimalMark: string): number {
  return atMark({ text: price, style }, decimalMark).integer;
}

interface Figure {
  readonly text: string;
  readonly style: TypeStyle;
}

function figuresIn(entries: readonly TableEntry[], column: 'quantity' | 'price'): Figure[] {
  return entries.flatMap((entry) => [
    ...figure(entry[column], STYLE.lineFigure),
    ...entry.details.flatMap((detail) => figure(detail[column], STYLE.detailFigure)),
  ]);
}

function figure(text: string | undefined, style: TypeStyle): Figure[] {
  return text === undefined ? [] : [{ text, style }];
}

function atMark({ text, style }: Figure, decimalMark: string): { integer: number; fraction: number } {
  const mark = text.indexOf(decimalMark);
  const integer = mark < 0 ? text : text.slice(0, mark);
  return { integer: widthOf(integer, style), fraction: mark < 0 ? 0 : widthOf(text.slice(mark), style) };
}

function withRoom(entries: readonly TableEntry[], priceRoom: number, decimalMark: string, words: Words): TableEntry[] {
  const tooWide = pricesTooWide(figuresIn(entries, 'price'), priceRoom, decimalMark);
  const isTooWide = (text: string | undefined, style: TypeStyle): boolean => text !== undefined && widthOf(text, style) > QUANTITY_ROOM;

  const detailWithRoom = (detail: Detail): Detail => {
    const movesQuantity = isTooWide(detail.quantity, STYLE.detailFigure);
    const movesPrice = tooWide.has(detail.price);
    if (!movesQuantity && !movesPrice) return detail;
    const moved = [
      ...(movesQuantity ? [`${words.quantity} ${detail.quantity}`] : []),
      ...(movesPrice ? [`${words.unitPrice} ${detail.price}`] : []),
    ];
    return {
      text: [detail.text, ...moved].join(', '),
      quantity: movesQuantity ? undefined : detail.quantity,
      price: movesPrice ? undefined : detail.price,
      amount: detail.amount,
    };
  };

  return entries.map((entry) => {
    const movesQuantity = isTooWide(entry.quantity, STYLE.lineFigure);
    const movesPrice = tooWide.has(entry.price);
    return {
      ...entry,
      quantity: movesQuantity ? undefined : entry.quantity,
      unit: movesQuantity ? undefined : entry.unit,
      price: movesPrice ? undefined : entry.price,
      details: [
        ...(movesQuantity ? [{ text: `${words.quantity} ${entry.quantity} ${entry.unit ?? ''}`.trimEnd() }] : []),
        ...(movesPrice ? [{ text: `${words.unitPrice} ${entry.price}` }] : []),
        ...entry.details.map(detailWithRoom),
      ],
    };
  });
}

/** The prices to take out, the longest first, until those left can be aligned at their marks within `room` mm. */
function pricesTooWide(prices: readonly Figure[], room: number, decimalMark: string): ReadonlySet<string | undefined> {
  const left = prices
    .map((price) => ({ text: price.text, ...atMark(price, decimalMark) }))
    .sort((a, b) => Math.max(a.integer, a.fraction) - Math.max(b.integer, b.fraction));
  const widest = (side: 'integer' | 'fraction'): number => Math.max(0, ...left.map((price) => price[side]));
  const tooWide = new Set<string | undefined>();
  while (widest('integer') + widest('fraction') > room) tooWide.add(left.pop()?.text);
  return tooWide;
}
