import type { Fault } from '../catalog-issues.ts';
import type { Catalog } from '../catalog.store.ts';
import { electronicForm } from '../delivery.ts';
import { InvalidInputError } from '../errors.ts';
import type { Invoice } from '../invoice.ts';
import { ciiOf } from './cii.ts';
import { profileFaults } from './profile-faults.ts';
import type { ElectronicForm } from './profile-faults.ts';
import { ublOf } from './ubl.ts';

/**
 * An invoice as a file of a form, made of its content and nothing else.
 *
 * @throws {InvalidInputError} naming by field what it lacks to be valid in that form
 */
export function electronicFile(invoice: Invoice, form: ElectronicForm): string {
  const faults = profileFaults(invoice, form).map(({ path, message }) => `${path}: ${message}`);
  if (faults.length > 0) throw new InvalidInputError(`${invoice.number} can't be written as ${form}: ${faults.join('; ')}.`);
  return form === 'cii' ? ciiOf(invoice) : ublOf(invoice, form);
}

/** What a catalog lacks for the electronic invoices that its customers are to get: told before one has a number. */
export function deliveryFaults(
  { seller, customers }: Pick<Catalog, 'customers'> & Partial<Pick<Catalog, 'seller'>>,
  keptSeller?: Catalog['seller'],
): Fault[] {
  const sending = seller ?? keptSeller;
  if (!sending) return [];
  return customers.flatMap(({ customer }, c) => {
    const form = electronicForm(customer.delivery);
    if (form === undefined) return [];
    return profileFaults({ seller: sending, customer, currency: NO_CURRENCY_FAULT }, form).map(({ path, message }) => ({
      path: path.startsWith('customer.') ? ['customers', c, path.slice('customer.'.length)] : ['customers', c, 'delivery', 'files'],
      message: path.startsWith('customer.') ? `${form} wants it: ${message}` : `${form} can't be made: ${path}: ${message}`,
    }));
  });
}

/** Which currency an invoice has is the plan's to say. */
const NO_CURRENCY_FAULT = 'EUR';
