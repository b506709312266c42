import { contentHash } from '../content-hash.ts';
import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import { moneyFigure } from '../figures.ts';
import { decimal } from '../money.ts';
import { leftOfPayment, requirePayment } from '../payments/payment.store.ts';
import type { PaymentRecord, Telling } from '../payments/payment.store.ts';
import { STEPBILL } from '../person.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';
import { standing } from './balance.ts';
import { tellRefund } from './card-refund.store.ts';
import type { ToldOfRefund } from './card-refund.store.ts';
import { requireInvoiceLedger } from './ledger.store.ts';
import { listedItems } from './open-item.store.ts';
import { listedOf } from './open-items.store.ts';
import { postIssued } from './posted.store.ts';
import { decidedChanges, writtenUnlessMoved } from './posting.store.ts';
import type { Doing } from './posting.store.ts';
import { refundedChanges } from './received.store.ts';
import { REFUND_PREFIX, refundState } from './refund.ts';
import type { Refund, RefundOf } from './refund.ts';
import { cardOf, originOf } from './refund-origin.store.ts';
import type { Origin } from './refund-origin.store.ts';
import { getRefund, refundChanges, requireRefund } from './refund.store.ts';
import { cancelRefund } from './refunding.store.ts';

/** What a provider tells of a refund that nobody has asked it for here. */
export interface FoundRefund {
  /** The payment that it goes back from. */
  readonly payment: string;
  /** Above zero, in the currency of the payment. */
  readonly amount: string;
  /** What the provider calls it. */
  readonly reference: string;
  readonly told: ToldOfRefund;
}

/**
 * Takes in a refund that was made at the provider itself, such as in its dashboard: money that went back. Where it is certain
 * what for, it counts for that at once; else it waits for a person to say so. One that failed counts for nothing.
 *
 * What is cut off in between is completed when it is told again.
 *
 * @throws {NotFoundError} if there is no such payment
 * @throws {TransientError} if others kept writing to the same
 */
export async function takeFoundRefund(sellerId: string, found: FoundRefund, telling: Telling): Promise<void> {
  const doing = { at: telling.at, by: STEPBILL, reason: reasonOf(found) };
  const id = `${REFUND_PREFIX}${contentHash(['found', found.reference]).slice(0, 16)}`;
  await keepFound(sellerId, id, found, doing);
  const told = await tellRefund(sellerId, id, found.told, telling);
  if (told.outcome?.state === 'declined') await cancelRefund(sellerId, id, { ...doing, reason: told.outcome.message });
  else if (refundState(told) === 'undecided') {
    // A credit note that was issued and not posted yet may be what it was for.
    await postIssued(sellerId, telling.at);
    const of = await certainlyOf(sellerId, id, found);
    if (of) await allocateRefund(sellerId, id, of, doing);
  }
}

const reasonOf = ({ reference }: FoundRefund): string => `made at the provider: ${reference}`;

/** Keeps that there is a refund, once for its reference: whichever event tells of it first. */
async function keepFound(sellerId: string, id: string, { payment: of, amount, reference }: FoundRefund, doing: Doing): Promise<void> {
  await writtenUnlessMoved(sellerId, async () => {
    if (await getRefund(sellerId, id)) return { entries: [], changes: [] };
    const { payment } = await requirePayment(sellerId, of);
    const { invoice } = await requireInvoiceLedger(sellerId, payment.number);
    const made: Refund = {
      ...{ schema: 1, id, of: { kind: 'payment', payment: of }, customerId: payment.customerId, amount, currency: payment.currency },
      ...{ payee: cardOf(payment, invoice), ...doing, sent: { at: doing.at, by: doing.by }, reference, found: { isDecided: false } },
    };
    return { entries: [], changes: refundChanges(sellerId, made, 'absent') };
  });
}

/**
 * What a refund of a payment is certainly for: what of the payment counts for nothing, or its invoice, which is overpaid by so
 * much or else open again by it. Undefined where it may be for something else as well.
 */
async function certainlyOf(sellerId: string, refund: string, { payment: id, amount }: FoundRefund): Promise<RefundOf | undefined> {
  const record = await requirePayment(sellerId, id);
  const { payment } = record;
  const ledger = await requireInvoiceLedger(sellerId, payment.number);
  if (payment.outcome?.state !== 'paid' || (await isOtherOpen(sellerId, refund, [...ledger.entries, ...record.entries]))) return undefined;
  const { open, received } = listedOf(ledger);
  const [left, wanted, overpaid] = [decimal(leftOfPayment(record)), decimal(amount), decimal(turnedText(open))];
  if (left.gt(0)) return left.gte(wanted) && !overpaid.gt(0) ? { kind: 'payment', payment: id } : undefined;
  const invoice: RefundOf = { kind: 'invoice', number: payment.number };
  if (overpaid.gte(wanted)) return invoice;
  const isOfOne = !(await isElsewhere(sellerId, record)) && decimal(received).gte(wanted);
  return isOfOne && !overpaid.gt(0) ? invoice : undefined;
}

/** Whether another refund has not arrived yet, which somebody may have made at the provider instead, or is undecided too. */
async function isOtherOpen(sellerId: string, own: string, entries: readonly Allocation[]): Promise<boolean> {
  const ids = standing(entries).map(({ number, source }) => (source.kind === 'refund' ? source.refund : number));
  const others = [...new Set(ids)].filter((id) => id.startsWith(REFUND_PREFIX) && id !== own);
  const states = await Promise.all(others.map(async (id) => refundState((await requireRefund(sellerId, id)).refund)));
  return states.some((state) => state !== 'paid' && state !== 'cancelled');
}

/** Whether the payment counts for other invoices too, or something else of the customer is overpaid or credited, and not used. */
async function isElsewhere(sellerId: string, { payment, entries }: PaymentRecord): Promise<boolean> {
  if (standing(entries).some(({ number }) => number !== payment.number && !number.startsWith(REFUND_PREFIX))) return true;
  for await (const { open } of listedItems(sellerId, payment.customerId)) if (open.startsWith('-')) return true;
  return false;
}

/**
 * Says what a refund was for that was made at the provider itself: a document, or what of its payment counted for nothing. An
 * invoice is owed again what went back of it, as far as it was not overpaid.
 *
 * @throws {DecisionRefusedError} if it counts for something else, or so much can't have gone back
 * @throws {NotFoundError} if there is no such refund or document
 * @throws {TransientError} if others kept writing to the same
 */
export async function allocateRefund(sellerId: string, id: string, of: RefundOf, doing: Doing): Promise<Refund> {
  const kept: Refund[] = [];
  await writtenUnlessMoved(sellerId, async () => {
    const own = await requireRefund(sellerId, id);
    const { refund } = own;
    kept.splice(0, 1, refund);
    if (refund.found?.isDecided && contentHash(refund.of) === contentHash(of)) return { entries: [], changes: [] };
    if (refund.found?.isDecided !== false || refund.cancelled) throw new DecisionRefusedError(`What ${id} was for is decided already.`);
    const from = await originOf(sellerId, of);
    await requireSoMuch(sellerId, refund, of, from);
    const { amount, currency } = refund;
    const entry: Allocation = {
      ...{ schema: 1, currency, ...doing },
      ...(from.source
        ? { number: id, sequence: own.entries.length + 1, amount, source: from.source }
        : { number: from.origin, sequence: from.sequence, amount: turnedText(amount), source: { kind: 'refund', refund: id } }),
    };
    const left = standing(own.entries).find((it) => it.number === id && it.amount.startsWith('-'));
    const decided: Refund = { ...refund, of, found: { isDecided: true } };
    kept.splice(0, 1, decided);
    const changes: Change[] = [
      ...(await from.changes(entry)),
      ...refundChanges(sellerId, decided, own.version),
      own.raise(1),
      ...(left ? refundedChanges(sellerId, of, left) : []),
    ];
    const numbers = [id, 'number' in of ? of.number : from.origin];
    return {
      entries: [entry],
      changes: [...changes, ...(await decidedChanges(sellerId, { ...doing, action: 'refund-allocated', numbers }))],
    };
  });
  return kept[0]!;
}

/** @throws {DecisionRefusedError} unless it is of the same customer and currency, and so much can have gone back of it */
async function requireSoMuch(
  sellerId: string,
  { id, amount, currency, customerId, payee }: Refund,
  of: RefundOf,
  from: Origin,
): Promise<void> {
  const figure = moneyFigure(amount, currency);
  if (of.kind === 'transaction' || (of.kind === 'payment' && (payee.by !== 'card' || payee.payment !== of.payment)))
    throw new DecisionRefusedError(`${id} went back to a card: say which invoice or credit note it was for, or its payment.`);
  if (from.currency !== currency || from.customerId !== customerId)
    throw new DecisionRefusedError(`${from.origin} is of another customer or currency than ${id}, ${figure}.`);
  const most = of.kind === 'invoice' ? listedOf(await requireInvoiceLedger(sellerId, of.number)).received : from.amount;
  if (decimal(most).lt(decimal(amount)))
    throw new DecisionRefusedError(`${moneyFigure(most, currency)} can have gone back of ${from.origin}, and ${id} is ${figure}.`);
}
