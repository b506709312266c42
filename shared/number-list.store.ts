import { numberedDraft, numberKey } from './number.store.ts';
import type { NumberedDraft } from './number.store.ts';
import { table } from './ports.ts';

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
