import { amountText } from '../../shared/money.ts';
import { type Columns, integerWidth } from './columns.ts';
import type { Formats } from '../../shared/formats.ts';
import { widthOf } from './inter-font.ts';
import { CARRY_DISTANCE, PITCH, type TableItem, type TablePage } from './page-breaks.ts';
import { EDGE, type Sheet, type TableTags } from './sheet.ts';
import { DETAIL_INDENT, SPAN_GAP, type TableRow } from './table-rows.ts';
import { COLOUR, STYLE, type TypeStyle } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** What the table needs to know of its document. */
export interface TableContext {
  readonly columns: Columns;
  readonly formats: Formats;
  readonly words: Words;
  readonly currency: string;
}

/** From the baseline of the table's head to the rule below it, mm. */
export const HEAD_RULE = 2.3;
/** From that rule to the one below the sum brought forward. */
export const BROUGHT_FORWARD_HEIGHT = 7.4;

/** Under a table that is the page's only one. */
const HEAD_LINE = { weight: 0.7, colour: COLOUR.ink } as const;

/** Draws the table's head; on the first page it is part of the table, later it is repeated for the eye only. */
export function drawTableHead(
  sheet: Sheet,
  tags: TableTags | undefined,
  y: number,
  context: TableContext,
  line: { readonly weight: number; readonly colour: string } = HEAD_LINE,
): void {
  const heads = headsOf(context);
  if (tags) {
    tags.row(({ head }) => {
      for (const draw of heads) head(() => draw(sheet, y));
    });
  } else {
    sheet.artifact('Pagination', () => {
      for (const draw of heads) draw(sheet, y);
    });
  }
  sheet.artifact('Layout', () => sheet.rule(EDGE.left, EDGE.right, y + HEAD_RULE, line.weight, line.colour));
}

function headsOf({ columns, words, currency }: TableContext): ((sheet: Sheet, y: number) => void)[] {
  const { quantityRight, priceRight, rateRight, amountRight } = columns;
  return [
    (sheet, y) => sheet.text(words.service, EDGE.left, y, STYLE.tableHead),
    (sheet, y) => sheet.text(words.quantity, quantityRight, y, STYLE.tableHead, 'right'),
    (sheet, y) => sheet.text(words.unitPrice, priceRight, y, STYLE.tableHead, 'right'),
    ...(rateRight === undefined ? [] : [(sheet: Sheet, y: number) => sheet.text(words.vat, rateRight, y, STYLE.tableHead, 'right')]),
    (sheet, y) => sheet.text(words.amountIn(currency), amountRight, y, STYLE.tableHead, 'right'),
  ];
}

/** Draws the headings and rows of a page. */
export function drawTableItems(sheet: Sheet, tags: TableTags, items: readonly TableItem[], context: TableContext): void {
  for (const [index, item] of items.entries()) {
    if (item.kind === 'heading') drawHeading(sheet, tags, item, context);
    else if (item.row.kind !== 'further' || !isRow(items[index - 1])) drawRow(sheet, tags, rowWithFurther(items, index), context);
  }
}

interface PlacedRow {
  readonly row: TableRow;
  readonly y: number;
}

function isRow(item: TableItem | undefined): boolean {
  return item?.kind === 'row';
}

/** The row at `index` and the further lines of its entry, which share its cells. */
function rowWithFurther(items: readonly TableItem[], index: number): PlacedRow[] {
  const rows: PlacedRow[] = [];
  for (const item of items.slice(index)) {
    if (item.kind !== 'row' || (rows.length > 0 && item.row.kind !== 'further')) break;
    rows.push(item);
  }
  return rows;
}

/** Draws the sum that the next page begins with. */
export function drawCarriedForward(sheet: Sheet, page: TablePage, context: TableContext): void {
  sheet.artifact('Pagination', () => {
    sheet.rule(EDGE.left, EDGE.right, page.end + 2.4, 0.35, COLOUR.rule);
    drawCarry(sheet, context.words.carriedForward, page, page.end + CARRY_DISTANCE, context);
  });
}

/**
 * Draws the sum the previous page ended with.
 *
 * @param rule y of the rule under the table's head
 */
export function drawBroughtForward(sheet: Sheet, previous: { page: TablePage; number: number }, rule: number, context: TableContext): void {
  sheet.artifact('Pagination', () => {
    drawCarry(sheet, context.words.broughtForward(previous.number), previous.page, rule + 5, context);
    sheet.rule(EDGE.left, EDGE.right, rule + BROUGHT_FORWARD_HEIGHT, 0.35, COLOUR.rule);
  });
}

function drawCarry(sheet: Sheet, label: string, { sum }: TablePage, y: number, { formats, currency, columns }: TableContext): void {
  sheet.text(label, EDGE.left, y, STYLE.smallGrey);
  sheet.text(formats.amount(amountText(sum, currency)), columns.amountRight, y, STYLE.carryFigure, 'right');
}

function drawHeading(
  sheet: Sheet,
  tags: TableTags,
  { heading, isContinued, y }: TableItem & { kind: 'heading' },
  { columns, words }: TableContext,
): void {
  const draw = (): void => {
    heading.titleLines.forEach((line, index) => sheet.text(line, EDGE.left, y + index * PITCH.further, STYLE.heading));
    const last = heading.titleLines.length - 1;
    const spanLeft = EDGE.left + widthOf(heading.titleLines[last] ?? '', STYLE.heading) + SPAN_GAP;
    sheet.text(isContinued ? words.continued(heading.span) : heading.span, spanLeft, y + last * PITCH.further, STYLE.smallGrey);
  };
  if (isContinued) sheet.artifact('Pagination', draw);
  else tags.row(({ cell }) => cell(draw, columns.rateRight === undefined ? 4 : 5));
}

function drawRow(sheet: Sheet, tags: TableTags, rows: readonly PlacedRow[], context: TableContext): void {
  tags.row(({ cell, emptyCell }) => {
    for (const { fields, draw } of cellsOf(context)) {
      if (rows.some(({ row }) => fields.some((field) => row[field] !== undefined)))
        cell(() => rows.forEach(({ row, y }) => draw(sheet, row, y)));
      else emptyCell();
    }
  });
}

interface Cell {
  readonly fields: readonly (keyof TableRow)[];
  draw(sheet: Sheet, row: TableRow, y: number): void;
}

/** The cells of a row from left to right. */
function cellsOf({ columns, formats }: TableContext): Cell[] {
  const { rateRight } = columns;
  const figureOf = ({ kind }: TableRow): TypeStyle => (kind === 'detail' ? STYLE.detailFigure : STYLE.lineFigure);
  return [
    {
      fields: ['position', 'text'],
      draw(sheet, { kind, position = '', text = '' }, y) {
        sheet.text(position, columns.positionRight, y, STYLE.position, 'right');
        if (kind === 'detail') sheet.text(text, EDGE.left + DETAIL_INDENT, y, STYLE.detail);
        else sheet.text(text, EDGE.left, y, STYLE.line);
      },
    },
    {
      fields: ['quantity', 'unit'],
      draw(sheet, row, y) {
        sheet.text(row.quantity ?? '', columns.quantityRight, y, figureOf(row), 'right');
        sheet.text(row.unit ?? '', columns.unitLeft, y, STYLE.smallGrey);
      },
    },
    {
      fields: ['price'],
      draw(sheet, row, y) {
        const { price = '' } = row;
        sheet.text(price, columns.priceMark - integerWidth(price, figureOf(row), formats.decimalMark), y, figureOf(row));
      },
    },
    ...(rateRight === undefined ? [] : [rateCell(rateRight)]),
    {
      fields: ['amount', 'inner'],
      draw(sheet, { amount = '', inner = '' }, y) {
        sheet.text(amount, columns.amountRight, y, STYLE.lineFigure, 'right');
        sheet.text(inner, innerRight(inner, columns), y, STYLE.detailFigure, 'right');
      },
    },
  ];
}

function rateCell(right: number): Cell {
  return {
    fields: ['rate'],
    draw: (sheet, { rate = '' }, y) => sheet.text(rate, right, y, STYLE.smallGreyFigure, 'right'),
  };
}

/** A wide amount begins behind the price column and ends further right. */
function innerRight(amount: string, { innerRight: usual, priceRight }: Columns): number {
  return Math.max(usual, priceRight + 2 + widthOf(amount, STYLE.detailFigure));
}
