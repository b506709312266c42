import { z } from 'zod';
import type { Customer } from '../catalog.ts';
import { plainDate } from '../period.ts';
import { table } from '../ports.ts';
import type { Change, Key } from '../table.ts';
import type { MandateUse } from './mandate.ts';

/** The last debit under a mandate; of one by a version before, neither account nor creditor is known. */
const use = z.object({ schema: z.literal(1), usedOn: plainDate, iban: z.string().optional(), creditorId: z.string().optional() });

/** The last debit that was filed under a mandate; undefined if there was none. */
export async function mandateUse(sellerId: string, reference: string): Promise<MandateUse | undefined> {
  const found = await table().get(useKey(sellerId, reference));
  if (!found) return undefined;
  const { schema: _, ...used } = use.parse(found.body);
  return used;
}

/** The last debit under the reference that a customer's mandate had before it was amended. */
export async function formerUse(sellerId: string, { payment }: Pick<Customer, 'payment'>): Promise<MandateUse | undefined> {
  const reference = payment?.method === 'direct-debit' ? payment.mandate.formerly?.reference : undefined;
  return reference === undefined ? undefined : mandateUse(sellerId, reference);
}

/** The change that says that a mandate was used. It belongs in the transaction that files the debit. */
export function mandateUsed(sellerId: string, reference: string, used: MandateUse): Change {
  return { put: { ...useKey(sellerId, reference), body: { schema: 1, ...used } } };
}

const useKey = (sellerId: string, reference: string): Key => ({ pk: `${sellerId}|mandates`, sk: reference });
