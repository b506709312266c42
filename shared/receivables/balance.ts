import { amountText, decimal, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { daysBetween } from '../period.ts';
import type { Allocation, AllocationSource } from './allocation.ts';

/** How an invoice stands: the first of these that is true, from the last. */
export type InvoiceState = 'open' | 'partially-paid' | 'overdue' | 'paid' | 'credited' | 'overpaid';

/** What there is to know of an invoice for its balance. */
export interface Owed {
  readonly currency: string;
  readonly payable: string;
  readonly dueDate: string;
}

/** An invoice as the sum of its entries. Amounts are of the currency's minor digits. */
export interface Balance {
  /** Payable less all entries; below zero it was overpaid. */
  readonly open: string;
  /** What came by the bank and by payments that were collected, less what went back. */
  readonly received: string;
  readonly credited: string;
  /** Differences that the seller bears; below zero those it keeps. */
  readonly writtenOff: string;
  /** Fees and late interest of its dunning, which are owed beside what is payable. */
  readonly charged: string;
  readonly state: InvoiceState;
  /** Days since the day it was due, while something is open; 0 until then. */
  readonly daysOverdue: number;
}

/**
 * How an invoice stands.
 *
 * @param entries all of the invoice
 * @param day of the seller's zone; an invoice is overdue from the day after the one it is due on
 */
export function balanceOf(
  { currency, payable, dueDate }: Owed,
  entries: readonly Pick<Allocation, 'amount' | 'source'>[],
  day: string,
): Balance {
  const of = (...kinds: AllocationSource['kind'][]): Decimal =>
    sum(entries.filter(({ source }) => kinds.includes(source.kind)).map(amountIn));
  const [received, credited, writtenOff] = [of('bank', 'payment'), of('credit-note'), of('write-off')];
  const charged = of('dunning').negated();
  const settled = sum([received, credited, writtenOff]);
  const open = decimal(payable).plus(charged).minus(settled);
  const daysOverdue = open.gt(0) ? Math.max(0, daysBetween(dueDate, day)) : 0;
  const text = (amount: Decimal): string => amountText(amount, currency);
  return {
    open: text(open),
    received: text(received),
    credited: text(credited),
    writtenOff: text(writtenOff),
    charged: text(charged),
    state: stateOf(open, { settled, isCredited: credited.gt(0) && received.isZero(), daysOverdue }),
    daysOverdue,
  };
}

function stateOf(open: Decimal, it: { settled: Decimal; isCredited: boolean; daysOverdue: number }): InvoiceState {
  if (open.lt(0)) return 'overpaid';
  if (open.isZero()) return it.isCredited ? 'credited' : 'paid';
  if (it.daysOverdue > 0) return 'overdue';
  return it.settled.gt(0) ? 'partially-paid' : 'open';
}

/** Whether an entry is of money that came for the invoice, or went back. */
export function isReceived({ source }: Pick<Allocation, 'source'>): boolean {
  return source.kind === 'bank';
}

const amountIn = ({ amount }: Pick<Allocation, 'amount'>): Decimal => decimal(amount);

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
