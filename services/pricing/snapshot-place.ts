import type { CustomerStep } from '../../shared/billing-run.ts';
import type { Key } from '../../shared/table.ts';

/** Where the snapshot of an attempt lies: small ones as a record, large ones as a file. */

/** Names the one snapshot an attempt is priced on, and is its key in the working files if it is a file. */
export function snapshotKey({ sellerId, runId, customerId, attempt }: CustomerStep): string {
  return `${sellerId}/runs/${runId}/snapshots/${customerId}-${attempt}.json`;
}

/** Its record: that has it, or says under which other name the file lies. */
export function recordKey({ sellerId, runId, customerId, attempt }: CustomerStep): Key {
  return { pk: `${sellerId}|draft|${runId}|${customerId}`, sk: `snapshot|${attempt}` };
}

/** A record is cheaper than a file up to here, and well within what the Table takes. */
export const MOST_IN_TABLE = 64 * 1024;

/** Working file with the ids of a UTC day, where they are too many for the snapshot itself; it begins like all of them. */
export function idFileKey(step: CustomerStep, day: string, hash: string): string {
  return `${idFilesPrefix(step)}${day}-${hash.slice(0, 16)}.json`;
}

export function idFilesPrefix({ sellerId, runId, customerId, attempt }: CustomerStep): string {
  return `${sellerId}/runs/${runId}/snapshots/ids/${customerId}/${attempt}/`;
}
