import { z } from 'zod';
import { creditedNote } from './credit-note.ts';
import type { CreditedNote } from './credit-note.ts';
import { table } from './ports.ts';
import type { Change, Key } from './table.ts';

/** Name of the record among the facts of its invoice; alone of them it grows. */
export const CREDITED = 'credited';
export const creditedRecord = z.object({ schema: z.literal(1), notes: z.array(creditedNote) });

/** Credit notes of an invoice, the first first, and the change that adds one, if none came in between. */
export async function creditedOf(
  sellerId: string,
  number: string,
): Promise<{ notes: readonly CreditedNote[]; adding: (note: CreditedNote) => Change }> {
  const key: Key = { pk: `${sellerId}|invoice|${number}`, sk: CREDITED };
  const item = await table().get(key);
  const notes = item ? creditedRecord.parse(item.body).notes : [];
  return {
    notes,
    adding: (note) => ({ put: { ...key, body: { schema: 1, notes: [...notes, note] } }, if: item?.version ?? 'absent' }),
  };
}
