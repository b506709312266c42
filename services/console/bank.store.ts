import { transactionsBeginning, transactionsPage } from '../../shared/bank/bank.store.ts';
import { openBooks } from '../../shared/bank/evidence.store.ts';
import { listedTransaction, type ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import { dueSums } from '../../shared/receivables/open-item.store.ts';

const PAGE = 25;
/** Documents that are looked through for every page of the list; of more of them the page of a transaction alone does. */
const MOST_LOOKED_THROUGH = 2_000;

export interface BankPage {
  readonly transactions: readonly ListedTransaction[];
  /** Whether what each may be for was looked for. */
  readonly isLookedThrough: boolean;
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
  const open = isLeft && ids.length > 0 ? await countOpen(sellerId) : Infinity;
  const books = open <= MOST_LOOKED_THROUGH ? await openBooks(sellerId, at) : undefined;
  const transactions: ListedTransaction[] = [];
  for (const id of ids) transactions.push(await listedTransaction(sellerId, id, books));
  return { transactions, isLookedThrough: books !== undefined, ...(next === undefined ? {} : { next }) };
}

async function countOpen(sellerId: string): Promise<number> {
  return (await dueSums(sellerId)).reduce((total, { count }) => total + count, 0);
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
