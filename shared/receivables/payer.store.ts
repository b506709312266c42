import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';

/**
 * Who has paid from which account: a record an entry, written with it and taken out when it is reversed. So what was
 * matched wrongly teaches nothing.
 */

/** The change that a payment from an account teaches, or that forgets it. */
export function payerChange(
  sellerId: string,
  iban: string,
  customerId: string,
  entry: Pick<Allocation, 'number' | 'sequence'>,
  isPaid: boolean,
): Change {
  const key = { pk: `${sellerId}|payer|${iban}`, sk: `${customerId}|${entry.number}|${entry.sequence}` };
  return isPaid ? { put: { ...key, body: { schema: 1 } } } : { delete: key };
}

/** Customers for whom something came from an account before. */
export async function customersPaidFrom(sellerId: string, iban: string): Promise<ReadonlySet<string>> {
  const customers = new Set<string>();
  for await (const { sk } of everyItem(table(), { pk: `${sellerId}|payer|${iban}` })) customers.add(sk.split('|')[0]!);
  return customers;
}
