import type { NumberBlock } from './billing-run.ts';
import { TransientError } from './errors.ts';
import { blockKey, blocksOf, counterKey, counterRecord } from './number.store.ts';
import { table } from './ports.ts';
import type { Change } from './table.ts';

/**
 * Moves a counter past numbers that were given out before a restore, as a block of `holder` that follows the last one.
 * The same again is success.
 *
 * @param written what writes down who did it, in the same transaction
 * @throws {TransientError} if the counter does not stand where the block begins
 */
export async function adoptNumbers(sellerId: string, holder: string, block: NumberBlock, written: readonly Change[]): Promise<void> {
  const { counter: name, first, count, issueDate, pattern } = block;
  const item = await table().get(counterKey(sellerId, name));
  const before = item && counterRecord.parse(item.body);
  if ((await blocksOf(sellerId, holder)).some(({ counter }) => counter === name)) return;
  if ((before?.last ?? 0) !== first - 1) throw new TransientError(`The counter ${name} moved while ${first} was adopted.`);
  const lastIssueDate = before !== undefined && before.lastIssueDate > issueDate ? before.lastIssueDate : issueDate;
  const holderBefore = before ? before.holder : null;
  await table().write([
    {
      put: { ...counterKey(sellerId, name), body: { schema: 1, last: first + count - 1, lastIssueDate, pattern, holder } },
      if: item?.version ?? 'absent',
    },
    {
      put: { ...blockKey(sellerId, holder, block.series), body: { ...block, ...(holderBefore === undefined ? {} : { holderBefore }) } },
      if: 'absent',
    },
    ...written,
  ]);
}
