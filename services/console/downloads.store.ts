import { accountingFiles } from '../../shared/accounting/accounting-files.store.ts';
import type { IssuePeriod, LeftOut } from '../../shared/accounting/issued-document.ts';
import { issuedDocuments, positionsIssued } from '../../shared/accounting/issued-documents.store.ts';
import type { PositionRange } from '../../shared/accounting/issued-documents.store.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { everyKey } from '../../shared/files.ts';
import { numbersAt } from '../../shared/number-list.store.ts';
import { counters, requireNumberedDraft } from '../../shared/number.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { addDays, datesOf, monthIn } from '../../shared/period.ts';
import { files } from '../../shared/ports.ts';
import { DOWNLOADS, LINK_SECONDS, type DownloadName } from './download-kinds.ts';

/** The documents that were issued in a period, series by series, by where they lie. */
export interface PeriodOfDocuments {
  readonly period: IssuePeriod;
  readonly ranges: readonly PositionRange[];
  readonly count: number;
}

/** A file that was made, with a link to it. */
export interface MadeDownload {
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
  readonly documents: number;
  readonly leftOut: readonly LeftOut[];
}

/** What a file is made of. */
export interface DownloadAsked {
  readonly sellerId: string;
  readonly what: DownloadName;
  readonly period: IssuePeriod;
  readonly numbers: readonly NumberedDraft[];
  /** Tells the file from others, behind its name: 2026-10, or 2026-10-2. */
  readonly suffix: string;
  /** The present. */
  readonly at: Date;
}

/** What a file is made of, but for who asks and when. */
export type Wanted = Omit<DownloadAsked, 'sellerId' | 'at'>;

/** Finds the documents of a month by a few reads a series, however many there are. */
export async function documentsOfMonth(sellerId: string, month: string): Promise<PeriodOfDocuments> {
  const { first, last } = datesOf(monthIn(month, 'UTC'));
  return documentsOfPeriod(sellerId, { from: first, until: last });
}

/** The same of days of issue. */
export async function documentsOfPeriod(sellerId: string, period: IssuePeriod): Promise<PeriodOfDocuments> {
  const all = await Promise.all((await counters(sellerId)).map((counter) => positionsIssued(sellerId, counter, period)));
  const ranges = all.filter((range) => range.last >= range.first);
  return { period, ranges, count: ranges.reduce((count, range) => count + range.last - range.first + 1, 0) };
}

async function numbersOfPart(sellerId: string, { ranges }: PeriodOfDocuments, part: number, most: number): Promise<NumberedDraft[]> {
  let before = (part - 1) * most;
  let room = most;
  const found: NumberedDraft[] = [];
  for (const { counter, first, last } of ranges) {
    const count = Math.max(0, Math.min(last - first + 1 - before, room));
    const places = await numbersAt(
      sellerId,
      counter,
      Array.from({ length: count }, (_, i) => first + before + i),
    );
    found.push(...places.flatMap(({ draft }) => (draft ? [draft] : [])));
    before = Math.max(0, before - (last - first + 1));
    room -= count;
  }
  return found;
}

/** What a file is made of, where it is a part of a period. @param named the period, behind the name of the file @param part from 1 */
export async function partOf(
  sellerId: string,
  named: string,
  documents: PeriodOfDocuments,
  what: DownloadName,
  part: number,
): Promise<Wanted> {
  const numbers = await numbersOfPart(sellerId, documents, part, DOWNLOADS[what].most);
  return { what, period: documents.period, numbers, suffix: partsOf(documents, what) > 1 ? `${named}-${part}` : named };
}

/** Files that a period is. */
export function partsOf({ count }: PeriodOfDocuments, what: DownloadName): number {
  return Math.ceil(count / DOWNLOADS[what].most);
}

/**
 * What a file is made of, where documents were named.
 *
 * @param today date of the seller
 * @throws {NotFoundError} if a number was not given out
 */
export async function selectionOf(sellerId: string, named: readonly string[], what: DownloadName, today: string): Promise<Wanted> {
  return { what, period: { from: today, until: today }, numbers: await numbersNamed(sellerId, named), suffix: 'selection' };
}

async function numbersNamed(sellerId: string, numbers: readonly string[]): Promise<NumberedDraft[]> {
  return Promise.all([...new Set(numbers)].sort().map((number) => requireNumberedDraft(sellerId, number)));
}

/**
 * Makes a file as the command `accounting` does, leaves it among the working files, and links to it; those of days before
 * give way to it.
 *
 * @throws {AccountingError} if the catalog lacks what bookings need, or a document is not there
 */
export async function madeDownload({ sellerId, what, period, numbers, suffix, at }: DownloadAsked): Promise<MadeDownload> {
  const leftOut = new Map<string, LeftOut>();
  const leaveOut = (left: LeftOut): void => void leftOut.set(left.number, left);
  const { format, file } = DOWNLOADS[what];
  const wanted = (await accountingFiles(format, { sellerId, period, createdAt: at, leaveOut }, numbers))[file]!;
  const pieces: Uint8Array[] = [];
  for await (const piece of wanted.pieces(issuedDocuments(sellerId, numbers, leaveOut))) pieces.push(Buffer.from(piece as Uint8Array));
  const bytes = Buffer.concat(pieces);
  const name = wanted.name.replace(/(\.\w+)$/, `-${suffix}$1`);
  const day = at.toISOString().slice(0, 10);
  const key = `${folderOf(sellerId)}${day}/${sha256(bytes).slice(0, 32)}/${name}`;
  await files().putFirst(key, bytes, wanted.contentType);
  await clearAway(sellerId, addDays(day, -1));
  const url = await files().url(key, LINK_SECONDS);
  return { name, url, bytes: bytes.byteLength, documents: numbers.length - leftOut.size, leftOut: [...leftOut.values()] };
}

/** What was made before a day was downloaded long ago. */
async function clearAway(sellerId: string, day: string): Promise<void> {
  const old: string[] = [];
  for await (const key of everyKey(files(), folderOf(sellerId))) if (key < `${folderOf(sellerId)}${day}`) old.push(key);
  if (old.length > 0) await files().remove(old);
}

const folderOf = (sellerId: string): string => `${sellerId}/downloads/`;
