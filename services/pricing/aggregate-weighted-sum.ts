import { decimal, quotient, sum, whole, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';
import { indexAt } from './span.ts';
import type { Span } from './span.ts';

/** A change of a level, and for how much of the span it holds: milliseconds, or days. */
interface Change {
  readonly value: Decimal;
  readonly remaining: number;
}

/**
 * A level that changes, such as gigabytes stored or seats taken, weighted by time: each change counts for what is left
 * of the span when it happens, and what the level was before counts for all of it. By days, a change counts for the
 * whole day on which it happens. Where it does not come out even it has 18 digits behind the point, the last one rounded
 * half away from zero.
 *
 * Of a part of a service period it is the share of the whole, so that parts add up to what the whole would be.
 *
 * @see docs/sources.md#weighted-sum
 */
export const weightedSum: Aggregation = ({ weightedBy }, span) => {
  const isByDay = weightedBy === 'day';
  let weighted = ZERO;
  let change = ZERO;
  return {
    add: ({ value: text, at }) => {
      const value = decimal(text);
      weighted = weighted.plus(weightOf({ value, remaining: isByDay ? daysLeft(span, at) : span.end - at }));
      change = change.plus(value);
    },
    quantity: (level) => {
      const [length, of] = isByDay ? [span.days().length, span.of.days] : [span.end - span.start, span.of.milliseconds];
      return quotient(weighted.plus(weightOf({ value: level, remaining: length })), whole(of));
    },
    change: () => change,
  };
};

/**
 * The same of changes whose weights are known already: a sum, or a number of units, prorated by the days that remain.
 *
 * @param level before the span; it counts for all of it
 * @param of length of the span, in the unit of what remains
 */
export function proratedSum(level: Decimal, changes: readonly Change[], of: number): Decimal {
  return level.plus(quotient(sum(changes.map(weightOf)), whole(of)));
}

function weightOf({ value, remaining }: Change): Decimal {
  return value.times(whole(remaining));
}

/** Calendar days from that of a moment to the last one of a span. */
function daysLeft(span: Span, at: number): number {
  const days = span.days();
  return days.length - indexAt(days, at);
}
