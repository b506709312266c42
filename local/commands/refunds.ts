import { now } from '../../shared/clock.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { plainDate } from '../../shared/period.ts';
import { payeeWords, refundState } from '../../shared/receivables/refund.ts';
import type { Refund, RefundSet } from '../../shared/receivables/refund.ts';
import { orderRefunds, refundFileKey } from '../../shared/receivables/refund-set.store.ts';
import { CommandError } from './errors.ts';
import { countOf } from './report.ts';

/** Orders all refunds that no file orders yet. @throws {CommandError} if the day is none */
export async function orderTyped(sellerId: string, by: string, on: string | undefined): Promise<RefundSet[]> {
  if (on !== undefined && !plainDate.safeParse(on).success) throw new CommandError(`"${on}" is no day: write one such as 2026-11-30.`);
  return orderRefunds(sellerId, { at: now().toISOString(), by }, on);
}

/** A line a file, with where it lies. */
export function orderedLines(sellerId: string, sets: readonly RefundSet[], files: string): string[] {
  if (sets.length === 0) return ['No refund waits for a file.'];
  return sets.map(
    ({ id, transfers, total, currency, executeOn }) =>
      `${countOf(transfers.length, 'refund')}, ${moneyFigure(total, currency)}, to be paid on ${executeOn}: ${files}/${refundFileKey(sellerId, id)}`,
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
