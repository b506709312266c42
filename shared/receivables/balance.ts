import { amountText, decimal, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { daysBetween } from '../period.ts';
import type { Allocation, AllocationSource } from './allocation.ts';

/** How an invoice stands with who has to pay it. */
export const INVOICE_STATES = ['open', 'partially-paid', 'overdue', 'paid', 'credited', 'overpaid', 'uncollectible', 'refunded'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** What there is to know of an invoice for its balance. */
export interface Owed {
  readonly currency: string;
  readonly payable: string;
  readonly dueDate: string;
}

/** An invoice as the sum of its entries. Amounts are of the currency's minor digits. */
export interface Amounts {
  /** Payable less all entries; below zero it was overpaid. */
  readonly open: string;
  /** What came by the bank and by payments that were collected, less what went back. */
  readonly received: string;
  readonly credited: string;
  /** Differences that the seller bears; below zero those it keeps. */
  readonly writtenOff: string;
  /** Fees and late interest of its dunning, which are owed beside what is payable. */
  readonly charged: string;
  /** What will never come, as a person says. */
  readonly uncollectible: string;
  /** What is paid back to the customer. */
  readonly refunded: string;
}

export interface Balance extends Amounts {
  readonly state: InvoiceState;
  /** Days since the day it was due, while something is open; 0 until then. */
  readonly daysOverdue: number;
}

type Counted = Pick<Allocation, 'amount' | 'source'>;

/**
 * How an invoice stands. What is open, paid and overdue is decided here, and nowhere else.
 *
 * @param entries all of the invoice
 * @param day of the seller's zone; an invoice is overdue from the day after the one it is due on
 */
export function balanceOf(owed: Owed, entries: readonly Counted[], day: string): Balance {
  return balanceOn(amountsOf(owed, entries), owed, day);
}

/** What an invoice comes to, whatever the day. */
export function amountsOf({ currency, payable }: Pick<Owed, 'currency' | 'payable'>, entries: readonly Counted[]): Amounts {
  const of = (...kinds: AllocationSource['kind'][]): Decimal =>
    sum(entries.filter(({ source }) => kinds.includes(source.kind)).map(amountIn));
  const text = (amount: Decimal): string => amountText(amount, currency);
  return {
    open: text(decimal(payable).minus(sum(entries.map(amountIn)))),
    received: text(of(...RECEIVED)),
    credited: text(of('credit-note')),
    writtenOff: text(of('write-off')),
    charged: text(of('dunning').negated()),
    uncollectible: text(of('uncollectible')),
    refunded: text(of('refund').negated()),
  };
}

/** How amounts stand on a day. */
export function balanceOn(amounts: Amounts, { payable, dueDate }: Pick<Owed, 'payable' | 'dueDate'>, day: string): Balance {
  const daysOverdue = decimal(amounts.open).gt(0) ? Math.max(0, daysBetween(dueDate, day)) : 0;
  return { ...amounts, state: stateOf(amounts, payable, daysOverdue), daysOverdue };
}

/** Of several that are true, the first: what still needs somebody comes before what is over. */
function stateOf(amounts: Amounts, payable: string, daysOverdue: number): InvoiceState {
  const [open, received, credited, refunded] = [amounts.open, amounts.received, amounts.credited, amounts.refunded].map((it) =>
    decimal(it),
  ) as [Decimal, Decimal, Decimal, Decimal];
  if (open.lt(0)) return 'overpaid';
  if (open.isZero()) {
    if (refunded.gt(0) && refunded.eq(received)) return 'refunded';
    if (decimal(amounts.uncollectible).gt(0)) return 'uncollectible';
    return credited.gt(0) && received.isZero() ? 'credited' : 'paid';
  }
  if (daysOverdue > 0) return 'overdue';
  return open.lt(decimal(payable)) ? 'partially-paid' : 'open';
}

/** Entries of money that came for the invoice, or went back. */
const RECEIVED: readonly AllocationSource['kind'][] = ['bank', 'payment'];

export function isReceived({ source }: Pick<Allocation, 'source'>): boolean {
  return RECEIVED.includes(source.kind);
}

const amountIn = ({ amount }: Counted): Decimal => decimal(amount);

/** What entries take of their source, in its currency; a difference takes nothing. */
export function usedOf(entries: readonly Allocation[]): Decimal {
  const taking = entries.filter(({ source }) => source.kind !== 'write-off');
  return sum(taking.map(({ amount, used }) => decimal(used?.amount ?? amount)));
}

/** What is left of an amount that came or went, after its entries; it has the sign of the amount, or is zero. */
export function leftOf(amount: string, entries: readonly Allocation[]): Decimal {
  return decimal(amount).minus(usedOf(entries));
}

/** Entries that count: neither a reversal nor reversed. */
export function standing(entries: readonly Allocation[]): Allocation[] {
  const reversed = new Set(entries.map(({ number, reverses }) => `${number} ${reverses}`));
  return entries.filter(({ number, sequence, reverses }) => reverses === undefined && !reversed.has(`${number} ${sequence}`));
}
