import { everyTransaction, requireBankLedger } from '../../shared/bank/bank.store.ts';
import type { BankTransaction } from '../../shared/bank/bank-transaction.ts';
import { openBooks } from '../../shared/bank/evidence.store.ts';
import { matched } from '../../shared/bank/match.ts';
import type { Evidence } from '../../shared/bank/match.ts';
import { proposalsFor } from '../../shared/bank/proposals.ts';
import type { Proposal } from '../../shared/bank/proposals.ts';
import { finishStatements } from '../../shared/bank/statement-import.store.ts';
import { now } from '../../shared/clock.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { amountText } from '../../shared/money.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { standing } from '../../shared/receivables/balance.ts';
import { alignedTable } from './report.ts';
import { asArgument, typed } from './typed.ts';

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
 * Transactions by the day they were booked on.
 *
 * @param isUnmatched only those that something is left of, with proposals
 */
export async function listTransactions(sellerId: string, isUnmatched: boolean): Promise<ListedTransaction[]> {
  await finishStatements(sellerId);
  const books = isUnmatched ? await openBooks(sellerId, now().toISOString()) : undefined;
  const listed: ListedTransaction[] = [];
  for await (const id of everyTransaction(sellerId, { isLeft: isUnmatched })) {
    const ledger = await requireBankLedger(sellerId, id);
    const { transaction, dismissed, entries, left } = ledger;
    const evidence = await books?.evidenceOf(ledger);
    listed.push({
      ...transaction,
      allocations: standing(entries),
      left: amountText(left, transaction.currency),
      ...(dismissed ? { dismissed: dismissed.reason } : {}),
      ...(evidence ? { reason: whyNot(evidence), proposals: proposalsFor(evidence) } : {}),
    });
  }
  return listed;
}

/** Why it is not matched; what is certain would be, had not a person decided on it. */
function whyNot(evidence: Evidence): string {
  const match = matched(evidence);
  return match.isCertain ? 'a person has decided on it before' : match.reason;
}

/** A line a transaction. */
export function transactionLines(listed: readonly ListedTransaction[]): string[] {
  if (listed.length === 0) return ['There are no transactions of the bank.'];
  const rows = listed.map((it) => [
    it.id,
    it.bookedOn,
    amountFigure(it.amount, it.currency),
    it.currency,
    it.counterparty.name ?? '',
    whatFor(it),
  ]);
  return alignedTable(['Transaction', 'Booked', 'Amount', '', 'From or to', 'For'], rows, 2);
}

function whatFor({ allocations, dismissed, left, currency, amount, returned }: ListedTransaction): string {
  const numbers = [...new Set(allocations.map(({ number }) => number))].join(', ');
  if (dismissed !== undefined) return `no invoice: ${dismissed}`;
  if (amount.startsWith('-') && returned === undefined && numbers === '') return '';
  if (!/[1-9]/.test(left)) return numbers;
  return [numbers, `${moneyFigure(left, currency)} left`].filter((it) => it !== '').join('; ');
}

/** What is left over, each with what it may be for and the commands to type. */
export function unmatchedLines(listed: readonly ListedTransaction[]): string[] {
  if (listed.length === 0) return ['Every payment is matched.'];
  return listed.flatMap((it, i) => [
    ...(i === 0 ? [] : ['']),
    `${it.id}  ${it.bookedOn}  ${moneyFigure(it.left, it.currency)}  ${it.counterparty.name ?? ''}`.trimEnd(),
    ...(it.text === '' ? [] : [`  “${it.text}”`]),
    `  Not certain: ${it.reason}.`,
    ...(it.proposals ?? []).map(
      (to) => `  ${to.number}  ${to.customer}, open with ${moneyFigure(to.open, to.currency)}: ${to.reasons.join('; ')}`,
    ),
    `  ${typed(`bank match ${it.id} ${asArgument(it.proposals?.[0]?.number ?? '<number>')}`)}`,
  ]);
}
