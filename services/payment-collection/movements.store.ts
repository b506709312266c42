import { requireBankLedger } from '../../shared/bank/bank.store.ts';
import { dateIn } from '../../shared/period.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import type { Movement } from './late-interest.ts';

/** What settled some of an invoice by day: of money the day the bank booked it, of all else the one it was entered. */
export async function movementsOf(sellerId: string, entries: readonly Allocation[], zone: string): Promise<Movement[]> {
  const settling = entries.filter(({ source }) => source.kind !== 'dunning');
  return Promise.all(
    settling.map(async ({ amount, source, at }) => ({
      amount,
      day: source.kind === 'bank' ? (await requireBankLedger(sellerId, source.transaction)).transaction.bookedOn : dateIn(at, zone),
    })),
  );
}
