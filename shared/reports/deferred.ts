import { allocate, amountText, decimal, sum, whole, ZERO } from '../money.ts';
import type { Decimal } from '../money.ts';
import { addDays, addMonths, daysBetween } from '../period.ts';
import type { BilledSum } from './billed-sum.ts';

/** What is billed and not yet earned at the end of a day, in a currency. */
export interface Deferred {
  readonly currency: string;
  readonly amount: string;
  /** The same by the plan it is of, absent of documents as a whole. */
  readonly plans: readonly { readonly plan?: string; readonly amount: string }[];
  /** The same by the month in which it is earned. */
  readonly months: readonly { readonly month: string; readonly amount: string }[];
}

/** A service period is a year at most and billed when it begins, or behind: so far back lie the days of issue that matter. */
export const DEFERRED_DAYS = 400;

/**
 * Deferred revenue at the end of a day: what was issued by then for days that come. Each sum is earned evenly, day by day,
 * over its service period. It is parted in two, before and after, and what is left by months, each time by largest
 * remainder, so that all parts come to what was billed. What is credited lowers it.
 *
 * @param sums of documents whose day of issue is up to {@link DEFERRED_DAYS} back
 */
export function deferredOn(sums: readonly BilledSum[], day: string): Deferred[] {
  const left = sums.filter(({ issueDate, last }) => issueDate <= day && last > day).map((it) => ({ it, months: monthsLeft(it, day) }));
  return [...Map.groupBy(left, ({ it }) => it.currency)].sort(byKey).map(([currency, own]) => {
    const text = (amounts: Iterable<Decimal>): string => amountText(sum(amounts), currency);
    const byPlan = [...Map.groupBy(own, ({ it }) => it.plan)].sort(([a = '~'], [b = '~']) => (a < b ? -1 : 1));
    const byMonth = [
      ...Map.groupBy(
        own.flatMap(({ months }) => months),
        ({ month }) => month,
      ),
    ].sort(byKey);
    const of = (parts: typeof own): Iterable<Decimal> => parts.flatMap(({ months }) => months.map(({ amount }) => amount));
    return {
      currency,
      amount: text(of(own)),
      plans: byPlan.map(([plan, parts]) => ({ ...(plan === undefined ? {} : { plan }), amount: text(of(parts)) })),
      months: byMonth.map(([month, parts]) => ({ month, amount: text(parts.map(({ amount }) => amount)) })),
    };
  });
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** What is left of a sum after a day, by month. */
function monthsLeft({ first, last, net, currency }: BilledSum, day: string): { month: string; amount: Decimal }[] {
  const earned = Math.max(0, daysBetween(first, day) + 1);
  const [, rest = ZERO] = byDays(decimal(net), [earned, daysBetween(first, last) + 1 - earned], currency);
  const months: { month: string; days: number }[] = [];
  for (let from = earned > 0 ? addDays(day, 1) : first; from <= last;) {
    const next = addMonths(`${from.slice(0, 7)}-01`, 1);
    const end = next <= last ? next : addDays(last, 1);
    months.push({ month: from.slice(0, 7), days: daysBetween(from, end) });
    from = next;
  }
  const shares = byDays(
    rest,
    months.map(({ days }) => days),
    currency,
  );
  return months.map(({ month }, i) => ({ month, amount: shares[i]! }));
}

/** An amount of either sign, spread in proportion to days by largest remainder. */
function byDays(amount: Decimal, days: readonly number[], currency: string): Decimal[] {
  const size = amount.abs();
  // As many units a day as the amount needs, so that the shares find room.
  const room = size.divToInt(days.reduce((total, it) => total + it, 0)).plus(1);
  const shares = allocate(
    size,
    days.map((it) => room.times(whole(it))),
    currency,
  );
  return amount.lt(0) ? shares.map((share) => share.negated()) : shares;
}
