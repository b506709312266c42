import { electronicFile } from '../../shared/en16931/electronic-file.ts';
import { profileFaults } from '../../shared/en16931/profile-faults.ts';
import type { ElectronicForm } from '../../shared/en16931/profile-faults.ts';
import type { DocumentFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { CommandError } from './errors.ts';

/** What an invoice is written as: the XML of its PDF, UBL by the rules of who receives it, or all we hold of it. */
export type Form = ElectronicForm | 'json';

/**
 * An issued invoice in one of its forms, made of its content and nothing else; as JSON with what is known of its document.
 *
 * @throws {CommandError} naming what it lacks to be valid in that form, by field
 */
export function invoiceIn(form: Form, invoice: Invoice, document?: DocumentFact): string {
  if (form === 'json') return `${JSON.stringify({ ...invoice, ...madeOf(document) }, undefined, 2)}\n`;
  requireValid(form, invoice);
  return electronicFile(invoice, form);
}

function madeOf(document: DocumentFact | undefined): object {
  if (!document) return {};
  const { hash, contentHash, renderer, xml } = document;
  return { document: { hash, contentHash, renderer, xml } };
}

function requireValid(form: ElectronicForm, invoice: Invoice): void {
  const faults = profileFaults(invoice, form);
  if (faults.length === 0) return;
  const list = faults.map(({ path, message }) => `  ${path}: ${message}`).join('\n');
  throw new CommandError(`${invoice.number} can't be written as ${form}:\n${list}\nWhat the catalog says counts for the next invoice.`);
}
