import { z } from 'zod';
import { manifestRef } from './billing-run.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { plainDate } from './period.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Change, Key } from './table.ts';

/**
 * The chain of a seller's manifests, of runs and of days: each names the one before by its hash, and one record names the
 * latest.
 */

/** A day whose single documents have their manifest. */
const closedDay = z.object({
  schema: z.literal(1),
  day: plainDate,
  /** Where its manifest lies in the archive, or will in a moment. */
  key: z.string(),
  manifest: manifestRef,
});
export type ClosedDay = Omit<z.infer<typeof closedDay>, 'schema'>;

/** Hash of the manifest the seller's latest closed run or day left, with the version of the record that says so. */
export async function latestManifest(sellerId: string): Promise<{ hash: string | null; version: number | undefined }> {
  const item = await table().get(latestKey(sellerId));
  return { hash: item ? String(item.body.hash) : null, version: item?.version };
}

/**
 * The change that makes a manifest the seller's latest, for the transaction that closes what it is of.
 *
 * @param previousVersion what `latestManifest` returned when the manifest was made
 */
export function nextManifest(
  sellerId: string,
  said: { readonly hash: string } & ({ readonly runId: string } | { readonly day: string }),
  previousVersion: number | undefined,
): Change {
  return { put: { ...latestKey(sellerId), body: { schema: 1, ...said } }, if: previousVersion ?? 'absent' };
}

/**
 * Closes a day and makes its manifest the seller's latest, in one transaction.
 *
 * @param previousVersion what `latestManifest` returned when the manifest was made
 * @throws {TransientError} if this day, another or a run of the seller was closed in between
 */
export async function closeDay(sellerId: string, closed: ClosedDay, previousVersion: number | undefined): Promise<void> {
  const { day, manifest } = closed;
  const body: z.infer<typeof closedDay> = { schema: 1, ...closed };
  try {
    await table().write([
      { put: { ...dayKey(sellerId, day), body }, if: 'absent' },
      nextManifest(sellerId, { hash: manifest.hash, day }, previousVersion),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`A run or day of seller "${sellerId}" was closed while the manifest of ${day} was made.`);
  }
}

/** The latest day that is closed, or undefined. */
export async function lastClosedDay(sellerId: string): Promise<ClosedDay | undefined> {
  const { items } = await table().query({ pk: latestKey(sellerId).pk, prefix: DAY, reverse: true, limit: 1 });
  return items[0] && closedDay.parse(items[0].body);
}

/** Every closed day, the first one first. */
export async function* closedDays(sellerId: string): AsyncGenerator<ClosedDay> {
  for await (const { body } of everyItem(table(), { pk: latestKey(sellerId).pk, prefix: DAY })) yield closedDay.parse(body);
}

const DAY = 'day|';
const dayKey = (sellerId: string, day: string): Key => ({ pk: latestKey(sellerId).pk, sk: `${DAY}${day}` });
const latestKey = (sellerId: string): Key => ({ pk: `${sellerId}|runs`, sk: 'manifest' });
