import { dayStarts } from '../../shared/period.ts';
import type { Period, ServicePeriod } from '../../shared/period.ts';
import type { WindowLength } from '../../shared/price-terms.ts';

/** Half-open span of time that is measured by itself: a period, or a window of it. Instants in epoch milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** First instants of the calendar days it touches, that of the first one no earlier than the span; computed when asked for. */
  days(): readonly number[];
  /** What a weighted sum is a share of: of a part, the whole service period, as the anchor gives it. */
  readonly of: { readonly milliseconds: number; readonly days: number };
}

const HOUR = 3_600_000;

/** The part of a service period in which the subscription runs. */
export function spanOf({ part, whole, wholeDays }: ServicePeriod): Span {
  const { start, end } = whole;
  const of = { milliseconds: Date.parse(end) - Date.parse(start), days: wholeDays };
  let days: readonly number[] | undefined;
  return { start: Date.parse(part.start), end: Date.parse(part.end), days: () => (days ??= daysOf(part)), of };
}

/**
 * The windows of a period, one after the other: its calendar days in its zone, or the hours of each of these days, from
 * midnight on. So a day on which clocks change has 23 or 25 hours, each of 60 minutes; the last one is shorter where
 * they change by half an hour.
 */
export function windowsOf(period: Period, length: WindowLength): Span[] {
  const days = daysOf(period);
  const end = Date.parse(period.end);
  return days.flatMap((start, i) => {
    const next = days[i + 1] ?? end;
    const hours = length === 'day' ? 1 : Math.ceil((next - start) / HOUR);
    return Array.from({ length: hours }, (_, hour) => {
      const from = start + hour * HOUR;
      const to = length === 'day' ? next : Math.min(from + HOUR, next);
      return { start: from, end: to, days: () => [from], of: { milliseconds: to - from, days: 1 } };
    });
  });
}

/** Which of the ascending instants is the last one that is not after a moment; 0 if all are. */
export function indexAt(starts: readonly number[], moment: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= moment) low = middle;
    else high = middle - 1;
  }
  return low;
}

function daysOf(period: Period): number[] {
  return dayStarts(period).map((day) => Date.parse(day));
}
