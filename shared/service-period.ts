import { z } from 'zod';
import { addDays, anchored, dateIn, midnight, monthNumber } from './period.ts';
import type { Period } from './period.ts';

/** How long the whole periods of a plan are. */
export const interval = z.enum(['week', 'month', 'quarter', 'year']);
export type Interval = z.infer<typeof interval>;

/** What the whole periods of a subscription begin on. */
export interface Anchor {
  /** First day of the subscription. */
  readonly start: string;
  /** 1 to 31; clamps to short months and returns. Of weeks, the weekday of `start` counts instead. */
  readonly anchorDay: number;
  /** 1 to 12; of quarters and years, the month of `start` where it is not given. */
  readonly anchorMonth?: number | undefined;
  readonly interval: Interval;
}

/** A whole period as the anchor gives it. */
export interface WholePeriod {
  /** Its first day, and the first day after it. */
  readonly first: string;
  readonly after: string;
  readonly period: Period;
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/**
 * The whole periods of an anchor, without an end: the first is that in which `start` lies.
 *
 * They are a chain: each begins at the instant the last one ended. Those that are billed stay as they are, and a zone
 * that has changed since counts from the next.
 *
 * @param zone in which a period that is not billed ends
 * @param billed whole periods that are claimed, each in the zone it was billed in
 * @see docs/sources.md#billing-anchor
 */
export function* wholePeriods(anchor: Anchor, zone: string, billed: readonly Period[] = []): Generator<WholePeriod, never> {
  const known = new Map(billed.map((period) => [dateIn(period.end, period.zone), period]));
  let last: Period | undefined;
  for (let i = 0; ; i++) {
    const [first, after] = [boundary(anchor, i), boundary(anchor, i + 1)];
    last = known.get(after) ?? { start: last?.end ?? midnight(first, zone), end: midnight(after, zone), zone };
    yield { first, after, period: last };
  }
}

/** The day on which the whole period with this number begins; that of number 0 has `start` in it. */
function boundary({ start, anchorDay, anchorMonth, interval: length }: Anchor, i: number): string {
  if (length === 'week') return addDays(start, 7 * i);
  const months = MONTHS[length];
  const month = monthNumber(start);
  const behind = anchorMonth === undefined ? 0 : (month + 12 - (anchorMonth - 1)) % months;
  const origin = month - behind;
  const isBefore = anchored(origin, anchorDay) <= start;
  return anchored(origin + months * (isBefore ? i : i - 1), anchorDay);
}
