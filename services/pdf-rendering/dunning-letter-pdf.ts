import { letterContent } from '../../shared/dunning/letter-content.ts';
import type { LetterContent, LetterFacts } from '../../shared/dunning/letter-content.ts';
import { formatsOf } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import { drawLetterHead, drawPageHead, drawPageNumber, footerOf, sheetFor } from './letter.ts';
import { dunningLetter } from './letter-texts.ts';
import { transferPart, type Part } from './payment.ts';
import { printable } from './printable.ts';
import { EDGE } from './sheet.ts';
import { wrapped } from './text-fitting.ts';
import { sumPart } from './totals.ts';
import { COLOUR, STYLE } from './type-styles.ts';

/** Reference line of the first part of a page, and the last baseline of pages behind the first, mm. */
const PAGE = { first: 109, next: 26, bottom: 275 } as const;
/** Between the lines of a paragraph, between paragraphs, and from a paragraph to the rule over the sums. */
const PITCH = 4.6;
const GAP = 2.6;
const RULE = 4;

/**
 * A letter that goes after an invoice: on the letterhead, with the address in the window, what is open, what it charges, and
 * how to pay it. A4, PDF/A-3b, tagged; the same letter gives the same bytes.
 *
 * @param logo image that the seller's snapshot names
 * @throws {UnprintableTextError} if the font lacks a character, or the address has no room
 */
export async function renderDunningLetter(content: Invoice, facts: LetterFacts, logo?: Uint8Array): Promise<Uint8Array> {
  const invoice = printable(content);
  const { language, currency, customer } = invoice;
  const words = LANGUAGES[language].document;
  const said = letterContent(invoice, facts);
  const letter = { ...dunningLetter(invoice, { said, step: facts.step }, formatsOf({ language, currency, country: customer.address.country }), words), logo }; // prettier-ignore
  const parts = [...said.before.slice(1).map(paragraph), sums(invoice, said, facts), ...closing(said, invoice)];
  const pages = paged(parts, footerOf(letter).contentBottom);

  const sheet = sheetFor(letter);
  for (const [index, page] of pages.entries()) {
    sheet.addPage();
    if (index === 0) drawLetterHead(sheet, letter);
    else drawPageHead(sheet, letter);
    for (const { part, top } of page) part.draw(sheet, top);
    if (index === 0) footerOf(letter).draw(sheet);
    drawPageNumber(sheet, index + 1, pages.length, words);
  }
  return sheet.bytes();
}

function paragraph(text: string): Part {
  const lines = wrapped(text, STYLE.body, EDGE.right - EDGE.left);
  return {
    height: GAP + PITCH * lines.length,
    draw: (sheet, top) =>
      sheet.block('P', () => lines.forEach((line, i) => sheet.text(line, EDGE.left, top + GAP + PITCH * (i + 1), STYLE.body))),
  };
}

/** How it is paid on the left, what it comes to on the right, as an invoice has it. */
function sums(invoice: Invoice, { sums: rows, asked }: LetterContent, { step }: LetterFacts): Part {
  const { language, currency, customer, seller } = invoice;
  const { document: words, dunning } = LANGUAGES[language];
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const payment = transferPart(invoice, { amount: step.asked, due: { label: dunning.payBy, date: step.payBy } }, formats, words);
  const totals = sumPart(
    rows.map(([label, amount]) => ({ label, amount })),
    { label: dunning.sums.asked, amount: asked },
    seller.accent,
  );
  return {
    height: RULE + Math.max(payment.height, totals.height) + GAP,
    draw(sheet, top) {
      sheet.artifact('Layout', () => sheet.rule(EDGE.left, EDGE.right, top + RULE, 0.35, COLOUR.rule));
      totals.draw(sheet, top + RULE);
      payment.draw(sheet, top + RULE);
    },
  };
}

/** The rest of the letter; the regards stay with who sends them. */
function closing({ after }: LetterContent, { seller }: Invoice): Part[] {
  const [regards, name] = [paragraph(after.at(-1)!), paragraph(seller.name)];
  const signed: Part = {
    height: regards.height + name.height,
    draw(sheet, top) {
      regards.draw(sheet, top);
      name.draw(sheet, top + regards.height);
    },
  };
  return [...after.slice(0, -1).map(paragraph), signed];
}

interface PlacedPart {
  readonly part: Part;
  readonly top: number;
}

/** Parts by page; none is divided. @param firstBottom last baseline of the first page */
function paged(parts: readonly Part[], firstBottom: number): PlacedPart[][] {
  const pages: PlacedPart[][] = [[]];
  let top: number = PAGE.first;
  for (const part of parts) {
    if (top + part.height > (pages.length === 1 ? firstBottom : PAGE.bottom)) {
      pages.push([]);
      top = PAGE.next;
    }
    pages.at(-1)!.push({ part, top });
    top += part.height;
  }
  return pages;
}
