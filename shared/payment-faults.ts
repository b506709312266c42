import type { Fault } from './catalog-issues.ts';
import type { Catalog } from './catalog.store.ts';
import type { Customer } from './catalog.ts';
import type { Mandate } from './payments/payment-terms.ts';

/**
 * What is wrong about how customers pay: a debit by a seller that is no creditor, one mandate of two customers, another
 * account under a mandate that is kept. Whether a mandate has expired only a day tells.
 *
 * @param kept customers of earlier imports
 */
export function paymentFaults(
  { seller, customers }: Pick<Catalog, 'customers'> & Partial<Pick<Catalog, 'seller'>>,
  kept: Catalog['customers'] = [],
): Fault[] {
  const written = new Set(customers.map(({ customer }) => customer.id));
  const staying = kept.filter(({ customer }) => !written.has(customer.id));
  const before = new Map(kept.map(({ customer }) => [customer.id, mandateOf(customer)]));
  const holders = new Map(staying.map(({ customer }) => [mandateOf(customer)?.reference, customer.id]));
  return customers.flatMap(({ customer }, c): Fault[] => {
    const mandate = mandateOf(customer);
    if (!mandate) return [];
    const { reference, iban } = mandate;
    const path = ['customers', c, 'payment', 'mandate'];
    const faults: Fault[] = [];
    if (seller && !seller.payments?.directDebit)
      faults.push({ path, message: 'is of no use while the seller is no creditor: add seller.payments.directDebit: { creditorId: … }' });
    const holder = holders.get(reference);
    if (holder !== undefined) faults.push({ path: [...path, 'reference'], message: `is the mandate of customer "${holder}"` });
    holders.set(reference, customer.id);
    const kept = before.get(customer.id);
    if (kept?.reference === reference && kept.iban !== iban)
      faults.push({ path: [...path, 'iban'], message: `is another account than mandate ${reference} was given for: give another mandate` });
    return faults;
  });
}

function mandateOf({ payment }: Customer): Mandate | undefined {
  return payment?.method === 'direct-debit' ? payment.mandate : undefined;
}
