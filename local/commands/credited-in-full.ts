import { creditedOf } from '../../shared/credited.store.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { decimal, sum } from '../../shared/money.ts';

/** Whether credit notes of an invoice come to all of it. */
export async function isCreditedInFull(sellerId: string, number: string): Promise<boolean> {
  const content = await getFact(sellerId, number, 'content');
  const { notes } = await creditedOf(sellerId, number);
  const nets = notes.flatMap(({ lines }) => Object.values(lines).map(({ net }) => decimal(net)));
  return content !== undefined && sum(nets).gte(decimal(content.totals.net));
}
