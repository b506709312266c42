import { electronicForm } from '../../shared/delivery.ts';
import { electronicFile } from '../../shared/en16931/electronic-file.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { archive } from '../../shared/ports.ts';

/**
 * The electronic invoice that the customer gets as a file of its own, or undefined if it gets none. It lies in the archive
 * beside the PDF before it goes out: what a later version would write differently is sent again as it was.
 *
 * @param archiveKey of the PDF
 * @throws {InvalidInputError} naming what the invoice lacks for the form
 */
export async function filedElectronicInvoice(invoice: Invoice, archiveKey: string): Promise<Uint8Array | undefined> {
  const form = electronicForm(invoice.customer.delivery);
  if (form === undefined) return undefined;
  const key = archiveKey.replace(/\.pdf$/, '.xml');
  const filed = await archive().get(key);
  if (filed) return filed;
  const xml = Buffer.from(electronicFile(invoice, form), 'utf8');
  await archive().put(key, xml, 'application/xml');
  return xml;
}
