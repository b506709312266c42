import type { Formats } from '../../shared/formats.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { annexPages, drawAnnexPage } from './annex-pages.ts';
import { columnsFor } from './columns.ts';
import { drawBands, drawLetterHead, drawPageHead, drawPageNumber, footerOf, sheetFor, type Letter } from './letter.ts';
import {
  BROUGHT_FORWARD_HEIGHT,
  drawBroughtForward,
  drawCarriedForward,
  drawTableHead,
  drawTableItems,
  HEAD_RULE,
  type TableContext,
} from './line-table.ts';
import { paginate, type TablePage } from './page-breaks.ts';
import type { Part } from './payment.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { tableEntries } from './table-entries.ts';
import { tableBlocks } from './table-rows.ts';
import { statutoryPart, totalsPart } from './totals.ts';
import { COLOUR } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** Baseline of the table's head, mm. */
const HEAD = { first: 118.5, next: 34 } as const;
const NEXT_BOTTOM = 275;
/** From the last row to the rule that ends the table. */
const END_RULE = 3.4;

/** Lines, tax and totals in the letter they come in. */
export interface Bill {
  readonly content: DraftContent;
  readonly letter: Letter;
  /** Left of the totals: how it is paid, or why it is not. */
  readonly payment: Part;
  readonly totalLabel: string;
  /** The invoice as XML, which the file holds; a draft is none. */
  readonly xml?: string | undefined;
  readonly formats: Formats;
  readonly words: Words;
}

/**
 * The pages of an invoice or of its draft: A4, PDF/A-3b, tagged.
 *
 * @throws {UnprintableTextError} if a figure or the address has no room
 * @throws {RangeError} if an amount isn't rounded to its currency, or tiers don't add up to their line
 */
export function billPages(bill: Bill): Uint8Array {
  const { content, letter, formats, words } = bill;
  const footer = footerOf(letter);
  const closing = closingPart(bill);
  const { columns, entries } = columnsFor(tableEntries(content, formats, words), formats.decimalMark, words);
  const pages = paginate(tableBlocks(entries, columns, formats.decimalMark, words), closing.height, {
    first: { top: HEAD.first + HEAD_RULE, bottom: footer.contentBottom },
    next: { top: HEAD.next + HEAD_RULE + BROUGHT_FORWARD_HEIGHT, bottom: NEXT_BOTTOM },
  });

  const annex = annexPages(content, formats, words);

  const sheet = sheetFor(letter);
  sheet.addPage();
  drawLetterHead(sheet, letter);
  const drawFrame = (number: number): void => {
    if (number === 1) footer.draw(sheet);
    else drawPageHead(sheet, letter);
    drawBands(sheet, letter);
    drawPageNumber(sheet, number, pages.length + annex.pages.length, words);
  };
  const last = drawTable(sheet, pages, { columns, formats, words, currency: content.currency }, drawFrame);
  closing.draw(sheet, last.end);
  for (const [index, page] of annex.pages.entries()) {
    sheet.addPage();
    drawFrame(pages.length + index + 1);
    drawAnnexPage(sheet, page);
  }
  if (bill.xml !== undefined) sheet.attachInvoice(bill.xml);
  return sheet.bytes();
}

/** Draws the table over its pages and returns the last one, which stays open. */
function drawTable(sheet: Sheet, pages: readonly TablePage[], context: TableContext, drawFrame: (pageNumber: number) => void): TablePage {
  const tags = sheet.table();
  let previous: { page: TablePage; number: number } | undefined;
  for (const [index, page] of pages.entries()) {
    const number = index + 1;
    const head = previous ? HEAD.next : HEAD.first;
    if (previous) {
      drawCarriedForward(sheet, previous.page, context);
      sheet.addPage();
    }
    drawFrame(number);
    drawTableHead(sheet, previous ? undefined : tags, head, context);
    if (previous) drawBroughtForward(sheet, previous, head + HEAD_RULE, context);
    drawTableItems(sheet, tags, page.items, context);
    previous = { page, number };
  }
  tags.end();
  if (!previous) throw new RangeError('A bill has at least one line.');
  return previous.page;
}

/** What follows the table, measured from its last baseline: payment left, totals right, sentences of the law below. */
function closingPart({ content, payment, totalLabel, formats, words }: Bill): Part {
  const totals = totalsPart(content, totalLabel, formats, words);
  const statutory = statutoryPart(content, formats, words);
  const blocks = END_RULE + Math.max(totals.height, payment.height);
  return {
    height: blocks + statutory.height,
    draw(sheet, top) {
      sheet.artifact('Layout', () => sheet.rule(EDGE.left, EDGE.right, top + END_RULE, 0.35, COLOUR.rule));
      totals.draw(sheet, top + END_RULE);
      payment.draw(sheet, top + END_RULE);
      statutory.draw(sheet, top + blocks);
    },
  };
}
