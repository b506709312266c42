import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { instant } from '../period.ts';
import { person } from '../person.ts';
import { table } from '../ports.ts';
import type { Ledger } from '../receivables/ledger.store.ts';
import { transactionLedger, transactionPartition } from '../receivables/ledger.store.ts';
import { leftOf } from '../receivables/balance.ts';
import { everyItem } from '../table.ts';
import type { Change, Key } from '../table.ts';
import type { Decimal } from '../money.ts';
import { bankTransaction } from './bank-transaction.ts';
import type { BankTransaction } from './bank-transaction.ts';

/** That a transaction is no payment of an invoice, as a person says. */
const dismissal = z.object({ schema: z.literal(1), at: instant, by: person, reason: z.string() });
export type Dismissal = z.infer<typeof dismissal>;

/** A transaction with its entries. */
export interface BankLedger extends Ledger {
  readonly transaction: BankTransaction;
  readonly dismissed?: Dismissal;
  /** What is not allocated; it has the sign of the amount. */
  readonly left: Decimal;
}

const place = z.object({ schema: z.literal(1), id: z.string() });

/**
 * Keeps transactions, each in one transaction with its place among those by day and, if it can be money for an invoice,
 * among those that something is left of. Those that are there already stay as they are.
 *
 * @returns how many were new
 * @throws {ConditionFailedError} if another process kept one of them in between
 */
export async function keepTransactions(sellerId: string, transactions: readonly BankTransaction[]): Promise<number> {
  const known = await Promise.all(transactions.map(({ id }) => table().get(contentKey(sellerId, id))));
  const fresh = transactions.filter((_, i) => known[i] === undefined);
  for (let i = 0; i < fresh.length; i += AT_ONCE)
    await table().write(
      fresh
        .slice(i, i + AT_ONCE)
        .flatMap((transaction): Change[] => [
          { put: { ...contentKey(sellerId, transaction.id), body: transaction }, if: 'absent' },
          { put: { ...dayKey(sellerId, transaction), body: { schema: 1, id: transaction.id } } },
          ...(isPayment(transaction) ? [leftChange(sellerId, transaction, true)] : []),
        ]),
    );
  return fresh.length;
}

/** Three records each, and a transaction takes a hundred. */
const AT_ONCE = 33;

/** Whether it can be money for an invoice, or such money that went back. What the seller paid is not, and nothing is none. */
export function isPayment({ amount, returned }: Pick<BankTransaction, 'amount' | 'returned'>): boolean {
  return /[1-9]/.test(amount) && (!amount.startsWith('-') || returned !== undefined);
}

/** The change that puts a transaction among those that something is left of, or takes it out. */
export function leftChange(sellerId: string, transaction: BankTransaction, isLeft: boolean): Change {
  const key: Key = { ...dayKey(sellerId, transaction), pk: `${sellerId}|bank-left` };
  return isLeft ? { put: { ...key, body: { schema: 1, id: transaction.id } } } : { delete: key };
}

/** @throws {NotFoundError} if there is no such transaction */
export async function requireBankLedger(sellerId: string, id: string): Promise<BankLedger> {
  const { facts, ...ledger } = await transactionLedger(sellerId, id);
  if (!facts.has('content')) throw new NotFoundError(`Seller "${sellerId}" has no transaction ${id} of the bank.`);
  const transaction = bankTransaction.parse(facts.get('content'));
  const dismissed = facts.has(DISMISSED) ? { dismissed: dismissal.parse(facts.get(DISMISSED)) } : {};
  return { ...ledger, transaction, ...dismissed, left: leftOf(transaction.amount, ledger.entries) };
}

/** The changes that say that a transaction is no payment of an invoice; they fail where it was matched in between. */
export function dismissalChanges(sellerId: string, { transaction, raise }: BankLedger, said: Omit<Dismissal, 'schema'>): Change[] {
  const key = { ...contentKey(sellerId, transaction.id), sk: DISMISSED };
  return [{ put: { ...key, body: { schema: 1, ...said } }, if: 'absent' }, raise(0), leftChange(sellerId, transaction, false)];
}

/** The change that takes back that it is none, when it is matched after all. */
export function dismissalUndone(sellerId: string, { transaction, dismissed }: BankLedger): Change[] {
  return dismissed ? [{ delete: { ...contentKey(sellerId, transaction.id), sk: DISMISSED } }] : [];
}

/**
 * Transactions by the day they were booked on.
 *
 * @param isLeft only those that can be payments, and that something is left of
 */
export async function* everyTransaction(sellerId: string, { isLeft = false } = {}): AsyncGenerator<string> {
  const pk = isLeft ? `${sellerId}|bank-left` : dayPartition(sellerId);
  for await (const { body } of everyItem(table(), { pk })) yield place.parse(body).id;
}

/** Ids that begin so, by the day they were booked on. */
export async function transactionsBeginning(sellerId: string, beginning: string): Promise<string[]> {
  const found: string[] = [];
  for await (const id of everyTransaction(sellerId)) if (id.startsWith(beginning)) found.push(id);
  return found;
}

/** A page of transactions: those that something is left of from the first on, or all from the latest back. */
export async function transactionsPage(
  sellerId: string,
  { isLeft, after, limit }: { readonly isLeft: boolean; readonly after?: string | undefined; readonly limit: number },
): Promise<{ ids: string[]; next?: string }> {
  const pk = isLeft ? `${sellerId}|bank-left` : dayPartition(sellerId);
  const page = await table().query({ pk, limit, reverse: !isLeft, ...(after === undefined ? {} : { after }) });
  return { ids: page.items.map(({ body }) => place.parse(body).id), ...(page.next === undefined ? {} : { next: page.next }) };
}

const DISMISSED = 'dismissed';
const contentKey = (sellerId: string, id: string): Key => ({ pk: transactionPartition(sellerId, id), sk: 'content' });
const dayPartition = (sellerId: string): string => `${sellerId}|bank`;
const dayKey = (sellerId: string, { bookedOn, id }: BankTransaction): Key => ({ pk: dayPartition(sellerId), sk: `${bookedOn}|${id}` });
