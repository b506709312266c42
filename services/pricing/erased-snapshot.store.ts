import type { CustomerStep } from '../../shared/billing-run.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import { ConditionFailedError, TransientError } from '../../shared/errors.ts';
import { everyKey } from '../../shared/files.ts';
import { compareInstants } from '../../shared/period.ts';
import { files, table } from '../../shared/ports.ts';
import type { Change } from '../../shared/table.ts';
import type { UsageSnapshot } from './usage-snapshot.ts';
import { MOST_IN_TABLE, recordKey, snapshotKey } from './snapshot-place.ts';

/** Attempts of a customer in a run that have a snapshot, as a record or as a file. */
export async function snapshotAttempts(sellerId: string, runId: string, customerId: string, records: readonly number[]): Promise<number[]> {
  const attempts = new Set(records);
  for await (const key of everyKey(files(), `${sellerId}/runs/${runId}/snapshots/${customerId}-`)) {
    const [, attempt] = FILE.exec(key.slice(key.lastIndexOf('/') + 1 + customerId.length)) ?? [];
    if (attempt !== undefined) attempts.add(Number(attempt));
  }
  return [...attempts].sort((a, b) => a - b);
}

/** What follows the customer in the name of a snapshot's file. */
const FILE = /^-(\d+)(?:@[0-9a-f]+)?\.json$/;

/**
 * Takes the ids out of the periods of a snapshot that ended by an instant. The reduced one is a record, or a file that the
 * record names, before the file it was made of is removed: whatever dies, it is found.
 *
 * @param taken what the snapshot is now
 * @param isPreview whether it is only looked at
 * @returns whether there were ids, or a file that has them
 */
export async function eraseIds(step: CustomerStep, taken: UsageSnapshot, until: string, isPreview: boolean): Promise<boolean> {
  const record = await table().get(recordKey(step));
  const lies = await filesOf(step);
  const reduced = withoutIds(taken, until);
  if (canonicalJson(reduced) === canonicalJson(taken)) {
    const stale = lies.filter((key) => key !== (record ? record.body.movedTo : snapshotKey(step)));
    if (!isPreview) await files().remove(stale);
    return stale.length > 0;
  }
  if (isPreview) return true;
  const bytes = new TextEncoder().encode(canonicalJson(reduced));
  const isSmall = bytes.byteLength <= MOST_IN_TABLE;
  const place = snapshotKey(step).replace(/\.json$/, `@${sha256(bytes).slice(0, 16)}.json`);
  if (!isSmall) await files().put(place, bytes, 'application/json');
  const body = isSmall ? { schema: 1, snapshot: reduced } : { schema: 1, movedTo: place };
  await written({ put: { ...recordKey(step), body }, if: record?.version ?? 'absent' });
  await files().remove(lies.filter((key) => isSmall || key !== place));
  return true;
}

/** Removes a snapshot that nothing was billed on. */
export async function removeSnapshot(step: CustomerStep): Promise<void> {
  await table().write([{ delete: recordKey(step) }]);
  await files().remove(await filesOf(step));
}

async function filesOf({ sellerId, runId, customerId, attempt }: CustomerStep): Promise<string[]> {
  const stem = `${sellerId}/runs/${runId}/snapshots/${customerId}-${attempt}`;
  const { keys } = await files().list(stem);
  return keys.filter((key) => key === `${stem}.json` || key.startsWith(`${stem}@`));
}

function withoutIds(taken: UsageSnapshot, until: string): UsageSnapshot {
  return {
    ...taken,
    periods: taken.periods.map((period) =>
      compareInstants(period.servicePeriod.part.end, until) > 0
        ? period
        : { ...period, quantities: period.quantities.map((quantity) => ({ ...quantity, ids: [] })) },
    ),
  };
}

async function written(change: Change): Promise<void> {
  try {
    await table().write([change]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('A snapshot changed while ids were taken out of it.');
  }
}
