import { dismissalUndone, isPayment, leftChange, requireBankLedger } from '../bank/bank.store.ts';
import type { BankLedger } from '../bank/bank.store.ts';
import { turnedText } from '../credit-sign.ts';
import type { Invoice } from '../invoice.ts';
import { amountText, decimal, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { Payment } from '../payments/payment.ts';
import { isOnPage } from '../payments/paying-again.ts';
import { leftOfPayment, paymentChange, requirePayment } from '../payments/payment.store.ts';
import type { Change } from '../table.ts';
import type { Allocation, AllocationSource } from './allocation.ts';
import { isReceived, leftOf, standing } from './balance.ts';
import { entryChanges, requireInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { listedOf } from './open-items.store.ts';
import { documentChanges } from './posting.store.ts';
import type { Payee, RefundOf } from './refund.ts';
import { requireRefund } from './refund.store.ts';

/** Where a refund comes from, and what writing it moves there. */
export interface Origin {
  readonly origin: string;
  /** All that are there. */
  readonly entries: readonly Allocation[];
  readonly amount: string;
  readonly currency: string;
  /** Place of the next entry there: it names the refund. */
  readonly sequence: number;
  readonly customerId?: string;
  readonly lastPayer?: Payee | undefined;
  /** Of what is no invoice. */
  readonly source?: AllocationSource;
  readonly changes: (entry: Allocation) => Promise<Change[]>;
}

/** Where money is to be paid back from, as it stands. @throws {NotFoundError} if there is no such document, payment or transaction */
export function originOf(sellerId: string, of: RefundOf): Promise<Origin> {
  if (of.kind === 'transaction') return leftOfTransaction(sellerId, of.transaction);
  return of.kind === 'payment' ? leftOfCollected(sellerId, of.payment) : leftOfDocument(sellerId, of.number);
}

async function leftOfDocument(sellerId: string, number: string): Promise<Origin> {
  const ledger = await requireInvoiceLedger(sellerId, number);
  const { currency, customer, kind } = ledger.invoice;
  const { open } = listedOf(ledger);
  return {
    ...{ origin: number, amount: turnedText(open), currency, customerId: customer.id },
    entries: [...ledger.entries, ...ledger.used],
    sequence: ledger.entries.length + ledger.used.length + 1,
    lastPayer: await lastPayerOf(sellerId, ledger, turnedText(open)),
    ...(kind === 'credit-note' ? { source: { kind: 'credit-note', number } as const } : {}),
    changes: (entry) => documentChanges(sellerId, [ledger], [entry]),
  };
}

async function leftOfTransaction(sellerId: string, id: string): Promise<Origin> {
  const ledger = await requireBankLedger(sellerId, id);
  const { transaction, left } = ledger;
  return {
    ...{ origin: `transaction ${id}`, amount: amountText(left, transaction.currency), currency: transaction.currency },
    entries: ledger.entries,
    sequence: ledger.entries.length + 1,
    lastPayer: payerOf(ledger),
    source: { kind: 'bank', transaction: id },
    changes: async (entry) => [...entryChanges(sellerId, entry), ...bankChanges(sellerId, ledger, [entry])],
  };
}

/** What of a payment that was collected counts for no invoice. */
async function leftOfCollected(sellerId: string, id: string): Promise<Origin> {
  const record = await requirePayment(sellerId, id);
  const { payment, entries, version, raise } = record;
  const { invoice } = await requireInvoiceLedger(sellerId, payment.number);
  return {
    ...{ origin: `payment ${id}`, amount: leftOfPayment(record), currency: payment.currency, customerId: payment.customerId },
    entries,
    sequence: entries.length + 1,
    lastPayer: payment.by.method === 'card' ? cardOf(payment, invoice) : debited(payment.by),
    source: { kind: 'payment', payment: id },
    // The payment as it was read: were it told in between that it went back, nothing would be left of it.
    changes: (entry) => Promise.resolve([...entryChanges(sellerId, entry), raise(1), paymentChange(sellerId, payment, version)]),
  };
}

/**
 * Who paid last for an invoice: the account that the bank says, or the card that was charged, as far as that much came by it
 * and is there still.
 */
async function lastPayerOf(sellerId: string, { invoice, entries }: InvoiceLedger, amount: string): Promise<Payee | undefined> {
  for (const it of standing(entries).toReversed()) {
    if (!isReceived(it) || !decimal(it.amount).gt(0)) continue;
    if (it.source.kind === 'bank') return payerOf(await requireBankLedger(sellerId, it.source.transaction));
    if (it.source.kind !== 'payment') continue;
    const { payment } = await requirePayment(sellerId, it.source.payment);
    if (payment.outcome?.state !== 'paid') continue;
    if (payment.by.method !== 'card') return debited(payment.by);
    const onCard = decimal(it.amount).minus(await backOnCard(sellerId, entries, payment.id));
    if (onCard.gte(decimal(amount))) return cardOf(payment, invoice);
  }
  return undefined;
}

/** What of an invoice has gone back to the card of a payment already, or is about to. */
async function backOnCard(sellerId: string, entries: readonly Allocation[], payment: string): Promise<Decimal> {
  const ids = standing(entries).flatMap(({ source }) => (source.kind === 'refund' ? [source.refund] : []));
  const refunds = await Promise.all(ids.map(async (id) => (await requireRefund(sellerId, id)).refund));
  return sum(refunds.filter(({ payee: to }) => to.by === 'card' && to.payment === payment).map(({ amount }) => decimal(amount)));
}

/** An account that was debited, as one that money goes back to. */
function debited({ accountHolder: name, iban }: Extract<Payment['by'], { method: 'direct-debit' }>): Payee {
  return { by: 'transfer', name, iban };
}

/** A card that was charged, as one that money goes back to; on a page the customer has paid with whatever card it had at hand. */
export function cardOf(payment: Payment, { paymentMeans }: Invoice): Payee {
  return {
    by: 'card',
    payment: payment.id,
    ...(paymentMeans?.by === 'card' && !isOnPage(payment) ? { lastDigits: paymentMeans.lastDigits } : {}),
  };
}

function payerOf({ transaction: { counterparty } }: BankLedger): Payee | undefined {
  const { name, iban } = counterparty;
  return iban === undefined ? undefined : { by: 'transfer', name: (name ?? iban).slice(0, 70), iban };
}

/** The changes that entries make to a transaction of the bank. */
export function bankChanges(sellerId: string, ledger: BankLedger, entries: readonly Allocation[]): Change[] {
  const left = leftOf(ledger.transaction.amount, [...ledger.entries, ...entries]);
  const listed = isPayment(ledger.transaction) ? [leftChange(sellerId, ledger.transaction, !left.isZero())] : [];
  return [ledger.raise(entries.length), ...dismissalUndone(sellerId, ledger), ...listed];
}
