import { contentHash } from '../../shared/content-hash.ts';
import type { InvoiceLine } from '../../shared/invoice.ts';
import { compareInstants, isWithin } from '../../shared/period.ts';
import { effectiveEvents } from './aggregate.ts';
import type { FoundEvent } from './aggregate.ts';
import type { SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

/** The events behind the quantity of a line, in the order of their times, and whether they are still those it was measured on. */
export interface Evidence {
  readonly events: readonly FoundEvent[];
  /** The fingerprint of what is stored today is that of the snapshot: not one event was lost, added or changed. */
  readonly isWhole: boolean;
}

/** The part of a snapshot that a line of usage bills; none of terms that don't hold any more. */
export function periodOfLine({ periods }: UsageSnapshot, { trace, period }: InvoiceLine): SnapshotPeriod | undefined {
  return periods.find(
    ({ subscriptionId, servicePeriod: { part }, timing }) =>
      subscriptionId === trace.subscription && timing === undefined && part.start === period.start && part.end === period.end,
  );
}

/**
 * The events a meter counted in a period, found again by their ids.
 *
 * @param found events of the period and of a day on either side, as they are stored today
 */
export function evidenceOf({ servicePeriod, quantities }: SnapshotPeriod, meter: string, found: readonly FoundEvent[]): Evidence {
  const measured = quantities.find((quantity) => quantity.meter === meter);
  const ids = new Set(measured?.ids);
  // What was taken back since is still what was billed here.
  const counted = effectiveEvents(found.filter(({ event }) => event.reverses === undefined && ids.has(event.id)))
    .filter(({ event }) => isWithin(event.time, servicePeriod.part))
    .sort((a, b) => (a.event.id < b.event.id ? -1 : 1));
  const fingerprint = contentHash(counted.map(({ event, hash }) => [event.id, hash]));
  return { events: [...counted].sort(byTime), isWhole: fingerprint === measured?.fingerprint };
}

function byTime(a: FoundEvent, b: FoundEvent): number {
  return compareInstants(a.event.time, b.event.time) || (a.event.id < b.event.id ? -1 : 1);
}
