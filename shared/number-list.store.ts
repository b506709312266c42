import { NUMBER_SHARDS, numberedDraft, numberKey } from './number.store.ts';
import type { NumberedDraft, NumberRecord } from './number.store.ts';
import { table } from './ports.ts';
import type { Range } from './series-proof.ts';
import { everyItem } from './table.ts';

/** Digits that a series may have; see `numberSeries`. */
const DIGITS = [6, 4, 5, 7, 8, 9, 10, 11, 12];

/** A place among the numbers of a counter, with the draft that is bound to it; none while its invoice is being made. */
export interface NumberPlace {
  readonly position: number;
  readonly draft: NumberedDraft | undefined;
}

/** What lies at some positions of a counter, in their order: what it costs does not grow with the numbers there are. */
export async function numbersAt(sellerId: string, counter: string, positions: readonly number[]): Promise<NumberPlace[]> {
  return Promise.all(positions.map(async (position) => ({ position, draft: await draftAt(sellerId, counter, position) })));
}

/** How wide a number is kept depends on the digits its series had then, which a catalog may change. */
async function draftAt(sellerId: string, counter: string, position: number): Promise<NumberedDraft | undefined> {
  for (const digits of DIGITS) {
    const item = await table().get(numberKey(sellerId, counter, digits, position));
    if (item) return numberedDraft.parse(item.body);
  }
  return undefined;
}

/**
 * The records of a stretch of a counter, in the order of the numbers. Where all are kept as wide as most series are, which
 * is looked at first, nothing else is.
 */
export async function numberRecordsWithin(sellerId: string, counter: string, stretch: Range): Promise<NumberRecord[]> {
  const found: NumberRecord[] = [];
  for (const digits of DIGITS) {
    if (found.length > stretch.last - stretch.first) break;
    const shards = Array.from({ length: NUMBER_SHARDS }, (_, i) => recordsOfShard(sellerId, counter, digits, stretch, stretch.first + i));
    found.push(...(await Promise.all(shards)).flat());
  }
  return found.sort((a, b) => a.position - b.position);
}

/** @param among a position of the shard */
async function recordsOfShard(
  sellerId: string,
  counter: string,
  digits: number,
  { first, last }: Range,
  among: number,
): Promise<NumberRecord[]> {
  const keyOf = (position: number): string => numberKey(sellerId, counter, digits, position).sk;
  const range = { pk: numberKey(sellerId, counter, digits, among).pk, from: keyOf(first), to: keyOf(last) };
  const found: NumberRecord[] = [];
  // Keys of another width may lie in between.
  for await (const { sk, body } of everyItem(table(), range))
    if (sk.length === range.from.length) found.push({ position: Number(sk), draft: numberedDraft.safeParse(body).data });
  return found;
}
