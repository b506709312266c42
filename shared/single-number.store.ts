import { numberText } from './billing-run.ts';
import type { NumberBlock } from './billing-run.ts';
import { RecordConflictError } from './errors.ts';
import { bindings, blocksOf, getNumberOf, takeNumberBlocks } from './number.store.ts';
import type { NumberedDraft, Numbering } from './number.store.ts';
import { joinDay, openDayFrom } from './single-documents.store.ts';
import type { Change } from './table.ts';

/** Single documents that come at once meet at the counter, and one of them moves on with each try. */
const TRIES_OF_ONE = 20;

/**
 * Gives a single document the next number of a series: block, number, draft and its place among the documents of its day
 * are one transaction, so that no number is ever taken and left without a draft, or missed by the manifest of the day. A
 * repeated call finds the number the draft has.
 *
 * @param today local date of the seller; a document that comes after its day was closed is of the next one
 * @throws {RecordConflictError} if the draft has a number that was not taken for it alone, or had other content then, or
 *   belongs to a run, whose block has a number for it
 * @throws {TransientError} when another holder moved the counter in between, or the day was closed
 */
export async function takeNumber(
  seller: Numbering,
  series: string,
  draft: Omit<NumberedDraft, 'number' | 'schema'>,
  today: string,
): Promise<{ number: string; issueDate: string }> {
  const holder = `${draft.runId}|${draft.customerId}|${draft.attempt}`;
  const bound = await getNumberOf(seller.id, draft);
  if (!bound && (await blocksOf(seller.id, draft.runId)).length > 0)
    throw new RecordConflictError(`The draft of customer "${draft.customerId}" has its number in the block of run "${draft.runId}".`);
  const alongside = async ([taken]: readonly NumberBlock[]): Promise<Change[]> => [
    ...bindings(seller.id, taken!, taken!.first, draft).map((put) => ({ put, if: 'absent' }) as const),
    ...(await joinDay(seller.id, { number: numberText(taken!, taken!.first), issueDate: taken!.issueDate })),
  ];
  const [block] = bound
    ? await blocksOf(seller.id, holder)
    : await takeNumberBlocks(seller, holder, { [series]: 1 }, await openDayFrom(seller.id, today), alongside, TRIES_OF_ONE);
  const number = block && numberText(block, block.first);
  if (!block || number === undefined || (bound && (bound.number !== number || bound.hash !== draft.hash)))
    throw new RecordConflictError(`The draft of customer "${draft.customerId}" in "${draft.runId}" is numbered ${bound?.number} already.`);
  return { number, issueDate: block.issueDate };
}
