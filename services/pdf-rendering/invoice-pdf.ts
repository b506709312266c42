import { formatsOf } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { invoiceToAttach } from './attached-invoice.ts';
import { billPages } from './bill-pages.ts';
import { invoiceLetter } from './letter-texts.ts';
import { paymentPart } from './payment.ts';
import { printable } from './printable.ts';
import { totalLabel } from './totals.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';

/**
 * The document of an issued invoice: A4, PDF/A-3b, tagged, in the invoice's language, and the electronic invoice in it
 * (Factur-X, ZUGFeRD), unless EN 16931 can't say what it says. The same invoice gives the same bytes, always: dates are
 * those of the invoice, and nothing is looked up.
 *
 * @param logo image that the seller's snapshot names
 * @param xml the electronic invoice, for one who has made it already
 * @throws {UnprintableTextError} if the font lacks a character, or a figure or the address has no room
 * @throws {RangeError} if an amount isn't rounded to its currency, or tiers don't add up to their line
 * @see docs/sources.md#invoice-content
 */
export async function renderInvoice(issued: Invoice, logo?: Uint8Array, xml = invoiceToAttach(issued)): Promise<Uint8Array> {
  const content = printable(issued);
  const words = LANGUAGES[content.language].document;
  const formats = formatsOf({ language: content.language, currency: content.currency, country: content.customer.address.country });
  const letter = { ...invoiceLetter(content, formats, words), logo };
  return billPages({
    content,
    letter,
    payment: paymentPart(content, formats, words),
    totalLabel: content.kind === 'credit-note' ? words.creditNote.total : totalLabel(content, words),
    xml,
    formats,
    words,
  });
}
