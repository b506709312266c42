import { customerLink } from '../../shared/customer-link.store.ts';
import { electronicForm, isByLink } from '../../shared/delivery.ts';
import { electronicFile } from '../../shared/en16931/electronic-file.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts, keepFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { archive } from '../../shared/ports.ts';
import { invoiceMail } from './invoice-mail.ts';

/**
 * Sends the archived document to the customer, or a link to it, once per invoice, and writes down when and where to. A VOID document stays
 * with us; what goes to a marked address is listed there.
 *
 * @param at instant, the same however often the step is repeated
 * @throws {NotFoundError} if the invoice is not issued
 * @throws {InvalidInputError} naming what it lacks for the form that the customer gets
 */
export async function sendInvoice(sellerId: string, number: string, at: string): Promise<void> {
  const { content, issued, sent } = await invoiceFacts(sellerId, number);
  if (sent || issued?.isVoid) return;
  if (!content || !issued) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" is not issued.`);

  const pdf = await archive().get(issued.archiveKey);
  if (!pdf) throw new NotFoundError(`The document ${issued.archiveKey} is not in the archive.`);
  const xml = await filedElectronicInvoice(content, issued.archiveKey);
  // Where nobody said where customers reach us, the document itself has to go.
  const url = isByLink(content.customer.delivery) ? await customerLink(sellerId, number) : undefined;
  const fate = await sendUnlessMarked(sellerId, invoiceMail(content, { pdf, xml, url }, at));
  if (fate) await keepFact(sellerId, number, 'sent', { schema: 1, messageId: fate.messageId, to: content.customer.email, sentAt: at });
}

/**
 * The electronic invoice that the customer gets as a file of its own, or undefined if it gets none. It lies in the archive
 * beside the PDF before it goes out: what a later version would write differently is sent again as it was.
 */
async function filedElectronicInvoice(invoice: Invoice, archiveKey: string): Promise<Uint8Array | undefined> {
  const form = electronicForm(invoice.customer.delivery);
  if (form === undefined) return undefined;
  const key = archiveKey.replace(/\.pdf$/, '.xml');
  const filed = await archive().get(key);
  if (filed) return filed;
  const xml = Buffer.from(electronicFile(invoice, form), 'utf8');
  await archive().put(key, xml, 'application/xml');
  return xml;
}
