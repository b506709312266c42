import type { Invoice } from '../../shared/invoice.ts';
import { columnsFor } from './columns.ts';
import { formatsOf, type Formats } from '../../shared/formats.ts';
import { interFont } from './inter-font.ts';
import { drawLetterHead, drawPageHead, drawPageNumber, footerOf } from './letter.ts';
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
import { paymentPart, type Part } from './payment.ts';
import { printable } from './printable.ts';
import { EDGE, Sheet } from './sheet.ts';
import { tableEntries } from './table-entries.ts';
import { tableBlocks } from './table-rows.ts';
import { statutoryPart, totalsPart } from './totals.ts';
import { COLOUR } from './type-styles.ts';
import { type Words, WORDS } from './words.ts';

/** Baseline of the table's head, mm. */
const HEAD = { first: 118.5, next: 34 } as const;
const NEXT_BOTTOM = 275;
/** From the last row to the rule that ends the table. */
const END_RULE = 3.4;

/**
 * The document of an issued invoice: A4, PDF/A-3b, tagged, in the invoice's language. The same invoice gives the
 * same bytes, always: dates are those of the invoice, and nothing is looked up.
 *
 * @throws {UnprintableTextError} if the font lacks a character, or a figure or the address has no room
 * @throws {RangeError} if an amount isn't rounded to its currency, or tiers don't add up to their line
 * @see docs/sources.md#invoice-content
 */
export async function renderInvoice(issued: Invoice): Promise<Uint8Array> {
  const invoice = printable(issued);
  const words = WORDS[invoice.language];
  const formats = formatsOf({ language: invoice.language, currency: invoice.currency, country: invoice.customer.address.country });
  const footer = footerOf(invoice);
  const closing = closingPart(invoice, formats, words);
  const { columns, entries } = columnsFor(tableEntries(invoice, formats, words), formats.decimalMark, words);
  const pages = paginate(tableBlocks(entries, columns, formats.decimalMark, words), closing.height, {
    first: { top: HEAD.first + HEAD_RULE, bottom: footer.contentBottom },
    next: { top: HEAD.next + HEAD_RULE + BROUGHT_FORWARD_HEIGHT, bottom: NEXT_BOTTOM },
  });

  const sheet = new Sheet({
    title: `${words.title} ${invoice.number}`,
    author: invoice.seller.name,
    language: invoice.language,
    date: new Date(`${invoice.issueDate}T00:00:00Z`),
  });
  sheet.addPage();
  drawLetterHead(sheet, invoice, formats, words);
  const last = drawTable(sheet, pages, { columns, formats, words, currency: invoice.currency }, (number) => {
    if (number === 1) footer.draw(sheet);
    else drawPageHead(sheet, invoice, words);
    drawPageNumber(sheet, number, pages.length, words);
  });
  closing.draw(sheet, last.end);
  return sheet.bytes();
}

/** Opens the fonts, so that the first invoice of a process is no slower than the others. */
export function warmUp(): void {
  for (const cut of ['Regular', 'Medium', 'SemiBold'] as const) interFont(cut).layout('0');
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
  if (!previous) throw new RangeError('An invoice has at least one line.');
  return previous.page;
}

/** What follows the table, measured from its last baseline: payment left, totals right, sentences of the law below. */
function closingPart(invoice: Invoice, formats: Formats, words: Words): Part {
  const totals = totalsPart(invoice, formats, words);
  const payment = paymentPart(invoice, formats, words);
  const statutory = statutoryPart(invoice.tax);
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
