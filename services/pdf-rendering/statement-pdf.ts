import { formatsOf, type Formats } from '../../shared/formats.ts';
import type { Words } from '../../shared/languages/language-texts.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Account, StatementOfAccount } from '../../shared/receivables/statement.ts';
import { drawLetterHead, drawPageHead, drawPageNumber, footerOf, sheetFor, type Letter } from './letter.ts';
import { statementLetter } from './letter-texts.ts';
import { printable } from './printable.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { fitted } from './text-fitting.ts';
import { COLOUR, STYLE, type TypeStyle } from './type-styles.ts';

/** Where rows stand, mm; a row is as high as one of an invoice. */
const PAGE = { first: 118.5, next: 34, bottom: 275, row: 5.3, headRule: 2.3, heading: 9, between: 6 } as const;
const COLUMN = { date: EDGE.left, what: 60, amount: 160, balance: EDGE.right, whatWidth: 74 } as const;

/** A row of a table: its four cells, or a heading above one. */
type Row =
  | { readonly kind: 'cells'; readonly cells: readonly [string, string, string, string]; readonly isStrong?: boolean }
  | { readonly kind: 'head'; readonly cells: readonly [string, string, string, string]; readonly heading: string };

/**
 * A customer's statement of account: on the letterhead, for each currency the movements with the balance behind each, and
 * what is open. A4, PDF/A-3b, tagged; the same statement gives the same bytes.
 *
 * @param logo image that the seller names
 * @throws {UnprintableTextError} if the font lacks a character, or the address has no room
 */
export async function renderStatement(statement: StatementOfAccount, logo?: Uint8Array): Promise<Uint8Array> {
  const content = printable(statement);
  const words = LANGUAGES[content.language].document;
  const country = content.customer.address.country;
  const formats = (currency: string): Formats => formatsOf({ language: content.language, currency, country });
  const letter = { ...statementLetter(content, formats('EUR'), words), logo };
  const tables = content.accounts.flatMap((account) => tablesOf(account, content, formats(account.currency), words));
  const pages = paged(tables, footerOf(letter).contentBottom);
  const sheet = sheetFor(letter);
  pages.forEach((rows, i) => drawPage(sheet, letter, rows, { page: i + 1, of: pages.length, words }));
  return sheet.bytes();
}

function tablesOf(
  { currency, opening, entries, closing, open }: Account,
  { from, to, day }: StatementOfAccount,
  formats: Formats,
  words: Words,
): Row[][] {
  const { statement: own } = words;
  const movements: Row[] = [
    { kind: 'head', heading: currency, cells: [own.date, own.what, own.amountIn(currency), own.balance] },
    { kind: 'cells', cells: [formats.date(from), own.opening, '', formats.amount(opening)], isStrong: true },
    ...entries.map(({ date, kind, number, amount, balance, isReversal }): Row => ({
      kind: 'cells',
      cells: [
        formats.date(date),
        `${own.kinds[kind]} ${number}${isReversal ? `, ${own.reversal}` : ''}`,
        formats.amount(amount),
        formats.amount(balance),
      ],
    })),
    { kind: 'cells', cells: [formats.date(to), own.closing, '', formats.amount(closing)], isStrong: true },
  ];
  if (open.length === 0) return [movements];
  const items: Row[] = [
    { kind: 'head', heading: own.open(formats.date(day)), cells: [own.due, own.what, own.overdue, own.openIn(currency)] },
    ...open.map(({ number, dueDate, daysOverdue, open: left }): Row => ({
      kind: 'cells',
      cells: [formats.date(dueDate), number, daysOverdue === 0 ? '' : formats.number(String(daysOverdue)), formats.amount(left)],
    })),
  ];
  return [movements, items];
}

interface PlacedRow {
  readonly row: Row;
  readonly y: number;
  /** The head of a table is said once, and drawn again where the table goes on. */
  readonly isRepeated: boolean;
}

/** Rows by page; the head of a table stays with its first row, and stands above what goes on. */
function paged(tables: readonly (readonly Row[])[], firstBottom: number): PlacedRow[][] {
  const pages: PlacedRow[][] = [[]];
  let y: number = PAGE.first;
  const bottom = (): number => (pages.length === 1 ? firstBottom : PAGE.bottom);
  const open = (): void => {
    pages.push([]);
    y = PAGE.next;
  };
  for (const rows of tables) {
    const [head, ...others] = rows as [Extract<Row, { kind: 'head' }>, ...Row[]];
    if (y + PAGE.heading + 2 * PAGE.row > bottom()) open();
    const place = (isRepeated: boolean): void => {
      pages.at(-1)!.push({ row: head, y: y + PAGE.heading - PAGE.row, isRepeated });
      y += PAGE.heading + PAGE.headRule;
    };
    place(false);
    for (const row of others) {
      if (y + PAGE.row > bottom()) {
        open();
        place(true);
      }
      y += PAGE.row;
      pages.at(-1)!.push({ row, y, isRepeated: false });
    }
    y += PAGE.between;
  }
  return pages;
}

function drawPage(
  sheet: Sheet,
  letter: Letter,
  rows: readonly PlacedRow[],
  { page, of, words }: { readonly page: number; readonly of: number; readonly words: Words },
): void {
  sheet.addPage();
  if (page === 1) drawLetterHead(sheet, letter);
  else drawPageHead(sheet, letter);
  let table = rows[0]?.isRepeated ? sheet.table() : undefined;
  for (const { row, y, isRepeated } of rows) {
    if (row.kind === 'head') {
      if (isRepeated) {
        sheet.artifact('Pagination', () => drawHead(sheet, row, y));
        continue;
      }
      table?.end();
      sheet.block('H2', () => sheet.text(row.heading, EDGE.left, y, STYLE.heading));
      table = sheet.table();
      table.row(({ head }) =>
        row.cells.forEach((cell, i) => head(() => drawCell(sheet, cell, i, y + PAGE.row, STYLE.tableHead, STYLE.tableHead))),
      );
      sheet.artifact('Layout', () => sheet.rule(EDGE.left, EDGE.right, y + PAGE.row + PAGE.headRule, 0.7, COLOUR.ink));
    } else {
      const [text, figure] = row.isStrong ? [STYLE.heading, { ...STYLE.heading, isTabular: true }] : [STYLE.line, STYLE.lineFigure];
      table?.row(({ cell, emptyCell }) =>
        row.cells.forEach((it, i) => (it === '' ? emptyCell() : cell(() => drawCell(sheet, it, i, y, text, figure)))),
      );
    }
  }
  table?.end();
  if (page === 1) footerOf(letter).draw(sheet);
  drawPageNumber(sheet, page, of, words);
}

function drawHead(sheet: Sheet, { cells }: Extract<Row, { kind: 'head' }>, y: number): void {
  cells.forEach((cell, i) => drawCell(sheet, cell, i, y + PAGE.row, STYLE.tableHead, STYLE.tableHead));
  sheet.rule(EDGE.left, EDGE.right, y + PAGE.row + PAGE.headRule, 0.7, COLOUR.ink);
}

function drawCell(sheet: Sheet, cell: string, column: number, y: number, text: TypeStyle, figure: TypeStyle): void {
  if (column === 0) return sheet.text(cell, COLUMN.date, y, text);
  if (column > 1) return sheet.text(cell, column === 2 ? COLUMN.amount : COLUMN.balance, y, figure, 'right');
  const short = fitted(cell, text, COLUMN.whatWidth, 6);
  sheet.text(short.text, COLUMN.what, y, short.style);
}
