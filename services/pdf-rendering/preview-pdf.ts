import { formatsOf } from '../../shared/formats.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { billPages } from './bill-pages.ts';
import { draftLetter } from './letter-texts.ts';
import { draftNotice } from './payment.ts';
import { printable } from './printable.ts';
import { totalLabel } from './totals.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';

/**
 * A draft on the page of the invoice it would become, marked as a draft on every page: no number, no dates, no
 * account to pay to. A4, PDF/A-3b, tagged; the same draft gives the same bytes.
 *
 * @param logo image that the seller's snapshot names
 * @throws {UnprintableTextError} if the font lacks a character, or a figure or the address has no room
 * @throws {RangeError} if an amount isn't rounded to its currency, or tiers don't add up to their line
 */
export async function renderPreview(draft: DraftContent, logo?: Uint8Array): Promise<Uint8Array> {
  const content = printable(draft);
  const words = LANGUAGES[content.language].document;
  const formats = formatsOf({ language: content.language, currency: content.currency, country: content.customer.address.country });
  const letter = { ...draftLetter(content, formats, words), logo };
  const label = content.kind === 'credit-note' ? words.creditNote.total : totalLabel(content, words.draft);
  return billPages({ content, letter, payment: draftNotice(words), totalLabel: label, formats, words });
}
