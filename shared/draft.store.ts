import { z } from 'zod';
import { draftHead } from './billing-run.ts';
import type { CustomerStep, DraftHead } from './billing-run.ts';
import { RUN_SHARDS } from './billing-run.store.ts';
import { shardOf } from './content-hash.ts';
import { ConditionFailedError, NotFoundError, RecordConflictError, TransientError } from './errors.ts';
import { everyKey } from './files.ts';
import { draftContent } from './invoice.ts';
import type { DraftContent } from './invoice.ts';
import { runFolder } from './list.store.ts';
import { files, table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { shardPage, type ShardPlace } from './shard-page.store.ts';
import { everyItem } from './table.ts';
import type { Change, Key, NewRecord } from './table.ts';

const draftRecord = z.object({ schema: z.literal(1), content: draftContent });

/**
 * Keeps the draft of an attempt together with the claims of the periods it bills. One transaction, with a check
 * that the attempt still counts: a step that wakes up late changes nothing. The same again is success. Of two drafts that
 * credits pay differently, since some were given between two calls, the first one stays.
 *
 * @param content absent if nothing is due
 * @throws {TransientError} if the attempt ended or a claim was taken in between
 */
export async function keepDraft(
  step: CustomerStep,
  head: DraftHead,
  content: DraftContent | undefined,
  changes: readonly Change[],
): Promise<void> {
  const records: NewRecord[] = [{ ...headKey(step), body: head }];
  if (content) records.push({ ...contentKey(step), body: { schema: 1, content } });
  try {
    await putOnce(records, changes);
  } catch (error) {
    if (error instanceof RecordConflictError && (await isPaidByCredits(step, content))) return;
    if (!(error instanceof ConditionFailedError)) throw error;
    // Reading again tells which of them it was, by its own error.
    throw new TransientError(
      `The attempt of customer "${step.customerId}" ended, or a period or a credit was taken, while the draft was written.`,
    );
  }
}

async function isPaidByCredits(step: CustomerStep, content: DraftContent | undefined): Promise<boolean> {
  return [content, await getDraft(step)].some((draft) => draft?.totals.prepaid !== undefined);
}

export async function getDraftHead(step: CustomerStep): Promise<DraftHead | undefined> {
  const item = await table().get(headKey(step));
  return item && draftHead.parse(item.body);
}

export async function getDraft(step: CustomerStep): Promise<DraftContent | undefined> {
  const item = await table().get(contentKey(step));
  return item && draftRecord.parse(item.body).content;
}

/** @throws {NotFoundError} if the attempt has no draft */
export async function requireDraft(step: CustomerStep): Promise<DraftContent> {
  const found = await getDraft(step);
  if (!found) throw new NotFoundError(`Attempt ${step.attempt} of customer "${step.customerId}" in run "${step.runId}" has no draft.`);
  return found;
}

/**
 * Where the preview of an attempt's draft lies in the working files, by the customer's id for whoever looks for it:
 * `adler.pdf`, and `adler@2.pdf` for the second attempt. No id holds an `@`, so no two previews meet.
 */
export function previewKey({ sellerId, runId, customerId, attempt }: CustomerStep): string {
  return `${runFolder(sellerId, runId)}/previews/${customerId}${attempt === 1 ? '' : `@${attempt}`}.pdf`;
}

/** Previews of every attempt of a customer in a run. */
export async function previewsOf(sellerId: string, runId: string, customerId: string): Promise<string[]> {
  const stem = `${runFolder(sellerId, runId)}/previews/${customerId}`;
  const keys = await Array.fromAsync(everyKey(files(), stem));
  return keys.filter((key) => /^(@\d+)?\.pdf$/.test(key.slice(stem.length)));
}

/** Heads of all drafts of a run, past attempts included, by shard. */
export async function* draftHeads(sellerId: string, runId: string): AsyncGenerator<DraftHead> {
  for (let shard = 0; shard < RUN_SHARDS; shard++) {
    for await (const item of everyItem(table(), { pk: headsPartition(sellerId, runId, shard) })) yield draftHead.parse(item.body);
  }
}

/** A page of the drafts of a run, past attempts included, in no order that says anything: as they are spread. */
export async function draftHeadsPage(
  sellerId: string,
  runId: string,
  from: ShardPlace,
  limit: number,
): Promise<{ heads: DraftHead[]; next?: ShardPlace }> {
  const { items, ...rest } = await shardPage((shard) => headsPartition(sellerId, runId, shard), RUN_SHARDS, from, limit);
  return { heads: items.map(({ body }) => draftHead.parse(body)), ...rest };
}

const headsPartition = (sellerId: string, runId: string, shard: number): string => `${sellerId}|run|${runId}|drafts|${shard}`;
const headKey = ({ sellerId, runId, customerId, attempt }: CustomerStep): Key => ({
  pk: headsPartition(sellerId, runId, shardOf(customerId, RUN_SHARDS)),
  sk: `${customerId}|${attempt}`,
});
const contentKey = ({ sellerId, runId, customerId, attempt }: CustomerStep): Key => ({
  pk: `${sellerId}|draft|${runId}|${customerId}`,
  sk: `content|${attempt}`,
});
