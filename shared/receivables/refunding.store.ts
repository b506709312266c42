import { requireBankLedger } from '../bank/bank.store.ts';
import type { BankLedger } from '../bank/bank.store.ts';
import { contentHash } from '../content-hash.ts';
import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import { moneyFigure } from '../figures.ts';
import { amountText, decimal } from '../money.ts';
import { requirePayment } from '../payments/payment.store.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';
import { standing } from './balance.ts';
import { entryChanges, requireInvoiceLedger } from './ledger.store.ts';
import { decidedChanges, documentChanges, isDone, writtenUnlessMoved } from './posting.store.ts';
import type { Doing } from './posting.store.ts';
import { refundedChanges } from './received.store.ts';
import { REFUND_PREFIX, refundState } from './refund.ts';
import type { Payee, Refund, RefundOf } from './refund.ts';
import { bankChanges, originOf } from './refund-origin.store.ts';
import { refundChanges, requireRefund } from './refund.store.ts';
import type { RefundLedger } from './refund.store.ts';

/**
 * Has what was paid too much go back to the customer: all that is overpaid of an invoice, left of a payment or of a credit
 * note. What came by a card goes back to that card, unless an account is said. The same call again finds the refund it has made; said anew it is refused, since nothing of it is left.
 *
 * @throws {DecisionRefusedError} if nothing is to be paid back, or not like this
 * @throws {NotFoundError} if there is no such document or transaction
 * @throws {TransientError} if others kept writing to the same
 */
export async function makeRefund(sellerId: string, of: RefundOf, payee: Payee | undefined, doing: Doing): Promise<Refund> {
  const made: Refund[] = [];
  await writtenUnlessMoved(sellerId, async () => {
    const from = await originOf(sellerId, of);
    const before = await madeBefore(sellerId, from.entries, doing);
    if (before) {
      made.splice(0, 1, before);
      return { entries: [], changes: [] };
    }
    const { amount, currency, sequence, customerId, lastPayer } = from;
    const to = payee ?? lastPayer;
    if (!decimal(amount).gt(0)) throw new DecisionRefusedError(`Nothing is to be paid back of ${from.origin}.`);
    if (!to) throw new DecisionRefusedError('The account that paid is not known: say the IBAN and whose it is.');
    // Other currencies are no SEPA transfers, and a file of those orders nothing else.
    if (to.by === 'transfer' && currency !== 'EUR')
      throw new DecisionRefusedError(`${moneyFigure(amount, currency)} can't be paid back by a SEPA transfer, which is in EUR.`);
    const id = `${REFUND_PREFIX}${contentHash([of, sequence]).slice(0, 16)}`;
    const said: Refund = { schema: 1, id, of, ...(customerId === undefined ? {} : { customerId }), amount, currency, payee: to, ...doing };
    const entry: Allocation = {
      ...{ schema: 1, currency, reason: doing.reason, at: doing.at, by: doing.by },
      // An invoice is owed again what goes back; from all else it comes to the refund.
      ...(from.source
        ? { number: id, sequence: 1, amount, source: from.source }
        : { number: from.origin, sequence, amount: turnedText(amount), source: { kind: 'refund', refund: id } }),
    };
    made.splice(0, 1, said);
    return {
      entries: [entry],
      changes: [
        ...(await from.changes(entry)),
        ...refundChanges(sellerId, said, 'absent'),
        ...(await acted(sellerId, 'refund-made', said, doing)),
      ],
    };
  });
  return made[0]!;
}

/** The refund that the same call has made already. */
async function madeBefore(sellerId: string, entries: readonly Allocation[], doing: Doing): Promise<Refund | undefined> {
  const same = standing(entries).find((it) => isDone([it], doing) && refundIn(it) !== undefined);
  return same && (await requireRefund(sellerId, refundIn(same)!)).refund;
}

/** The refund that an entry is for, or by. */
function refundIn({ number, source }: Allocation): string | undefined {
  if (source.kind === 'refund') return source.refund;
  return number.startsWith(REFUND_PREFIX) ? number : undefined;
}

/**
 * Takes a refund back: what it came from is overpaid again. The same again changes nothing.
 *
 * @throws {DecisionRefusedError} if it has left, or nobody knows whether it has
 */
export async function cancelRefund(sellerId: string, id: string, doing: Doing): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const { refund, version } = await requireRefund(sellerId, id);
    if (refund.cancelled) return { entries: [], changes: [] };
    if (refund.paid)
      throw new DecisionRefusedError(`The bank has paid ${id}: unmatch transaction ${refund.paid.transaction} first, if it is not so.`);
    if (refund.sent && refund.outcome?.state !== 'declined')
      throw new DecisionRefusedError(`The provider of the card was asked for ${id}: only what it declines can be taken back.`);
    const isNowhere = refund.found?.isDecided === false;
    const { entries, changes } = isNowhere ? { entries: [], changes: [] } : await backToOrigin(sellerId, refund, doing);
    const kept: Refund = { ...refund, cancelled: { at: doing.at, by: doing.by, reason: doing.reason } };
    return {
      entries,
      changes: [...changes, ...refundChanges(sellerId, kept, version), ...(await acted(sellerId, 'refund-cancelled', kept, doing))],
    };
  });
}

async function backToOrigin(sellerId: string, { id, of }: Refund, doing: Doing): Promise<{ entries: Allocation[]; changes: Change[] }> {
  const reversalOf = (entries: readonly Allocation[], sequence: number): Allocation => {
    const made = standing(entries).find((it) => it.number === id || (it.source.kind === 'refund' && it.source.refund === id))!;
    const { amount, number, currency, source } = made;
    return {
      schema: 1,
      number,
      sequence,
      amount: turnedText(amount),
      currency,
      source,
      reverses: made.sequence,
      reason: doing.reason,
      at: doing.at,
      by: doing.by,
    };
  };
  if (of.kind === 'transaction') {
    const [ledger, own] = [await requireBankLedger(sellerId, of.transaction), await requireRefund(sellerId, id)];
    const entry = reversalOf(ledger.entries, own.entries.length + 1);
    return { entries: [entry], changes: [...entryChanges(sellerId, entry), ...bankChanges(sellerId, ledger, [entry]), own.raise(1)] };
  }
  if (of.kind === 'payment') {
    const [record, own] = [await requirePayment(sellerId, of.payment), await requireRefund(sellerId, id)];
    const entry = reversalOf(record.entries, own.entries.length + 1);
    return { entries: [entry], changes: [...entryChanges(sellerId, entry), record.raise(1), own.raise(1)] };
  }
  const ledger = await requireInvoiceLedger(sellerId, of.number);
  const own = await requireRefund(sellerId, id);
  const entry = reversalOf([...ledger.entries, ...ledger.used], of.kind === 'invoice' ? ledger.entries.length + 1 : own.entries.length + 1);
  return { entries: [entry], changes: [...(await documentChanges(sellerId, [ledger], [entry])), own.raise(1)] };
}

/**
 * Settles a refund by the transaction of the bank with which it left; whole, in one transaction.
 *
 * @throws {DecisionRefusedError} if it is paid or taken back, or the amounts differ
 */
export async function settleRefund(sellerId: string, id: string, transaction: string, doing: Doing): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const [own, bank] = [await requireRefund(sellerId, id), await requireBankLedger(sellerId, transaction)];
    const { refund, version } = own;
    if (refund.paid?.transaction === transaction) return { entries: [], changes: [] };
    if (refund.payee.by === 'card') throw new DecisionRefusedError(`${id} goes back to a card: the provider tells when it is there.`);
    const state = refundState(refund);
    if (state === 'paid' || state === 'cancelled') throw new DecisionRefusedError(`${id} is ${state} already.`);
    const wanted = turnedText(refund.amount);
    if (refund.currency !== bank.transaction.currency || !bank.left.eq(decimal(wanted)))
      throw new DecisionRefusedError(
        `${id} is ${moneyFigure(refund.amount, refund.currency)}; ${moneyFigure(amountText(bank.left, bank.transaction.currency), bank.transaction.currency)} is left of the transaction.`,
      );
    const entry = bankEntry(own, wanted, transaction, doing);
    return paidPostings(sellerId, own, bank, entry, { ...refund, paid: { transaction } }, version, doing, 'payment-matched');
  });
}

/** Takes back that a refund has left. The same again changes nothing. */
export async function unsettleRefund(sellerId: string, id: string, doing: Doing): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const own = await requireRefund(sellerId, id);
    const { paid, ...refund } = own.refund;
    if (!paid) return { entries: [], changes: [] };
    const bank = await requireBankLedger(sellerId, paid.transaction);
    const made = standing(own.entries).find(
      ({ source, amount }) => source.kind === 'bank' && source.transaction === paid.transaction && amount.startsWith('-'),
    )!;
    const entry = { ...bankEntry(own, refund.amount, paid.transaction, doing), reverses: made.sequence };
    return paidPostings(sellerId, own, bank, entry, refund, own.version, doing, 'payment-unmatched');
  });
}

function bankEntry({ refund, entries }: RefundLedger, amount: string, transaction: string, { at, by, reason }: Doing): Allocation {
  const sequence = entries.filter(({ number }) => number === refund.id).length + 1;
  return {
    schema: 1,
    number: refund.id,
    sequence,
    amount,
    currency: refund.currency,
    source: { kind: 'bank', transaction },
    reason,
    at,
    by,
  };
}

async function paidPostings(
  sellerId: string,
  own: RefundLedger,
  bank: BankLedger,
  entry: Allocation,
  kept: Refund,
  version: number,
  doing: Doing,
  action: 'payment-matched' | 'payment-unmatched',
): Promise<{ entries: Allocation[]; changes: Change[] }> {
  const changes = [
    ...entryChanges(sellerId, entry),
    ...refundedChanges(sellerId, kept.of, entry, bank.transaction.bookedOn),
    own.raise(1),
    ...bankChanges(sellerId, bank, [entry]),
    ...refundChanges(sellerId, kept, version),
    ...(await decidedChanges(sellerId, { ...doing, action, transaction: bank.transaction.id, numbers: [kept.id] })),
  ];
  return { entries: [entry], changes };
}

async function acted(
  sellerId: string,
  action: 'refund-made' | 'refund-cancelled',
  { id, of, customerId }: Refund,
  doing: Doing,
): Promise<Change[]> {
  const numbers = 'number' in of ? [id, of.number] : [id];
  const about = {
    ...(customerId === undefined ? {} : { customerId }),
    ...(of.kind === 'transaction' ? { transaction: of.transaction } : {}),
  };
  return decidedChanges(sellerId, { ...doing, action, numbers, ...about });
}
