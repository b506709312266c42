import { z } from 'zod';
import { numberBlock, numberText } from './billing-run.ts';
import type { NumberBlock } from './billing-run.ts';
import { id } from './catalog.ts';
import type { Seller } from './catalog.ts';
import { ConditionFailedError, NotFoundError, RecordConflictError, TransientError } from './errors.ts';
import { issuingOpen, requireIssuingOpen } from './issuing-lock.store.ts';
import { counterOf, patternOf, requireSeries } from './number-series.ts';
import type { NumberSeries } from './number-series.ts';
import { plainDate } from './period.ts';
import { table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { everyItem } from './table.ts';
import type { Change, Item, Key, NewRecord } from './table.ts';

/** Partitions over which the numbers of a counter are spread. */
export const NUMBER_SHARDS = 16;

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

export const counterRecord = z.object({
  schema: z.literal(1),
  /** Last number given out. */
  last: z.number().int().min(0),
  lastIssueDate: plainDate,
  /** How its last numbers were printed, and who holds them; an earlier version did not say. */
  pattern: z.string().optional(),
  holder: z.string().optional(),
});

/** A block as it is kept: it names the holder of the block before it, null for the first of the counter. */
const blockRecord = numberBlock.extend({ holderBefore: z.string().nullable().optional() });

/** How far a series has come. */
export interface Counter {
  readonly counter: string;
  readonly last: number;
  readonly lastIssueDate: string;
  readonly pattern: string;
  /** Run or document that holds the last block; unknown where an earlier version gave it out. */
  readonly holder?: string | undefined;
}

/** Whose numbers are wanted: a seller with its series. */
export type Numbering = Pick<Seller, 'id' | 'numberSeries'>;

/**
 * Takes consecutive numbers of each series for `holder`, or returns the blocks it already has.
 *
 * Counters and blocks are one conditional transaction: a crash or a retry leaves no gap and no duplicate. The
 * issue date is `today` or the last date of the series, whichever is later, so number order is date order also when
 * a clock goes back; a counter of a year is that of the issue date.
 *
 * @param holder run or document that the numbers are for
 * @param counts how many of each series, by prefix; at most 40
 * @param today local date of the seller
 * @param alongside what else belongs into the transaction, by the blocks it takes
 * @param tries how often to begin again at once when another holder moved a counter in between
 * @throws {NotFoundError} if the seller has no such series
 * @throws {IssuingLockedError} while numbers may have been given out that this table knows nothing of
 * @throws {TransientError} when another holder moved a counter in between
 * @see docs/sources.md#sequential-numbers
 */
export async function takeNumberBlocks(
  seller: Numbering,
  holder: string,
  counts: Readonly<Record<string, number>>,
  today: string,
  alongside: (blocks: readonly NumberBlock[]) => Promise<readonly Change[]> = async () => [],
  tries = 1,
): Promise<NumberBlock[]> {
  const held = await blocksOf(seller.id, holder);
  if (held.length > 0) return held;

  const blocks: NumberBlock[] = [];
  const changes: Change[] = [];
  for (const [prefix, count] of Object.entries(counts)) {
    const series = requireSeries(seller, prefix);
    const item = await latestCounter(seller.id, series);
    const latest = item && counterRecord.parse(item.body);
    const issueDate = latest !== undefined && latest.lastIssueDate > today ? latest.lastIssueDate : today;
    const name = counterOf(series, issueDate);
    const pattern = patternOf(series, issueDate);
    // Another year begins with number 1, unless the clock has only gone back to the year before.
    const before = item?.sk === name ? latest : undefined;
    const first = (before?.last ?? 0) + 1;
    const block: NumberBlock = { schema: 1, series: prefix, counter: name, first, count, digits: series.digits, pattern, issueDate };
    const holderBefore = before ? before.holder : null;
    blocks.push(block);
    changes.push(
      {
        put: { ...counterKey(seller.id, name), body: { schema: 1, last: first + count - 1, lastIssueDate: issueDate, pattern, holder } },
        if: before && item ? item.version : 'absent',
      },
      {
        put: { ...blockKey(seller.id, holder, prefix), body: { ...block, ...(holderBefore === undefined ? {} : { holderBefore }) } },
        if: 'absent',
      },
    );
  }
  try {
    await table().write([...changes, ...issuingOpen(seller.id), ...(await alongside(blocks))]);
    return blocks;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const found = await blocksOf(seller.id, holder);
    if (found.length > 0) return found;
    await requireIssuingOpen(seller.id);
    if (tries > 1) return takeNumberBlocks(seller, holder, counts, today, alongside, tries - 1);
    throw new TransientError(`The counter of ${Object.keys(counts).join(', ')} moved while numbers were taken for "${holder}".`);
  }
}

/** Blocks a run or document holds. */
export async function blocksOf(sellerId: string, holder: string): Promise<NumberBlock[]> {
  const blocks: NumberBlock[] = [];
  for await (const item of everyItem(table(), { pk: blockKey(sellerId, holder, '').pk })) blocks.push(numberBlock.parse(item.body));
  return blocks;
}

/** A block with the one who holds it. */
export interface HeldBlock {
  readonly holder: string;
  readonly block: NumberBlock;
}

/**
 * Blocks of a counter, the last first: the counter names the holder of its last block, and each block the holder of
 * the one before. It ends with the first block, or where a record is missing, or where an earlier version did not
 * name the holder.
 */
export async function* blocksBack(sellerId: string, { counter, holder: last }: Counter): AsyncGenerator<HeldBlock> {
  const [series = ''] = counter.split('-');
  let holder = last;
  for (let below = Infinity; holder !== undefined;) {
    const item: Item | undefined = await table().get(blockKey(sellerId, holder, series));
    if (!item) return;
    const { holderBefore, ...block } = blockRecord.parse(item.body);
    // A record that was tampered with must not lead round in a circle.
    if (block.counter !== counter || block.first >= below) return;
    yield { holder, block };
    below = block.first;
    holder = holderBefore ?? undefined;
  }
}

/**
 * Writes which draft a number belongs to, and which number a draft has; each absent or identical.
 *
 * Only a number of a block that this table has given out: an execution may know of one that the table, restored since, does
 * not.
 *
 * @throws {RecordConflictError} if either says otherwise, or there is no such block
 */
export async function bindNumber(
  sellerId: string,
  block: NumberBlock,
  position: number,
  draft: Omit<NumberedDraft, 'number' | 'schema'>,
): Promise<string> {
  const isGivenOut: Change = { check: blockKey(sellerId, draft.runId, block.series), if: 'present' };
  try {
    await putOnce(bindings(sellerId, block, position, draft), [isGivenOut]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new RecordConflictError(`Run "${draft.runId}" has no block of the series ${block.series} in this table.`);
  }
  return numberText(block, position);
}

/** The records that bind a number to a draft, and the draft to it. */
export function bindings(
  sellerId: string,
  block: NumberBlock,
  position: number,
  draft: Omit<NumberedDraft, 'number' | 'schema'>,
): NewRecord[] {
  const body: NumberedDraft = { schema: 1, number: numberText(block, position), ...draft };
  return [
    { ...numberKey(sellerId, block.counter, block.digits, position), body },
    { ...draftKey(sellerId, draft.runId, draft.customerId, draft.attempt), body },
  ];
}

/** Counters of a seller: how far each series has come. */
export async function counters(sellerId: string): Promise<Counter[]> {
  const found: Counter[] = [];
  for await (const item of everyItem(table(), { pk: counterKey(sellerId, '').pk })) {
    const { last, lastIssueDate, pattern = `${item.sk}-{number}`, holder } = counterRecord.parse(item.body);
    found.push({ counter: item.sk, last, lastIssueDate, pattern, holder });
  }
  return found;
}

/** The record of a number: its place in its counter, and the draft it is bound to; none if the record can't be read. */
export interface NumberRecord {
  readonly position: number;
  readonly draft: NumberedDraft | undefined;
}

/** The record of every number of a counter, in the order of the numbers. */
export async function numberRecords(sellerId: string, name: string): Promise<NumberRecord[]> {
  const shards = Array.from({ length: NUMBER_SHARDS }, async (_, shard) => {
    const numbers: NumberRecord[] = [];
    for await (const item of everyItem(table(), { pk: numbersPartition(sellerId, name, shard) }))
      numbers.push({ position: Number(item.sk), draft: numberedDraft.safeParse(item.body).data });
    return numbers;
  });
  return (await Promise.all(shards)).flat().sort((a, b) => a.position - b.position);
}

/** Every number of a counter that is bound to a draft, in the order of the numbers. */
export async function numbersOf(sellerId: string, name: string): Promise<NumberedDraft[]> {
  return (await numberRecords(sellerId, name)).map(({ draft }) => numberedDraft.parse(draft));
}

/** The number an attempt's draft has, or undefined. */
export async function getNumberOf(
  sellerId: string,
  { runId, customerId, attempt }: Pick<NumberedDraft, 'runId' | 'customerId' | 'attempt'>,
): Promise<NumberedDraft | undefined> {
  const item = await table().get(draftKey(sellerId, runId, customerId, attempt));
  return item && numberedDraft.parse(item.body);
}

/**
 * The draft a number belongs to, found by the number as it is printed.
 *
 * @throws {NotFoundError} if it was not given out
 */
export async function requireNumberedDraft(sellerId: string, number: string): Promise<NumberedDraft> {
  for (const { counter, pattern } of await counters(sellerId)) {
    const [before = '', after = ''] = pattern.split('{number}');
    const text = number.slice(before.length, number.length - after.length);
    if (!number.startsWith(before) || !number.endsWith(after) || !/^\d+$/.test(text)) continue;
    // A series that has outgrown its digits is kept under fewer than its numbers have.
    for (let digits = text.length; digits > 0; digits--) {
      const item = await table().get(numberKey(sellerId, counter, digits, Number(text)));
      const found = item && numberedDraft.parse(item.body);
      if (found?.number === number) return found;
    }
  }
  throw new NotFoundError(`Seller "${sellerId}" has given out no number ${number}.`);
}

/** The latest counter of a series: that of the latest year, or the only one. */
async function latestCounter(sellerId: string, { prefix, restart }: NumberSeries): Promise<Item | undefined> {
  const key = counterKey(sellerId, prefix);
  if (restart === 'never') return table().get(key);
  const { items } = await table().query({ pk: key.pk, prefix: `${prefix}-`, reverse: true, limit: 1 });
  return items[0];
}

export const counterKey = (sellerId: string, name: string): Key => ({ pk: `${sellerId}|series`, sk: name });
export const blockKey = (sellerId: string, holder: string, series: string): Key => ({ pk: `${sellerId}|blocks|${holder}`, sk: series });
const draftKey = (sellerId: string, runId: string, customerId: string, attempt: number): Key => ({
  pk: `${sellerId}|draft|${runId}|${customerId}`,
  sk: `number|${attempt}`,
});
const numbersPartition = (sellerId: string, name: string, shard: number): string => `${sellerId}|numbers|${name}|${shard}`;
export const numberKey = (sellerId: string, name: string, digits: number, position: number): Key => ({
  pk: numbersPartition(sellerId, name, position % NUMBER_SHARDS),
  sk: String(position).padStart(digits + 4, '0'),
});
