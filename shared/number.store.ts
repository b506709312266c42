import { z } from 'zod';
import { numberBlock, numberText } from './billing-run.ts';
import type { NumberBlock } from './billing-run.ts';
import { id } from './catalog.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { plainDate } from './period.ts';
import { table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { everyItem } from './table.ts';
import type { Change, Key } from './table.ts';

const NUMBER_SHARDS = 16;

/** The draft a number belongs to. */
export const numberedDraft = z.object({
  schema: z.literal(1),
  number: z.string(),
  runId: id,
  customerId: id,
  attempt: z.number().int(),
  hash: z.string(),
});
export type NumberedDraft = z.infer<typeof numberedDraft>;

const counter = z.object({ schema: z.literal(1), last: z.number().int().min(0), lastIssueDate: plainDate });

/**
 * Takes `count` consecutive numbers for each series for `holder`, or returns the blocks it already has.
 *
 * Counters and blocks are one conditional transaction: a crash or a retry leaves no gap and no duplicate. The
 * issue date is `today` or the series' last date, whichever is later, so number order is date order.
 *
 * @param holder run or document that the numbers are for
 * @param wanted series by prefix, at most 40
 * @param today local date of the seller
 * @param checks conditions that must hold in the same transaction
 * @throws {TransientError} when another holder moved a counter in between
 * @see docs/sources.md#sequential-numbers
 */
export async function takeNumberBlocks(
  sellerId: string,
  holder: string,
  wanted: readonly { series: string; count: number; digits: number }[],
  today: string,
  checks: readonly Change[],
): Promise<NumberBlock[]> {
  const held = await blocksOf(sellerId, holder);
  if (held.length > 0) return held;

  const blocks: NumberBlock[] = [];
  const changes: Change[] = [...checks];
  for (const { series, count, digits } of wanted) {
    const name = `${series}-${today.slice(0, 4)}`;
    const key = counterKey(sellerId, name);
    const item = await table().get(key);
    const { last, lastIssueDate } = item ? counter.parse(item.body) : { last: 0, lastIssueDate: today };
    const issueDate = lastIssueDate > today ? lastIssueDate : today;
    const block: NumberBlock = { schema: 1, series, counter: name, first: last + 1, count, digits, issueDate };
    blocks.push(block);
    changes.push(
      { put: { ...key, body: { schema: 1, last: last + count, lastIssueDate: issueDate } }, if: item?.version ?? 'absent' },
      { put: { ...blockKey(sellerId, holder, series), body: block }, if: 'absent' },
    );
  }
  try {
    await table().write(changes);
    return blocks;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const found = await blocksOf(sellerId, holder);
    if (found.length > 0) return found;
    throw new TransientError(
      `The counter of ${wanted.map(({ series }) => series).join(', ')} moved while numbers were taken for "${holder}".`,
    );
  }
}

/** Blocks a run or document holds. */
export async function blocksOf(sellerId: string, holder: string): Promise<NumberBlock[]> {
  const blocks: NumberBlock[] = [];
  for await (const item of everyItem(table(), { pk: blockKey(sellerId, holder, '').pk })) blocks.push(numberBlock.parse(item.body));
  return blocks;
}

/**
 * Writes which draft a number belongs to, and which number a draft has; each absent or identical.
 *
 * @throws {RecordConflictError} if either says otherwise
 */
export async function bindNumber(
  sellerId: string,
  block: NumberBlock,
  position: number,
  draft: Omit<NumberedDraft, 'number' | 'schema'>,
): Promise<string> {
  const number = numberText(block, position);
  const body: NumberedDraft = { schema: 1, number, ...draft };
  await putOnce([
    { ...numberKey(sellerId, block.counter, block.digits, position), body },
    { pk: `${sellerId}|draft|${draft.runId}|${draft.customerId}`, sk: `number|${draft.attempt}`, body },
  ]);
  return number;
}

/** Counters of a seller: how far each series has come. */
export async function counters(sellerId: string): Promise<{ counter: string; last: number; lastIssueDate: string }[]> {
  const found: { counter: string; last: number; lastIssueDate: string }[] = [];
  for await (const item of everyItem(table(), { pk: counterKey(sellerId, '').pk })) {
    found.push({ counter: item.sk, ...counter.parse(item.body) });
  }
  return found;
}

/** Every number of a counter that is bound to a draft, in the order of the numbers. */
export async function numbersOf(sellerId: string, name: string): Promise<NumberedDraft[]> {
  const shards = Array.from({ length: NUMBER_SHARDS }, async (_, shard) => {
    const numbers: { sk: string; draft: NumberedDraft }[] = [];
    for await (const item of everyItem(table(), { pk: numbersPartition(sellerId, name, shard) })) {
      numbers.push({ sk: item.sk, draft: numberedDraft.parse(item.body) });
    }
    return numbers;
  });
  const all = (await Promise.all(shards)).flat();
  return all.sort((a, b) => (a.sk < b.sk ? -1 : 1)).map(({ draft }) => draft);
}

const counterKey = (sellerId: string, name: string): Key => ({ pk: `${sellerId}|series`, sk: name });
const blockKey = (sellerId: string, holder: string, series: string): Key => ({ pk: `${sellerId}|blocks|${holder}`, sk: series });
const numbersPartition = (sellerId: string, name: string, shard: number): string => `${sellerId}|numbers|${name}|${shard}`;
const numberKey = (sellerId: string, name: string, digits: number, position: number): Key => ({
  pk: numbersPartition(sellerId, name, position % NUMBER_SHARDS),
  sk: String(position).padStart(digits + 4, '0'),
});
