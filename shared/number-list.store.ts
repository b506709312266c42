import { numberedDraft, numberKey } from './number.store.ts';
import type { Counter, NumberedDraft } from './number.store.ts';
import { table } from './ports.ts';

/** Digits that a series may have; see `numberSeries`. */
const DIGITS = [6, 4, 5, 7, 8, 9, 10, 11, 12];

/** A place among the numbers of a counter, with the draft that is bound to it; none while its invoice is being made. */
export interface NumberPlace {
  readonly position: number;
  readonly draft: NumberedDraft | undefined;
}

/**
 * Numbers of a counter from one downwards, so that a page of a long list costs what a page of a short one does.
 *
 * @param from position of the first; the last one of the counter if it is beyond
 */
export async function numbersDown(
  sellerId: string,
  { counter, last }: Pick<Counter, 'counter' | 'last'>,
  from: number,
  count: number,
): Promise<NumberPlace[]> {
  const first = Math.min(from, last);
  const positions = Array.from({ length: Math.max(0, Math.min(count, first)) }, (_, i) => first - i);
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
