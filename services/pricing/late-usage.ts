import type { Meter } from '../../shared/meter.ts';
import type { SettledClaim } from '../../shared/claim.store.ts';
import { addDays, compareInstants, isWithin, utcDaysAround } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { LateDay, UsageDay } from '../../shared/usage.store.ts';
import type { SnapshotPeriod } from './usage-snapshot.ts';

/**
 * The UTC day from which on usage of a billed period may have been stored that is not billed: that on which the run of
 * its last claim was opened, less a day for clocks that differ. If the latest run of the subscription has looked at
 * all that stands for good today, its opening counts for every period: what was looked at is not looked at for ever.
 *
 * @param all what stands for good of the subscription
 */
export function comparedSince(all: readonly SettledClaim[]): (last: SettledClaim) => string {
  const latest = all.reduce<SettledClaim | undefined>((a, b) => (a && compareInstants(a.openedAt, b.openedAt) >= 0 ? a : b), undefined);
  const others = all.filter(({ claim }) => claim.runId !== latest?.claim.runId);
  const lookedAtAll = latest?.claim.compared === others.length ? latest : undefined;
  return (last) => addDays((lookedAtAll ?? last).openedAt.slice(0, 10), -1);
}

/**
 * UTC days of a billed period on which usage may have arrived since: those that were marked, and those that were not
 * over by then, since what is stored on its own day leaves no mark.
 *
 * @param since what `comparedSince` says of it
 */
export function suspectDays({ part }: Pick<ServicePeriod, 'part'>, since: string, late: readonly LateDay[]): string[] {
  const marked = new Set(late.filter(({ storedOn }) => storedOn >= since).map(({ day }) => day));
  const days = utcDaysAround(part);
  return days.filter((day, i) => marked.has(day) || (day >= since && i > 0 && i < days.length - 1));
}

/** UTC days on which a backfill began or ceased to count since: there the same number of events may be others. */
export function switchedDays(since: string, late: readonly LateDay[]): ReadonlySet<string> {
  return new Set(late.filter(({ isSwitched, storedOn }) => isSwitched && storedOn >= since).map(({ day }) => day));
}

/**
 * Whether usage of a UTC day differs from what a snapshot saw of it. True is only a suspicion, rating again decides;
 * false is certain.
 *
 * @param counted ids that the snapshot counted on that day, the day before and the day after, at least
 */
export async function isChanged(
  billed: SnapshotPeriod,
  { day, reversed, events }: UsageDay,
  counted: ReadonlySet<string>,
  meters: readonly Meter[],
): Promise<boolean> {
  const { found, quantities, servicePeriod } = billed;
  if (!found || [...reversed].some((id) => counted.has(id))) return true;
  const measured = new Set(quantities.map(({ meter }) => meter));
  const types = new Set(meters.flatMap(({ id, eventType }) => (measured.has(id) ? [eventType] : [])));
  let count = 0;
  for await (const page of events())
    for (const { event } of page) {
      const isOfType = types.has(event.type);
      if (isOfType && isWithin(event.time, servicePeriod.part)) count++;
      // The id of what counted may have come up as another event: before the period, or of a type that is not counted.
      const isEarlier = compareInstants(event.time, servicePeriod.part.start) < 0;
      if ((!isOfType || isEarlier) && counted.has(event.id)) return true;
    }
  return count !== (found[day] ?? 0);
}
