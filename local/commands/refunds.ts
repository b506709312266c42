import { moneyFigure } from '../../shared/figures.ts';
import { plainDate } from '../../shared/period.ts';
import { payeeWords, refundState } from '../../shared/receivables/refund.ts';
import type { Refund, RefundSet } from '../../shared/receivables/refund.ts';
import { CommandError } from './errors.ts';
import type { Payments } from './payments.ts';
import { countOf } from './report.ts';

/** Refunds that one file orders, and where that file is. */
export type OrderedRefunds = RefundSet & { readonly file: string };

/**
 * Orders all refunds that no file orders yet.
 *
 * @param folder where the files are put, if not where they lie
 * @throws {CommandError} if the day is none
 */
export async function orderTyped(payments: Payments, on: string | undefined, folder: string | undefined): Promise<OrderedRefunds[]> {
  if (on !== undefined && !plainDate.safeParse(on).success) throw new CommandError(`"${on}" is no day: write one such as 2026-11-30.`);
  const sets = await payments.orderRefunds(on);
  return Promise.all(sets.map(async (set) => ({ ...set, file: await payments.bankFile({ of: 'refunds', id: set.id }, folder) })));
}

/** A line a file, with where it lies. */
export function orderedLines(ordered: readonly OrderedRefunds[]): string[] {
  if (ordered.length === 0) return ['No refund waits for a file.'];
  return ordered.map(
    ({ transfers, total, currency, executeOn, file }) =>
      `${countOf(transfers.length, 'refund')}, ${moneyFigure(total, currency)}, to be paid on ${executeOn}: ${file}`,
  );
}

/** A refund with where it goes, and what the provider of a card says of it. */
export function refundLine(it: Refund): string {
  const said = `${it.id}: ${moneyFigure(it.amount, it.currency)}`;
  const to = payeeWords(it.payee);
  if (it.outcome?.state === 'declined') return `${said} can't go back to ${to}: ${it.outcome.code}, ${it.outcome.message}`;
  if (it.payee.by === 'transfer') return `${said} goes back to ${to}.`;
  return refundState(it) === 'paid'
    ? `${said} went back to ${to}.`
    : `${said} goes back to ${to}; the provider has not said yet that it is there: send-refund asks again.`;
}
