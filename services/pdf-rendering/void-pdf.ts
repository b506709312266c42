import { longDate } from '../../shared/formats.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { drawLetterHead, drawPageNumber, footerOf, sheetFor } from './letter.ts';
import { voidLetter } from './letter-texts.ts';
import { printable } from './printable.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { wrapped } from './text-fitting.ts';
import { COLOUR, STYLE } from './type-styles.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';

/** Below the intro: a rule, the rows, a rule, the closing sentence; mm. */
const ROWS = { rule: 114.5, first: 121, pitch: 6.2, furtherLine: 4.5, valueLeft: 62 } as const;
const CLOSING = { rule: 4, sentence: 10.5 } as const;

/**
 * The document of a number under which no invoice was issued: on the letterhead, to nobody, with the reason and
 * who approved it. A4, PDF/A-3b, tagged; the same decision gives the same bytes.
 *
 * @param logo image that the seller's snapshot names
 * @throws {UnprintableTextError} if the font lacks a character
 */
export async function renderVoid(decided: VoidDocument, logo?: Uint8Array): Promise<Uint8Array> {
  const document = printable(decided);
  const { language, issueDate, reason, approvedBy, decidedAt } = document;
  const words = LANGUAGES[language].document;
  const decidedOn = words.void.instant(longDate(decidedAt.slice(0, 10), language), decidedAt.slice(11, 16));

  const letter = { ...voidLetter(document, words), logo };
  const sheet = sheetFor(letter);
  sheet.addPage();
  drawLetterHead(sheet, letter);
  sheet.artifact('Layout', () => sheet.rule(EDGE.left, EDGE.right, ROWS.rule, 0.7, COLOUR.ink));
  const end = drawRows(sheet, [
    { label: words.void.allocatedOn, value: longDate(issueDate, language) },
    { label: words.void.reason, value: reason },
    { label: words.void.approvedBy, value: approvedBy },
    { label: words.void.decidedAt, value: decidedOn },
  ]);
  sheet.artifact('Layout', () => sheet.rule(EDGE.left, EDGE.right, end + CLOSING.rule, 0.35, COLOUR.rule));
  sheet.block('P', () => sheet.text(words.void.remainsTaken, EDGE.left, end + CLOSING.sentence, STYLE.smallGrey));
  footerOf(letter).draw(sheet);
  drawPageNumber(sheet, 1, 1, words);
  return sheet.bytes();
}

/** Draws a label and its text a row, and returns the last baseline. */
function drawRows(sheet: Sheet, rows: readonly { label: string; value: string }[]): number {
  let y: number = ROWS.first;
  let end = y;
  for (const { label, value } of rows) {
    sheet.block('P', () => {
      sheet.text(label, EDGE.left, y, STYLE.smallGrey);
      for (const line of wrapped(value, STYLE.line, EDGE.right - ROWS.valueLeft)) {
        sheet.text(line, ROWS.valueLeft, y, STYLE.line);
        end = y;
        y += ROWS.furtherLine;
      }
    });
    y = end + ROWS.pitch;
  }
  return end;
}
