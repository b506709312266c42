import type { Act } from '../audit.ts';
import { dismissalUndone, isPayment, leftChange, requireBankLedger } from '../bank/bank.store.ts';
import type { BankLedger } from '../bank/bank.store.ts';
import { turnedText } from '../credit-sign.ts';
import { DecisionRefusedError } from '../errors.ts';
import { amountText, decimal } from '../money.ts';
import type { Allocation } from './allocation.ts';
import { balanceOf, leftOf, standing } from './balance.ts';
import { requireInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { payerChange } from './payer.store.ts';
import { decidedChanges, documentChanges, placed, writtenUnlessMoved } from './posting.store.ts';
import type { Doing, Posted, Posting } from './posting.store.ts';
import { REFUND_PREFIX } from './refund.ts';
import { sharesFault } from './share.ts';
import type { Share } from './share.ts';

/** Five changes each at the least, and a transaction of the table takes a hundred. */
const MOST_INVOICES = 20;

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
  return writtenUnlessMoved(sellerId, async () => {
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
  return writtenUnlessMoved(sellerId, async () => {
    const from = await requireBankLedger(sellerId, id);
    const wrong = standing(from.entries).filter(
      (it) => !it.number.startsWith(REFUND_PREFIX) && (number === undefined || it.number === number),
    );
    const to = new Map<string, InvoiceLedger>();
    for (const entry of wrong) to.set(entry.number, to.get(entry.number) ?? (await requireInvoiceLedger(sellerId, entry.number)));
    const back = wrong.map((entry): Posting => {
      const { number: of, sequence, amount, source, used, bookedOn } = entry;
      const turned = used && { used: { ...used, amount: turnedText(used.amount) } };
      return {
        number: of,
        amount: turnedText(amount),
        source,
        ...turned,
        ...(bookedOn === undefined ? {} : { bookedOn }),
        reverses: sequence,
      };
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
    const bank: Posting = {
      number,
      amount: amountOf(amount, currency),
      source: { kind: 'bank', transaction: transaction.id },
      bookedOn: transaction.bookedOn,
      ...other,
    };
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
  doing: Doing,
  action: Act['action'],
): Promise<Posted> {
  if (wanted.length === 0) return { entries: [], changes: [] };
  const { transaction } = from;
  const { iban } = transaction.counterparty;
  const documents = [...to.values()];
  const of = (number: string): Posting[] => wanted.filter((it) => it.number === number);
  const entries = documents.flatMap((ledger) => placed(ledger, of(ledger.invoice.number), doing));
  const changes = [from.raise(wanted.length), ...dismissalUndone(sellerId, from), ...(await documentChanges(sellerId, documents, entries))];
  for (const entry of entries.filter(({ source }) => iban !== undefined && source.kind === 'bank' && transaction.amount[0] !== '-')) {
    const about = entry.reverses === undefined ? entry : { number: entry.number, sequence: entry.reverses };
    changes.push(payerChange(sellerId, iban!, to.get(entry.number)!.invoice.customer.id, about, entry.reverses === undefined));
  }
  const left = leftOf(transaction.amount, [...from.entries, ...entries]);
  if (isPayment(transaction)) changes.push(leftChange(sellerId, transaction, !left.isZero()));
  changes.push(...(await decidedChanges(sellerId, { ...doing, action, transaction: transaction.id, numbers: [...to.keys()] })));
  return { entries, changes };
}

const amountOf = (text: string, currency: string): string => amountText(decimal(text), currency);
