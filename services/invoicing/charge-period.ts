import type { ChargeLine } from '../../shared/invoice.ts';
import { datesOf } from '../../shared/period.ts';
import type { DateSpan } from '../../shared/period.ts';

/** From the first to the last day of the service periods of some lines (BG-14), each in its own zone. */
export function chargePeriod(lines: readonly Pick<ChargeLine, 'period'>[]): DateSpan {
  const periods = new Map(lines.map(({ period }) => [`${period.start} ${period.end} ${period.zone}`, period]));
  const spans = [...periods.values()].map(datesOf);
  const firsts = spans.map(({ first }) => first).sort();
  const lasts = spans.map(({ last }) => last).sort();
  return { first: firsts[0] ?? '', last: lasts.at(-1) ?? '' };
}
