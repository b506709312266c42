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
  const ends = zones.map((zone) => ({ zone, end: monthIn(month, zone).end }));
  const last = ends.reduce((a, b) => (compareInstants(a.end, b.end) >= 0 ? a : b));
  if (compareInstants(last.end, at) <= 0) return;
  throw new MonthNotOverError(`${month} is over at ${last.end} in ${last.zone}, and it is ${at}. Run it after that.`);
}
