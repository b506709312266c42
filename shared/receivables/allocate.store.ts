import { auditChanges } from '../audit.store.ts';
import type { Act } from '../audit.ts';
import { dismissalUndone, isPayment, leftChange, requireBankLedger } from '../bank/bank.store.ts';
import type { BankLedger } from '../bank/bank.store.ts';
import { turnedText } from '../credit-sign.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from '../errors.ts';
import { amountText, decimal } from '../money.ts';
import { STEPBILL } from '../person.ts';
import { table } from '../ports.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';
import { balanceOf, leftOf, standing } from './balance.ts';
import { entryChanges, requireInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { openItemChange } from './open-item.store.ts';
import { payerChange } from './payer.store.ts';
import { sharesFault } from './share.ts';
import type { Share } from './share.ts';

/** Who does it, when and why. */
export interface Doing {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

/** An invoice takes three records of a transaction of a hundred, and four with a difference. */
const MOST_INVOICES = 20;
const MOST_TRIES = 10;

/**
 * Has a transaction of the bank count for invoices: all shares or none, in one transaction of the table that raises the
 * heads of all sides. Whatever else is written at the same moment, its shares never come to more than came, and no
 * invoice is paid twice.
 *
 * What a person does has an entry in the audit log.
 *
 * @throws {DecisionRefusedError} if it can't be, with the reason
 * @throws {NotFoundError} if there is no such transaction or invoice
 * @throws {TransientError} if others kept writing to the same
 */
export async function allocateTransaction(sellerId: string, id: string, shares: readonly Share[], doing: Doing): Promise<Allocation[]> {
  if (shares.length > MOST_INVOICES) throw new DecisionRefusedError(`At most ${MOST_INVOICES} invoices are matched at once.`);
  return writtenUnlessMoved(async () => {
    const from = await requireBankLedger(sellerId, id);
    const to = new Map<string, InvoiceLedger>();
    for (const { number } of shares) to.set(number, await requireInvoiceLedger(sellerId, number));
    const { currency } = from.transaction;
    const fault = sharesFault(shares, { left: from.left, currency }, (number) => receiving(to.get(number)!));
    if (fault !== undefined) throw new DecisionRefusedError(fault);
    return postings(sellerId, from, to, sharesToPost(shares, from, to), doing, 'payment-matched');
  });
}

/**
 * Takes back what a transaction of the bank counts for: for one invoice, or all. Done again it finds nothing to do.
 *
 * @returns the entries that take back
 * @throws {DecisionRefusedError} where the money went back since, or a return was paid again
 * @throws {NotFoundError} if there is no such transaction
 * @throws {TransientError} if others kept writing to the same
 */
export async function reverseTransaction(sellerId: string, id: string, number: string | undefined, doing: Doing): Promise<Allocation[]> {
  return writtenUnlessMoved(async () => {
    const from = await requireBankLedger(sellerId, id);
    const wrong = standing(from.entries).filter((it) => number === undefined || it.number === number);
    const to = new Map<string, InvoiceLedger>();
    for (const entry of wrong) to.set(entry.number, to.get(entry.number) ?? (await requireInvoiceLedger(sellerId, entry.number)));
    const back = wrong.map((entry): Posting => {
      const { number: of, sequence, amount, source, used } = entry;
      const turned = used && { used: { ...used, amount: turnedText(used.amount) } };
      return { number: of, amount: turnedText(amount), source, ...turned, reverses: sequence };
    });
    for (const [of, ledger] of to)
      requireReversible(
        ledger,
        back.filter((it) => it.number === of),
      );
    return postings(sellerId, from, to, back, doing, 'payment-unmatched');
  });
}

/** What went back can't have come less, and what was paid since can't be paid again. */
function requireReversible({ invoice: { number, currency, totals, dueDate }, entries }: InvoiceLedger, back: readonly Posting[]): void {
  const owed = { currency, payable: totals.payable, dueDate };
  const [before, after] = [balanceOf(owed, entries, dueDate), balanceOf(owed, [...entries, ...back], dueDate)];
  if (decimal(after.received).lt(0))
    throw new DecisionRefusedError(`What came for ${number} went back since: that is to be unmatched first.`);
  if (decimal(after.open).lt(0) && decimal(after.open).lt(decimal(before.open)))
    throw new DecisionRefusedError(`${number} was paid again since: that is to be unmatched first.`);
}

type Posting = Pick<Allocation, 'number' | 'amount' | 'source' | 'used' | 'reverses'>;

function receiving({ invoice, entries }: InvoiceLedger): { number: string; currency: string; open: string; received: string } {
  const { number, currency, totals, dueDate } = invoice;
  if (invoice.kind === 'credit-note') throw new DecisionRefusedError(`${number} is a credit note: nothing is owed for it.`);
  const { open, received } = balanceOf({ currency, payable: totals.payable, dueDate }, entries, dueDate);
  return { number, currency, open, received };
}

function sharesToPost(shares: readonly Share[], { transaction }: BankLedger, to: ReadonlyMap<string, InvoiceLedger>): Posting[] {
  return shares.flatMap(({ number, amount, used, writeOff }): Posting[] => {
    const { currency } = to.get(number)!.invoice;
    const other = currency !== transaction.currency && {
      used: { amount: amountOf(used!, transaction.currency), currency: transaction.currency },
    };
    const bank: Posting = { number, amount: amountOf(amount, currency), source: { kind: 'bank', transaction: transaction.id }, ...other };
    if (writeOff === undefined) return [bank];
    return [bank, { number, amount: amountOf(writeOff, currency), source: { kind: 'write-off', transaction: transaction.id } }];
  });
}

/** Entries with their places, and all changes that go with them. */
async function postings(
  sellerId: string,
  from: BankLedger,
  to: ReadonlyMap<string, InvoiceLedger>,
  wanted: readonly Posting[],
  { at, by, reason }: Doing,
  action: Act['action'],
): Promise<{ entries: Allocation[]; changes: Change[] }> {
  if (wanted.length === 0) return { entries: [], changes: [] };
  const { transaction } = from;
  const { iban } = transaction.counterparty;
  const entries: Allocation[] = [];
  const changes: Change[] = [from.raise(wanted.length), ...dismissalUndone(sellerId, from)];
  for (const [number, ledger] of to) {
    const { currency, customer } = ledger.invoice;
    const added = wanted
      .filter((it) => it.number === number)
      .map((it, i): Allocation => ({ schema: 1, ...it, sequence: ledger.entries.length + i + 1, currency, reason, at, by }));
    entries.push(...added);
    changes.push(...invoiceChanges(sellerId, ledger, added));
    for (const entry of added.filter(({ source }) => iban !== undefined && source.kind === 'bank' && transaction.amount[0] !== '-')) {
      const about = entry.reverses === undefined ? entry : { number, sequence: entry.reverses };
      changes.push(payerChange(sellerId, iban!, customer.id, about, entry.reverses === undefined));
    }
  }
  const left = leftOf(transaction.amount, [...from.entries, ...entries]);
  if (isPayment(transaction)) changes.push(leftChange(sellerId, transaction, !left.isZero()));
  const act = { at, by, action, reason, transaction: transaction.id, numbers: [...to.keys()] };
  if (by !== STEPBILL) changes.push(...(await auditChanges(sellerId, 'seller', act)));
  return { entries, changes };
}

/** The changes that add entries to an invoice, on both sides, and keep it among the open ones as long as it is. */
export function invoiceChanges(sellerId: string, { invoice, entries, raise }: InvoiceLedger, added: readonly Allocation[]): Change[] {
  const { number, currency, totals, dueDate } = invoice;
  const { open } = balanceOf({ currency, payable: totals.payable, dueDate }, [...entries, ...added], dueDate);
  return [
    ...added.flatMap((entry) => entryChanges(sellerId, entry)),
    raise(added.length),
    openItemChange(sellerId, number, open !== amountOf('0', currency)),
  ];
}

const amountOf = (text: string, currency: string): string => amountText(decimal(text), currency);

/**
 * Has a credit note count for the invoice it names, with all of its amount. The same again changes nothing.
 *
 * @throws {TransientError} if others kept writing to the same
 */
export async function allocateCreditNote(sellerId: string, creditNote: string, number: string, at: string): Promise<void> {
  await writtenUnlessMoved(async () => {
    const from = await requireInvoiceLedger(sellerId, creditNote);
    if (from.used.length > 0) return { entries: [], changes: [] };
    const to = await requireInvoiceLedger(sellerId, number);
    const entry: Allocation = {
      schema: 1,
      number,
      sequence: to.entries.length + 1,
      amount: from.invoice.totals.payable,
      currency: from.invoice.currency,
      source: { kind: 'credit-note', number: creditNote },
      reason: 'the credit note names this invoice alone',
      at,
      by: STEPBILL,
    };
    return { entries: [entry], changes: [...invoiceChanges(sellerId, to, [entry]), from.raise(1)] };
  });
}

/** Writes what `plan` finds to be written; where something moved in between it looks again. */
async function writtenUnlessMoved(plan: () => Promise<{ entries: Allocation[]; changes: Change[] }>): Promise<Allocation[]> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const { entries, changes } = await plan();
    if (changes.length === 0) return entries;
    try {
      await table().write(changes);
      return entries;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError('Others kept writing to the same transaction of the bank or invoice.');
}
