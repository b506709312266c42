import { everyTransaction, requireBankLedger } from './bank.store.ts';
import type { BankTransaction } from './bank-transaction.ts';
import { openBooks } from './evidence.store.ts';
import type { Books } from './evidence.store.ts';
import { matched } from './match.ts';
import type { Evidence } from './match.ts';
import { proposalsFor } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { amountText } from '../money.ts';
import type { Allocation } from '../receivables/allocation.ts';
import { standing } from '../receivables/balance.ts';

/** A transaction with what it counts for. */
export interface ListedTransaction extends BankTransaction {
  readonly allocations: readonly Allocation[];
  /** What is not allocated; it has the sign of the amount. */
  readonly left: string;
  readonly dismissed?: string;
  /** Of what is left over: what it may be for, and why that is not certain. */
  readonly proposals?: readonly Proposal[];
  readonly reason?: string;
}

/**
 * A transaction with what it counts for.
 *
 * @param books to say of what is left over what it may be for
 */
export async function listedTransaction(sellerId: string, id: string, books?: Books): Promise<ListedTransaction> {
  const ledger = await requireBankLedger(sellerId, id);
  const { transaction, dismissed, entries, left } = ledger;
  const evidence = books && !left.isZero() && !dismissed ? await books.evidenceOf(ledger) : undefined;
  return {
    ...transaction,
    allocations: standing(entries),
    left: amountText(left, transaction.currency),
    ...(dismissed ? { dismissed: dismissed.reason } : {}),
    ...(evidence ? { reason: whyNot(evidence), proposals: proposalsFor(evidence) } : {}),
  };
}

/**
 * Transactions by the day they were booked on.
 *
 * @param at instant to whose day what is open is told
 * @param isUnmatched only those that something is left of, with proposals
 */
export async function listTransactions(sellerId: string, at: string, isUnmatched: boolean): Promise<ListedTransaction[]> {
  const books = isUnmatched ? await openBooks(sellerId, at) : undefined;
  const listed: ListedTransaction[] = [];
  for await (const id of everyTransaction(sellerId, { isLeft: isUnmatched })) listed.push(await listedTransaction(sellerId, id, books));
  return listed;
}

/** Why it is not matched; what is certain would be, had not a person decided on it. */
function whyNot(evidence: Evidence): string {
  const match = matched(evidence);
  return match.isCertain ? 'a person has decided on it before' : match.reason;
}
