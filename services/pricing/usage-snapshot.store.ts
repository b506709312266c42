import type { CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import type { Meter } from '../../shared/catalog.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { FileConflictError } from '../../shared/errors.ts';
import { utcDaysAround } from '../../shared/period.ts';
import { files, table } from '../../shared/ports.ts';
import type { Key } from '../../shared/table.ts';
import { eventsOfDay } from '../../shared/usage.store.ts';
import { effectiveEvents } from './aggregate.ts';
import { measure, usageSnapshot } from './usage-snapshot.ts';
import type { DuePeriod, UsageSnapshot } from './usage-snapshot.ts';

/** Names the one snapshot an attempt is priced on, and is its key in the working files if it is a file. */
export function snapshotKey({ sellerId, runId, customerId, attempt }: CustomerStep): string {
  return `${sellerId}/runs/${runId}/snapshots/${customerId}-${attempt}.json`;
}

/** A record is cheaper than a file up to here, and well within what the Table takes. */
const MOST_IN_TABLE = 64 * 1024;

export async function getSnapshot(step: CustomerStep): Promise<UsageSnapshot | undefined> {
  const item = await table().get(recordKey(step));
  if (item) return usageSnapshot.parse(item.body.snapshot);
  const bytes = await files().get(snapshotKey(step));
  return bytes && usageSnapshot.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Measures the usage of the periods that are due and keeps it if the attempt has no snapshot yet: of two calls
 * at once, both price on the one that was stored first.
 */
export async function takeSnapshot(step: CustomerStep, due: readonly DuePeriod[], meters: readonly Meter[]): Promise<UsageSnapshot> {
  const periods = await Promise.all(
    due.map(async (period) => {
      const plan = await requirePlanVersion(step.sellerId, period.subscription.plan, period.subscription.version);
      // A day on either side: an id seen on two neighbouring days counts once.
      const days = utcDaysAround(period.servicePeriod.part);
      const found = (await Promise.all(days.map((day) => eventsOfDay(step.sellerId, step.customerId, day)))).flat();
      return measure(period, plan, meters, effectiveEvents(found));
    }),
  );
  return keepSnapshot(step, { schema: 1, customerId: step.customerId, periods });
}

/** Small ones as a record, large ones as a file: a month of a million events does not fit into a record. */
async function keepSnapshot(step: CustomerStep, taken: UsageSnapshot): Promise<UsageSnapshot> {
  const bytes = new TextEncoder().encode(canonicalJson(taken));
  if (bytes.byteLength <= MOST_IN_TABLE) {
    const [fate] = await table().append([{ ...recordKey(step), body: { schema: 1, snapshot: taken } }]);
    return fate?.stored === false ? usageSnapshot.parse(fate.existing.body.snapshot) : taken;
  }
  try {
    await files().put(snapshotKey(step), bytes, 'application/json');
    return taken;
  } catch (error) {
    const first = error instanceof FileConflictError ? await getSnapshot(step) : undefined;
    if (!first) throw error;
    return first;
  }
}

const recordKey = ({ sellerId, runId, customerId, attempt }: CustomerStep): Key => ({
  pk: `${sellerId}|draft|${runId}|${customerId}`,
  sk: `snapshot|${attempt}`,
});
