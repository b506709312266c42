import { customerAttempt } from './attempt.store.ts';
import { everyRun } from './billing-run.store.ts';
import type { BillingRun } from './billing-run.ts';
import { getErasure } from './erasure.store.ts';
import type { ErasureScope } from './erasure.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Item } from './table.ts';

/** Runs as an erasing sees them: which are past, and what a customer has in them. */

/** A run with what it holds of a customer. */
export interface PastRun {
  readonly run: BillingRun;
  /** The attempt of which a document was made, or nothing was due; undefined if the run billed nobody. */
  readonly billed: number | undefined;
  /** Snapshots, charges, drafts and numbers of each attempt. */
  readonly records: readonly Item[];
}

/** What a step of an erasing is to do: what was decided, or a preview of it; undefined if nothing is decided. */
export async function scopeOf({
  sellerId,
  customerId,
  preview,
}: {
  sellerId: string;
  customerId: string;
  preview?: ErasureScope | undefined;
}): Promise<ErasureScope | undefined> {
  return preview ?? (await getErasure(sellerId, customerId))?.underWay;
}

/** Runs in which nothing happens any more, and that are old enough: closed, rejected, or dry. */
export async function* pastRuns(sellerId: string, customerId: string, oldest: string): AsyncGenerator<PastRun> {
  for (const run of await everyRun(sellerId)) {
    const isOver = run.isDryRun || run.state === 'closed' || run.state === 'rejected';
    if (!isOver || run.openedAt.slice(0, 10) > oldest) continue;
    const records = await Array.fromAsync(everyItem(table(), { pk: `${sellerId}|draft|${run.id}|${customerId}` }));
    const { attempt } = (await customerAttempt(sellerId, run.id, customerId)).state;
    yield { run, billed: run.state === 'closed' && !run.isDryRun ? attempt : undefined, records };
  }
}

/** The attempt a record of a customer in a run belongs to: 2 for `snapshot|2`. */
export function attemptOf({ sk }: Pick<Item, 'sk'>): number {
  return Number(sk.split('|')[1]);
}
