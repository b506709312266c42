import { turnedText } from '../credit-sign.ts';
import { amountText, decimal, sum } from '../money.ts';
import { addDays, daysBetween } from '../period.ts';
import type { DueSum } from '../receivables/open-item.store.ts';
import type { ReceivedOn } from '../receivables/received.store.ts';

/** Money of a week, in a currency. */
export interface CashWeek {
  /** Its Monday. */
  readonly week: string;
  /** What came by the bank and by payments that were collected, less what went back. */
  readonly received: string;
  /** What the seller has paid back by refunds. */
  readonly refunded: string;
  /** What is open and due in it; what is overdue stands apart. */
  readonly expected: string;
}

export interface Cash {
  readonly currency: string;
  readonly weeks: readonly CashWeek[];
  /** Open, and due before today. */
  readonly overdue: string;
  /** Open, and due behind the last week. */
  readonly later: string;
}

/** The Monday of the week a day lies in. */
export function mondayOf(day: string): string {
  // 5 January 1970 was one.
  const days = daysBetween('1970-01-05', day);
  return addDays(day, -(((days % 7) + 7) % 7));
}

/**
 * Cash by week: what came and was paid back in the weeks before, and what is expected by the day it is due.
 *
 * @param today day of the seller; its week has both
 * @param weeks how many weeks before and behind that of today
 */
export function cashAround(
  today: string,
  dues: readonly DueSum[],
  received: readonly ReceivedOn[],
  weeks: { before: number; after: number },
): Cash[] {
  const mondays = Array.from({ length: weeks.before + 1 + weeks.after }, (_, i) => addDays(mondayOf(today), 7 * (i - weeks.before)));
  const end = addDays(mondays.at(-1)!, 7);
  const currencies = [...new Set([...dues, ...received].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const text = (amounts: readonly string[]): string => amountText(sum(amounts.map(decimal)), currency);
    const owed = dues.filter((it) => it.currency === currency);
    const came = received.filter((it) => it.currency === currency);
    const inWeek = (week: string, isRefund: boolean): string[] =>
      came.filter((it) => it.day >= week && it.day < addDays(week, 7) && (it.isRefund ?? false) === isRefund).map(({ amount }) => amount);
    const due = (from: string, until: string): string =>
      text(owed.filter(({ dueDate }) => dueDate >= from && dueDate < until).map(({ owed: amount }) => amount));
    return {
      currency,
      weeks: mondays.map((week) => ({
        week,
        received: text(inWeek(week, false)),
        refunded: text(inWeek(week, true).map(turnedText)),
        expected: due(week > today ? week : today, addDays(week, 7)),
      })),
      overdue: due('', today),
      later: due(end, '~'),
    };
  });
}
