import { z } from 'zod';
import { ConditionFailedError, NotFoundError, TransientError } from '../errors.ts';
import { amountText, decimal, smaller } from '../money.ts';
import { STEPBILL } from '../person.ts';
import { table } from '../ports.ts';
import { turnedText } from '../credit-sign.ts';
import { wakeDunning } from '../dunning/dunning-wait.store.ts';
import type { Allocation } from '../receivables/allocation.ts';
import { balanceOf, leftOf, standing } from '../receivables/balance.ts';
import { paymentLedger, paymentPartition, requireInvoiceLedger } from '../receivables/ledger.store.ts';
import type { InvoiceLedger, Ledger } from '../receivables/ledger.store.ts';
import { documentChanges } from '../receivables/posting.store.ts';
import { everyItem } from '../table.ts';
import type { Change, Key } from '../table.ts';
import { dueChange } from './due-debit.store.ts';
import { pageChanges } from './payment-page.store.ts';
import { afterTold, hasFailed, payment as paymentContract, paymentId } from './payment.ts';
import type { Outcome, Payment, Told } from './payment.ts';

/** A payment with its entries. */
export interface PaymentRecord extends Ledger {
  readonly payment: Payment;
  readonly version: number;
}

export async function getPayment(sellerId: string, id: string): Promise<PaymentRecord | undefined> {
  const { facts, ...ledger } = await paymentLedger(sellerId, id);
  const item = facts.get(CONTENT);
  return item && { ...ledger, payment: paymentContract.parse(item.body), version: item.version };
}

/** @throws {NotFoundError} if there is no such payment */
export async function requirePayment(sellerId: string, id: string): Promise<PaymentRecord> {
  const found = await getPayment(sellerId, id);
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has begun no payment ${id}.`);
  return found;
}

/** The attempts to collect an invoice, the first first. */
export async function paymentsOf(sellerId: string, number: string): Promise<Payment[]> {
  const payments: Payment[] = [];
  for (let attempt = 1; ; attempt++) {
    const found = await getPayment(sellerId, paymentId(number, attempt));
    if (!found) return payments;
    payments.push(found.payment);
  }
}

/** Ids of all payments, by the instant at which they began. */
export async function* everyPayment(sellerId: string): AsyncGenerator<string> {
  for await (const { sk } of everyItem(table(), { pk: listKey(sellerId, { startedAt: '', id: '' }).pk })) yield sk.split('|')[1]!;
}

/** A page of all payments, what began last first. */
export async function paymentsPage(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ payments: Payment[]; next?: string }> {
  const { pk } = listKey(sellerId, { startedAt: '', id: '' });
  const page = await table().query({ pk, limit, reverse: true, ...(after === undefined ? {} : { after }) });
  const records = await Promise.all(page.items.map(({ sk }) => requirePayment(sellerId, sk.split('|')[1]!)));
  return { payments: records.map(({ payment }) => payment), ...(page.next === undefined ? {} : { next: page.next }) };
}

/** What is to be collected: of which invoice, for whom, by what. */
export type Wanted = Pick<Payment, 'number' | 'by' | 'trigger' | 'startedAt'>;

/** A payment, and whether it was begun just now: then nobody can have been asked for it before. */
export interface Begun {
  readonly payment: Payment;
  readonly isNew: boolean;
}

/**
 * The payment that a trigger asks for, begun if it is not there. While an earlier one has not failed it is that one: nothing
 * is collected twice at a time. The same trigger gets the same payment for good, however it ended.
 *
 * @returns whether it is new, so that nobody was asked for it yet; undefined if nothing is open of the invoice
 * @throws {NotFoundError} if the invoice is not issued
 * @throws {TransientError} if others kept beginning payments of it
 */
export async function beginPayment(sellerId: string, { number, by, trigger, startedAt }: Wanted): Promise<Begun | undefined> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const before = await paymentsOf(sellerId, number);
    const known = before.find((it) => it.trigger === trigger) ?? before.findLast((it) => !hasFailed(it));
    if (known) return { payment: known, isNew: false };
    const ledger = await requireInvoiceLedger(sellerId, number);
    const amount = balanceIn(ledger).open;
    if (!decimal(amount).gt(0)) return undefined;
    const { customer, currency } = ledger.invoice;
    const attempt = before.length + 1;
    const id = paymentId(number, attempt);
    const payment: Payment = { schema: 1, id, number, attempt, trigger, customerId: customer.id, amount, currency, by, startedAt };
    try {
      await table().write([
        { put: { ...contentKey(sellerId, id), body: payment }, if: 'absent' },
        { put: { ...listKey(sellerId, payment), body: { schema: 1 } } },
        // Who paid in between has raised the head: what is open would be another.
        ledger.raise(0),
      ]);
      return { payment, isNew: true };
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError(`Others kept beginning payments of ${number}.`);
}

/** When it was told, and by which event of a provider. */
export interface Telling {
  readonly at: string;
  readonly event?: string;
}

/**
 * Writes down what became of a payment, with its entries in the ledger: money that came counts for the invoice as far as it
 * is open, and what went back no more. All in one transaction, whoever tells, in any order and however often.
 *
 * @throws {NotFoundError} if there is no such payment
 * @throws {TransientError} if others kept writing to the same
 */
export async function tellOutcome(sellerId: string, id: string, told: Told, { at, event }: Telling): Promise<Payment> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const record = await requirePayment(sellerId, id);
    const { payment } = record;
    const after = afterTold(payment, told);
    if (!after || (await wasTold(sellerId, event))) return payment;
    const { reference } = told;
    const changes: Change[] = [
      paymentChange(sellerId, after, record.version),
      ...toldChanges(sellerId, event, { payment: id, at }),
      ...(reference === undefined || payment.by.method !== 'card' ? [] : [referenceChange(sellerId, payment, reference)]),
      ...(after.outcome === payment.outcome ? [] : await outcomeChanges(sellerId, record, after, at)),
    ];
    try {
      await table().write(changes);
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      continue;
    }
    await wakeDunning(sellerId, [payment.number]);
    return after;
  }
  throw new TransientError(`Others kept writing to payment ${id} or its invoice.`);
}

/** The change that writes a payment again, on the version that was read. */
export function paymentChange(sellerId: string, body: Payment, version: number): Change {
  return { put: { ...contentKey(sellerId, body.id), body }, if: version };
}

/** Whether an event of a provider was written down before: each counts once. */
export async function wasTold(sellerId: string, event: string | undefined): Promise<boolean> {
  return event !== undefined && (await table().get(eventKey(sellerId, event))) !== undefined;
}

/** The changes that write down an event, with what it told of; they hold once. */
export function toldChanges(sellerId: string, event: string | undefined, of: Readonly<Record<string, string>>): Change[] {
  return event === undefined ? [] : [{ put: { ...eventKey(sellerId, event), body: { schema: 1, ...of } }, if: 'absent' }];
}

async function outcomeChanges(sellerId: string, record: PaymentRecord, after: Payment, at: string): Promise<Change[]> {
  if (!after.outcome) return [];
  const moved = [...dueChanges(sellerId, after, after.outcome), ...pageChanges(sellerId, after, record.payment.outcome)];
  return [...moved, ...(await entriesOf(sellerId, record, after, at))];
}

/** A debit that is on its way waits for the next collection; one that has ended waits for none. */
function dueChanges(sellerId: string, payment: Payment, { state }: Outcome): Change[] {
  if (payment.by.method !== 'direct-debit' || payment.filed) return [];
  return [dueChange(sellerId, payment.id, payment.by.dueOn, state === 'pending')];
}

/** The changes that add what came or went to the ledger. */
async function entriesOf(sellerId: string, { entries, raise }: PaymentRecord, payment: Payment, at: string): Promise<Change[]> {
  const { outcome: told } = payment;
  if (told?.state !== 'paid' && told?.state !== 'returned') return [];
  const ledger = await requireInvoiceLedger(sellerId, payment.number);
  const { open, received } = balanceIn(ledger);
  const shared = { schema: 1 as const, number: payment.number, currency: payment.currency, source: { kind: 'payment' as const, payment: payment.id }, at, by: STEPBILL }; // prettier-ignore
  const from = ledger.entries.length + 1;
  if (told.state === 'paid') {
    const amount = amountText(smaller(decimal(open), decimal(leftOfPayment({ payment, entries }))), payment.currency);
    if (!decimal(amount).gt(0)) return [];
    const entry: Allocation = { ...shared, sequence: from, amount, reason: `collected by ${payment.id}` };
    return [...(await documentChanges(sellerId, [ledger], [entry])), raise(1)];
  }
  const counting = standing(entries).filter(({ number, amount }) => number === payment.number && decimal(amount).lte(decimal(received)));
  if (counting.length === 0) return [];
  const back = counting.map((it, i): Allocation => {
    const reason = `${told.code}: ${told.message}`;
    return { ...shared, sequence: from + i, amount: turnedText(it.amount), reverses: it.sequence, reason };
  });
  return [...(await documentChanges(sellerId, [ledger], back)), raise(back.length)];
}

/**
 * What of a payment that came counts for no invoice, and for no refund: it was settled otherwise in between. To be paid back.
 * What went back to the card was counted before it went, and so is what did not arrive there after all.
 */
export function leftOfPayment({ payment, entries }: Pick<PaymentRecord, 'payment' | 'entries'>): string {
  const came = payment.outcome?.state === 'paid' ? payment.amount : '0';
  const counted = entries.filter(
    ({ number, amount, reverses }) => number === payment.number || amount.startsWith('-') === (reverses !== undefined),
  );
  return amountText(leftOf(came, counted), payment.currency);
}

function balanceIn({ invoice: { currency, totals, dueDate }, entries }: InvoiceLedger): { open: string; received: string } {
  return balanceOf({ currency, payable: totals.payable, dueDate }, entries, dueDate);
}

/** The payment that a provider calls so: of what it tells of without naming the payment. */
export async function paymentReferredTo(reference: string): Promise<{ sellerId: string; id: string } | undefined> {
  const found = await table().get(referenceKey(reference));
  return found && place.parse(found.body);
}

function referenceChange(sellerId: string, { id }: Payment, reference: string): Change {
  return { put: { ...referenceKey(reference), body: { schema: 1, sellerId, id } } };
}

const place = z.object({ sellerId: z.string(), id: z.string() });
const MOST_TRIES = 10;
const CONTENT = 'content';
const contentKey = (sellerId: string, id: string): Key => ({ pk: paymentPartition(sellerId, id), sk: CONTENT });
const eventKey = (sellerId: string, event: string): Key => ({ pk: `${sellerId}|payment-events`, sk: event });
const listKey = (sellerId: string, { startedAt, id }: Pick<Payment, 'startedAt' | 'id'>): Key => ({
  pk: `${sellerId}|payments`,
  sk: `${startedAt}|${id}`,
});
/** A provider tells of all sellers at one address. */
const referenceKey = (reference: string): Key => ({ pk: `@payment-reference|${reference}`, sk: 'payment' });
