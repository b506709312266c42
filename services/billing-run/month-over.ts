import { MonthNotOverError } from '../../shared/errors.ts';
import { compareInstants, monthIn } from '../../shared/period.ts';

/**
 * Refuses to bill a month that is not over somewhere: usage of its last hours would be missing.
 *
 * @param zones of seller and customers
 * @param at instant at which the run is opened
 * @throws {MonthNotOverError} naming the zone that ends last
 */
export function requireMonthOver(month: string, zones: readonly string[], at: string): void {
  const { end, zone } = lastEnd(month, zones);
  if (compareInstants(end, at) <= 0) return;
  throw new MonthNotOverError(`${month} is over at ${end} in ${zone}, and it is ${at}. Run it after that.`);
}

/** Whether a month is over in each of these zones. */
export function isMonthOver(month: string, zones: readonly string[], at: string): boolean {
  return compareInstants(lastEnd(month, zones).end, at) <= 0;
}

function lastEnd(month: string, zones: readonly string[]): { zone: string; end: string } {
  const ends = zones.map((zone) => ({ zone, end: monthIn(month, zone).end }));
  return ends.reduce((a, b) => (compareInstants(a.end, b.end) >= 0 ? a : b));
}
