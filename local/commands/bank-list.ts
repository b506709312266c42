import type { ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { alignedTable } from './report.ts';
import { asArgument, typed } from './typed.ts';

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
