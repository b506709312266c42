import { getFact } from '../invoice.store.ts';
import { getNumberOf } from '../number.store.ts';
import { runOfOrder } from './order.ts';
import type { Order } from './order.ts';

/** The number of the invoice that was issued of the version that counts, whether the order says so yet or not; undefined without one. */
export async function issuedNumberOf(sellerId: string, { id, customerId, version }: Order): Promise<string | undefined> {
  const number = (await getNumberOf(sellerId, { runId: runOfOrder(id), customerId, attempt: version }))?.number;
  const issued = number === undefined ? undefined : await getFact(sellerId, number, 'issued');
  return issued && !issued.isVoid ? number : undefined;
}
