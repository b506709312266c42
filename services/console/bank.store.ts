import { transactionsBeginning, transactionsPage } from '../../shared/bank/bank.store.ts';
import { openBooks } from '../../shared/bank/evidence.store.ts';
import { listedTransaction, type ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import { dueSums } from '../../shared/receivables/open-item.store.ts';

const PAGE = 25;
/** Documents that are looked through for every page of the list; of more of them only those that can be found by key. */
const MOST_LOOKED_THROUGH = 2_000;

export interface BankPage {
  readonly transactions: readonly ListedTransaction[];
  readonly next?: string;
}

/**
 * Transactions of the bank: those that something is left of, with the invoices they may be for, or all, the latest first.
 *
 * @param at instant whose day it is
 */
export async function bankPage(
  sellerId: string,
  at: string,
  { isLeft, after, limit = PAGE }: { readonly isLeft: boolean; readonly after?: string | undefined; readonly limit?: number },
): Promise<BankPage> {
  const { ids, next } = await transactionsPage(sellerId, { isLeft, after, limit });
  const books = isLeft && ids.length > 0 ? await openBooks(sellerId, at, await readingOf(sellerId)) : undefined;
  const transactions: ListedTransaction[] = [];
  for (const id of ids) transactions.push(await listedTransaction(sellerId, id, books));
  return { transactions, ...(next === undefined ? {} : { next }) };
}

async function readingOf(sellerId: string): Promise<'all' | 'by-key'> {
  const open = (await dueSums(sellerId)).reduce((total, { count }) => total + count, 0);
  return open <= MOST_LOOKED_THROUGH ? 'all' : 'by-key';
}

/** Transactions whose ids begin so, a few of them. */
export async function transactionsNamed(sellerId: string, beginning: string, limit: number): Promise<ListedTransaction[]> {
  const ids = await transactionsBeginning(sellerId, beginning);
  return Promise.all(ids.slice(0, limit).map((id) => listedTransaction(sellerId, id)));
}

/** A transaction with what it may be for. @throws {NotFoundError} if there is none of that id */
export async function bankTransaction(sellerId: string, id: string, at: string): Promise<ListedTransaction> {
  const found = await listedTransaction(sellerId, id);
  if (!/[1-9]/.test(found.left) || found.dismissed !== undefined) return found;
  return listedTransaction(sellerId, id, await openBooks(sellerId, at));
}
