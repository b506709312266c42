import type { CustomerStep } from '../../shared/billing-run.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import { ConditionFailedError, TransientError } from '../../shared/errors.ts';
import { everyKey } from '../../shared/files.ts';
import { compareInstants } from '../../shared/period.ts';
import { files, table } from '../../shared/ports.ts';
import type { Change } from '../../shared/table.ts';
import type { UsageSnapshot } from './usage-snapshot.ts';
import { idFilesPrefix, MOST_IN_TABLE, recordKey, snapshotKey } from './snapshot-place.ts';

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
  const ids = reduced.periods.flatMap(({ idFiles }) => Object.values(idFiles ?? {}));
  if (canonicalJson(reduced) === canonicalJson(taken)) {
    const named = [...ids, record ? record.body.movedTo : snapshotKey(step)];
    const stale = lies.filter((key) => !named.includes(key));
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
  await files().remove(lies.filter((key) => !ids.includes(key) && (isSmall || key !== place)));
  return true;
}

/** Removes a snapshot that nothing was billed on. */
export async function removeSnapshot(step: CustomerStep): Promise<void> {
  await table().write([{ delete: recordKey(step) }]);
  await files().remove(await filesOf(step));
}

/** What lies of a snapshot as files: itself, and the ids of its days, those among them that a twin left. */
async function filesOf(step: CustomerStep): Promise<string[]> {
  const stem = snapshotKey(step).replace(/\.json$/, '');
  const { keys } = await files().list(stem);
  const ids = await Array.fromAsync(everyKey(files(), idFilesPrefix(step)));
  return [...keys.filter((key) => key === `${stem}.json` || key.startsWith(`${stem}@`)), ...ids];
}

function withoutIds(taken: UsageSnapshot, until: string): UsageSnapshot {
  const periods = taken.periods.map((period) => {
    if (compareInstants(period.servicePeriod.part.end, until) > 0) return period;
    const { ids: _, idFiles: _files, ...reduced } = period;
    return reduced;
  });
  return { ...taken, periods };
}

async function written(change: Change): Promise<void> {
  try {
    await table().write([change]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('A snapshot changed while ids were taken out of it.');
  }
}
