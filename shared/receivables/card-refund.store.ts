import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import type { Outcome } from '../payments/payment.ts';
import { requirePayment, toldChanges, wasTold } from '../payments/payment.store.ts';
import type { Telling } from '../payments/payment.store.ts';
import { STEPBILL } from '../person.ts';
import type { Allocation } from './allocation.ts';
import { standing } from './balance.ts';
import { entryChanges } from './ledger.store.ts';
import { writtenUnlessMoved } from './posting.store.ts';
import type { Doing, Posted } from './posting.store.ts';
import { refundedChanges } from './received.store.ts';
import { refundFollows, refundState } from './refund.ts';
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
  return ['paid', 'declined', 'cancelled', 'undecided'].includes(refundState(refund));
}

/**
 * Writes down what the provider says of a refund: it is settled where the money is back on the card, and is not any more
 * where that fails after all. All in one transaction, in any order and however often it is told.
 *
 * @throws {NotFoundError} if there is no such refund
 * @throws {TransientError} if others kept writing to the same
 */
export async function tellRefund(
  sellerId: string,
  id: string,
  { reference, ...told }: ToldOfRefund,
  { at, event }: Telling,
): Promise<Refund> {
  const kept: Refund[] = [];
  await writtenUnlessMoved(sellerId, async (): Promise<Posted> => {
    const own = await requireRefund(sellerId, id);
    const { refund, version } = own;
    kept.splice(0, 1, refund);
    if (refund.cancelled || !refundFollows(refund.outcome, told) || (await wasTold(sellerId, event))) return { entries: [], changes: [] };
    const after: Refund = { ...refund, outcome: told, ...(reference === undefined ? {} : { reference }) };
    kept.splice(0, 1, after);
    const { entries, changes } = await settling(sellerId, own, after, at);
    return {
      entries,
      changes: [...changes, ...refundChanges(sellerId, after, version), ...toldChanges(sellerId, event, { refund: id, at })],
    };
  });
  return kept[0]!;
}

/** What is told of a refund, and what it is called by who tells. */
export type ToldOfRefund = Outcome & { readonly reference?: string | undefined };

/** The entry by which a refund is settled, and which says of the payment that so much of it went back; or its reversal. */
async function settling(sellerId: string, own: RefundLedger, after: Refund, at: string): Promise<Posted> {
  const { payee, outcome } = after;
  if (payee.by !== 'card') return NO_CHANGE;
  const settled = standing(own.entries).find(({ number, amount }) => number === after.id && amount.startsWith('-'));
  if ((outcome?.state === 'paid') === (settled !== undefined)) return NO_CHANGE;
  const { raise } = await requirePayment(sellerId, payee.payment);
  const sequence = own.entries.filter(({ number }) => number === after.id).length + 1;
  const entry = settled ? unsettlingEntry(settled, after, sequence, at) : settlingEntry(after, payee.payment, sequence, at);
  return {
    entries: [entry],
    changes: [...entryChanges(sellerId, entry), ...refundedChanges(sellerId, after.of, entry), own.raise(1), raise(1)],
  };
}

/** The entry by which a refund is settled on a card. */
function settlingEntry({ id, amount, currency, reference = id }: Refund, payment: string, sequence: number, at: string): Allocation {
  return {
    ...{ schema: 1, number: id, sequence, amount: turnedText(amount), currency, source: { kind: 'payment', payment } },
    ...{ reason: `back on the card: ${reference}`, at, by: STEPBILL },
  };
}

function unsettlingEntry(settled: Allocation, { outcome }: Refund, sequence: number, at: string): Allocation {
  const reason = outcome?.state === 'declined' ? `${outcome.code}: ${outcome.message}` : 'not back on the card';
  return { ...settled, sequence, amount: turnedText(settled.amount), reverses: settled.sequence, reason, at };
}

const NO_CHANGE: Posted = { entries: [], changes: [] };
