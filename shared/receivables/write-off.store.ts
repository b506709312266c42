import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import { decimal } from '../money.ts';
import type { Allocation } from './allocation.ts';
import { standing } from './balance.ts';
import { requireInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { listedOf } from './open-items.store.ts';
import { decidedChanges, documentChanges, isDone, placed, writtenUnlessMoved } from './posting.store.ts';
import type { Doing, Posted, Posting } from './posting.store.ts';

/**
 * Has a person say that what is open of an invoice will never come. The same call again changes nothing; said anew it is
 * refused, since nothing is left open. When it comes after all, this is taken back first.
 *
 * @throws {DecisionRefusedError} if nothing is open
 */
export async function writeOff(sellerId: string, number: string, doing: Doing): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const ledger = await requireInvoiceLedger(sellerId, number);
    if (isDone(ledger.entries, doing)) return { entries: [], changes: [] };
    const { open, isCreditNote } = listedOf(ledger);
    if (isCreditNote || !decimal(open).gt(0)) throw new DecisionRefusedError(`Nothing is open of ${number}.`);
    return written(sellerId, ledger, [{ number, amount: open, source: { kind: 'uncollectible' } }], doing, 'written-off');
  });
}

/** Takes back that it will never come. The same again changes nothing. */
export async function undoWriteOff(sellerId: string, number: string, doing: Doing): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const ledger = await requireInvoiceLedger(sellerId, number);
    const wrong = standing(ledger.entries).filter(({ source }) => source.kind === 'uncollectible');
    const back = wrong.map((it): Posting => ({ number, amount: turnedText(it.amount), source: it.source, reverses: it.sequence }));
    return back.length === 0 ? { entries: [], changes: [] } : written(sellerId, ledger, back, doing, 'write-off-undone');
  });
}

async function written(
  sellerId: string,
  ledger: InvoiceLedger,
  wanted: readonly Posting[],
  doing: Doing,
  action: 'written-off' | 'write-off-undone',
): Promise<Posted> {
  const entries = placed(ledger, wanted, doing);
  const act = { ...doing, action, numbers: [ledger.invoice.number] };
  return { entries, changes: [...(await documentChanges(sellerId, [ledger], entries)), ...(await decidedChanges(sellerId, act))] };
}
