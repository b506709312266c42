import type { Act } from '../audit.ts';
import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import { moneyFigure } from '../figures.ts';
import { amountText, decimal, sum } from '../money.ts';
import { STEPBILL } from '../person.ts';
import { amountsOf, leftOf, standing } from './balance.ts';
import type { Allocation } from './allocation.ts';
import { requireInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { decidedChanges, documentChanges, isDone, placed, writtenUnlessMoved } from './posting.store.ts';
import type { Doing, Posted, Posting } from './posting.store.ts';

/** How much of a credit note is to count for an invoice; above zero. */
export interface CreditShare {
  readonly number: string;
  readonly amount: string;
}

/**
 * Has a credit note count for the invoices it names, as it says itself. Where any of it was used before, nothing is changed.
 *
 * @throws {TransientError} if others kept writing to the same
 */
export async function allocateCreditNote(sellerId: string, creditNote: string, shares: readonly CreditShare[], at: string): Promise<void> {
  const doing = {
    at,
    by: STEPBILL,
    reason: shares.length === 1 ? 'the credit note names this invoice alone' : 'lines of the credit note correct this invoice',
  };
  await writtenUnlessMoved(sellerId, async () => {
    const from = await requireInvoiceLedger(sellerId, creditNote);
    if (from.used.length > 0) return { entries: [], changes: [] };
    return creditPostings(sellerId, from, shares, doing);
  });
}

/**
 * Has a credit note count for invoices of the same customer, as a person says; no invoice with more than is open of it.
 * The same call again changes nothing.
 *
 * @throws {DecisionRefusedError} if it can't be, with the reason
 * @throws {NotFoundError} if there is no such document
 * @throws {TransientError} if others kept writing to the same
 */
export async function decideCreditNote(
  sellerId: string,
  creditNote: string,
  shares: readonly CreditShare[],
  doing: Doing,
): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const from = await requireInvoiceLedger(sellerId, creditNote);
    requireCreditNote(from);
    if (isDone(from.used, doing)) return { entries: [], changes: [] };
    if (new Set(shares.map(({ number }) => number)).size < shares.length) throw new DecisionRefusedError('An invoice is named twice.');
    const left = leftOf(from.invoice.totals.payable, from.used);
    if (sum(shares.map(({ amount }) => decimal(amount))).gt(left))
      throw new DecisionRefusedError(`Only ${figure(left.toFixed(), from)} is left of ${creditNote}.`);
    return creditPostings(sellerId, from, shares, doing, 'credit-allocated');
  });
}

/**
 * Takes back what a credit note counts for: for one invoice, or all. Done again it finds nothing to do.
 *
 * @returns the entries that take back
 */
export async function reverseCreditNote(
  sellerId: string,
  creditNote: string,
  number: string | undefined,
  doing: Doing,
): Promise<Allocation[]> {
  return writtenUnlessMoved(sellerId, async () => {
    const from = await requireInvoiceLedger(sellerId, creditNote);
    const wrong = standing(from.used).filter((it) => it.source.kind === 'credit-note' && (number === undefined || it.number === number));
    const to = await ledgersOf(sellerId, wrong);
    const back = wrong.map((it): Posting => ({
      ...{ number: it.number, amount: turnedText(it.amount), source: it.source, reverses: it.sequence },
    }));
    return written(sellerId, from, to, back, doing, 'credit-unallocated');
  });
}

async function creditPostings(
  sellerId: string,
  from: InvoiceLedger,
  shares: readonly CreditShare[],
  doing: Doing,
  action?: Act['action'],
): Promise<Posted> {
  const to = await ledgersOf(sellerId, shares);
  for (const { number, amount } of action === undefined ? [] : shares) requireOpen(to.get(number)!, amount, from);
  const { currency, number: creditNote } = from.invoice;
  const wanted = shares.map(({ number, amount }): Posting => ({
    ...{ number, amount: amountText(decimal(amount), currency), source: { kind: 'credit-note', number: creditNote } },
  }));
  return written(sellerId, from, to, wanted, doing, action);
}

async function ledgersOf(sellerId: string, shares: readonly { readonly number: string }[]): Promise<Map<string, InvoiceLedger>> {
  const to = new Map<string, InvoiceLedger>();
  for (const { number } of shares) to.set(number, to.get(number) ?? (await requireInvoiceLedger(sellerId, number)));
  return to;
}

async function written(
  sellerId: string,
  from: InvoiceLedger,
  to: ReadonlyMap<string, InvoiceLedger>,
  wanted: readonly Posting[],
  doing: Doing,
  action?: Act['action'],
): Promise<Posted> {
  if (wanted.length === 0) return { entries: [], changes: [] };
  const ledgers = [...to.values()];
  const entries = ledgers.flatMap((ledger) =>
    placed(
      ledger,
      wanted.filter(({ number }) => number === ledger.invoice.number),
      doing,
    ),
  );
  const changes = await documentChanges(sellerId, [from, ...ledgers], entries);
  const act = action && { ...doing, action, numbers: [from.invoice.number, ...to.keys()] };
  return { entries, changes: act ? [...changes, ...(await decidedChanges(sellerId, act))] : changes };
}

function requireCreditNote({ invoice: { kind, number } }: InvoiceLedger): void {
  if (kind !== 'credit-note') throw new DecisionRefusedError(`${number} is no credit note.`);
}

function requireOpen({ invoice, entries }: InvoiceLedger, amount: string, from: InvoiceLedger): void {
  const { number, currency, totals, customer, kind } = invoice;
  if (kind === 'credit-note') throw new DecisionRefusedError(`${number} is a credit note: nothing is owed for it.`);
  if (customer.id !== from.invoice.customer.id)
    throw new DecisionRefusedError(`${number} is of ${customer.id}, and ${from.invoice.number} of ${from.invoice.customer.id}.`);
  if (currency !== from.invoice.currency) throw new DecisionRefusedError(`${number} is in ${currency}.`);
  const { open } = amountsOf({ currency, payable: totals.payable }, entries);
  if (!decimal(amount).gt(0)) throw new DecisionRefusedError(`${number}: the amount has to be above zero.`);
  if (decimal(amount).gt(decimal(open)))
    throw new DecisionRefusedError(`${number} is open with ${moneyFigure(open, currency)}; ${figure(amount, from)} would be more.`);
}

const figure = (amount: string, { invoice }: InvoiceLedger): string => moneyFigure(amount, invoice.currency);
