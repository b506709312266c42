import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import { follows } from '../payments/payment.ts';
import { requirePayment } from '../payments/payment.store.ts';
import type { Told } from '../payments/payment.store.ts';
import { STEPBILL } from '../person.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';
import { entryChanges } from './ledger.store.ts';
import { writtenUnlessMoved } from './posting.store.ts';
import type { Doing, Posted } from './posting.store.ts';
import { refundState } from './refund.ts';
import type { Refund } from './refund.ts';
import { refundChanges, requireRefund } from './refund.store.ts';
import type { RefundLedger } from './refund.store.ts';

/** A refund to a card, and whether it was marked just now: then nobody can have been asked for it before. */
export interface Sending {
  readonly refund: Refund;
  readonly isNew: boolean;
}

/**
 * Marks a refund as one that the provider is asked for, before anybody asks: from then on it can't be taken back, until the
 * provider declines it.
 *
 * @throws {DecisionRefusedError} if it is taken back, or goes to no card
 * @throws {NotFoundError} if there is no such refund
 * @throws {TransientError} if others kept writing to the same
 */
export async function beginSending(sellerId: string, id: string, { at, by }: Omit<Doing, 'reason'>): Promise<Sending> {
  const found: Sending[] = [];
  await writtenUnlessMoved(sellerId, async () => {
    const { refund, version } = await requireRefund(sellerId, id);
    if (refund.payee.by !== 'card') throw new DecisionRefusedError(`${id} goes by transfer: a file for the bank orders it.`);
    if (refund.cancelled) throw new DecisionRefusedError(`${id} is taken back.`);
    const isNew = !refund.sent;
    const kept: Refund = isNew ? { ...refund, sent: { at, by } } : refund;
    found.splice(0, 1, { refund: kept, isNew });
    return { entries: [], changes: isNew ? refundChanges(sellerId, kept, version) : [] };
  });
  return found[0]!;
}

/** Whether nothing more is to be found out about a refund by asking. */
export function isEnded(refund: Refund): boolean {
  return ['paid', 'declined', 'cancelled'].includes(refundState(refund));
}

/**
 * Writes down what the provider says of a refund, and settles it where the money is back on the card: all in one
 * transaction, however often it is told.
 *
 * @throws {NotFoundError} if there is no such refund
 * @throws {TransientError} if others kept writing to the same
 */
export async function tellRefund(sellerId: string, id: string, { reference, ...told }: Told, at: string): Promise<Refund> {
  const kept: Refund[] = [];
  await writtenUnlessMoved(sellerId, async (): Promise<Posted> => {
    const own = await requireRefund(sellerId, id);
    const { refund, version } = own;
    if (isEnded(refund) || !follows(refund.outcome, told)) {
      kept.splice(0, 1, refund);
      return { entries: [], changes: [] };
    }
    const after: Refund = { ...refund, outcome: told, ...(reference === undefined ? {} : { reference }) };
    kept.splice(0, 1, after);
    const settled = told.state === 'paid' ? await settling(sellerId, own, after, at) : { entries: [], changes: [] };
    return { entries: settled.entries, changes: [...settled.changes, ...refundChanges(sellerId, after, version)] };
  });
  return kept[0]!;
}

/** The entry by which a refund is settled, and which says of the payment that so much of it went back. */
async function settling(
  sellerId: string,
  own: RefundLedger,
  { id, amount, currency, payee, reference = id }: Refund,
  at: string,
): Promise<{ entries: Allocation[]; changes: Change[] }> {
  if (payee.by !== 'card') return { entries: [], changes: [] };
  const { raise } = await requirePayment(sellerId, payee.payment);
  const entry: Allocation = {
    ...{ schema: 1, number: id, sequence: own.entries.filter(({ number }) => number === id).length + 1 },
    ...{ amount: turnedText(amount), currency, source: { kind: 'payment', payment: payee.payment } },
    ...{ reason: `back on the card: ${reference}`, at, by: STEPBILL },
  };
  return { entries: [entry], changes: [...entryChanges(sellerId, entry), own.raise(1), raise(1)] };
}
