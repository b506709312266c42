import { z } from 'zod';
import { ConditionFailedError, TransientError } from './errors.ts';
import { addDays, plainDate } from './period.ts';
import { table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { everyItem } from './table.ts';
import type { Change, Item, Key, NewRecord } from './table.ts';

/**
 * The single documents of a seller by the day they are issued on: those that belong to no run. A day is closed with a
 * manifest of them; from the moment that begins, the day is shut, and takes no document any more.
 */

const entry = z.object({ schema: z.literal(1), number: z.string(), issueDate: plainDate });
export type SingleDocument = Pick<z.infer<typeof entry>, 'number' | 'issueDate'>;

const shutRecord = z.object({
  schema: z.literal(1),
  /** The last day that takes no document. */
  through: plainDate,
});

/**
 * The changes that list a document among those of its day, for the transaction that takes its number: they hold only while
 * the day is not shut.
 *
 * @throws {TransientError} if it is shut: the document belongs to a later day
 */
export async function joinDay(sellerId: string, { number, issueDate }: SingleDocument): Promise<Change[]> {
  const { through, item } = await readShut(sellerId);
  if (through !== undefined && issueDate <= through)
    throw new TransientError(`${issueDate} of seller "${sellerId}" was closed while ${number} was taken.`);
  return [
    { put: entryOf(sellerId, { number, issueDate }), if: 'absent' },
    { check: shutKey(sellerId), if: item?.version ?? 'absent' },
  ];
}

/** The day of a document that is issued today, or the first that still takes one, if that is later. */
export async function openDayFrom(sellerId: string, today: string): Promise<string> {
  const { through } = await readShut(sellerId);
  return through !== undefined && through >= today ? addDays(through, 1) : today;
}

/**
 * Shuts a day, and every day before it. What was taken for it is listed by then, since each transaction that takes a number
 * checks this record. Again is success.
 *
 * @throws {TransientError} if another day was shut in between
 */
export async function shutDay(sellerId: string, day: string): Promise<void> {
  const { through, item } = await readShut(sellerId);
  if (through !== undefined && through >= day) return;
  const body: z.infer<typeof shutRecord> = { schema: 1, through: day };
  try {
    await table().write([{ put: { ...shutKey(sellerId), body }, if: item?.version ?? 'absent' }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Another day of seller "${sellerId}" was shut in between.`);
  }
}

/** Lists documents of a day again, of which a restored table knows nothing. Again is success. */
export async function relist(sellerId: string, documents: readonly SingleDocument[]): Promise<void> {
  for (const document of documents) await putOnce([entryOf(sellerId, document)]);
}

/** The first day behind `after` that has a document, or undefined; without `after` the first of all. */
export async function nextDayWithDocuments(sellerId: string, after?: string): Promise<string | undefined> {
  const from = after === undefined ? FIRST : `${DOCUMENT}${addDays(after, 1)}`;
  const { items } = await table().query({ pk: shutKey(sellerId).pk, from, to: LAST, limit: 1 });
  return items[0] && entry.parse(items[0].body).issueDate;
}

/** The documents of one day, or of every day, by day and number. */
export async function* singleDocuments(sellerId: string, day?: string): AsyncGenerator<SingleDocument> {
  const prefix = day === undefined ? DOCUMENT : `${DOCUMENT}${day}|`;
  for await (const { body } of everyItem(table(), { pk: shutKey(sellerId).pk, prefix })) yield entry.parse(body);
}

async function readShut(sellerId: string): Promise<{ through: string | undefined; item: Item | undefined }> {
  const item = await table().get(shutKey(sellerId));
  return { through: item && shutRecord.parse(item.body).through, item };
}

function entryOf(sellerId: string, { number, issueDate }: SingleDocument): NewRecord {
  const body: z.infer<typeof entry> = { schema: 1, number, issueDate };
  return { pk: shutKey(sellerId).pk, sk: `${DOCUMENT}${issueDate}|${number}`, body };
}

const DOCUMENT = 'document|';
/** Before and behind every date. */
const FIRST = `${DOCUMENT}0`;
const LAST = `${DOCUMENT}:`;
const shutKey = (sellerId: string): Key => ({ pk: `${sellerId}|singles`, sk: 'shut' });
