import { z } from 'zod';
import { plainDate } from '../period.ts';
import { table } from '../ports.ts';
import type { Change, Key } from '../table.ts';

/** The last debit under a mandate. */
const use = z.object({ schema: z.literal(1), usedOn: plainDate });

/** Day of the last debit that was filed under a mandate; undefined if there was none. */
export async function mandateUsedOn(sellerId: string, reference: string): Promise<string | undefined> {
  const found = await table().get(useKey(sellerId, reference));
  return found && use.parse(found.body).usedOn;
}

/** The change that says that a mandate was used. It belongs in the transaction that files the debit. */
export function mandateUsed(sellerId: string, reference: string, usedOn: string): Change {
  return { put: { ...useKey(sellerId, reference), body: { schema: 1, usedOn } } };
}

const useKey = (sellerId: string, reference: string): Key => ({ pk: `${sellerId}|mandates`, sk: reference });
