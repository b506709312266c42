import { z } from 'zod';
import type { IssuedDocument, IssuePeriod } from '../accounting/issued-document.ts';
import { issuedDocuments, positionsIssued } from '../accounting/issued-documents.store.ts';
import { inLanes } from '../lanes.ts';
import { numberRecordsWithin } from '../number-list.store.ts';
import { counters } from '../number.store.ts';
import type { Counter } from '../number.store.ts';
import { files } from '../ports.ts';
import { addedUp, billedSum, billedSumsOf } from './billed-sum.ts';
import type { BilledSum } from './billed-sum.ts';

/** What was billed in a period, as far as it was read. */
export interface Billed {
  readonly sums: readonly BilledSum[];
  /** Documents that are still to be read: ask again. */
  readonly unread: number;
  /** Numbers that there is no document of yet. */
  readonly leftOut: number;
}

/** Numbers of a part: they are read and added up together, and kept once all of them are issued. */
const PART_NUMBERS = 1_000;
const LANES = 8;

const keptPart = z.object({ schema: z.literal(1), sums: z.array(billedSum) });

/**
 * What was billed in a period of issue. Documents don't change, so that what a thousand numbers of a series come to is
 * reckoned once and kept among the working files; a report reads those files, and the documents behind the last of them.
 *
 * @param mostNew parts that may be reckoned at once, so that whoever waits has an answer; the next call goes on
 */
export async function billedSums(sellerId: string, period: IssuePeriod, mostNew: number): Promise<Billed> {
  const parts = (await Promise.all((await counters(sellerId)).map((counter) => partsOf(sellerId, counter, period)))).flat();
  const kept = await inLanes(LANES, parts, (part) => keptSums(sellerId, part));
  const sums: BilledSum[] = [];
  let [unread, leftOut, reckoned] = [0, 0, 0];
  for (const [i, part] of parts.entries()) {
    const known = kept[i];
    if (known) sums.push(...known);
    else if (reckoned++ < mostNew) {
      const found = await reckon(sellerId, part);
      sums.push(...found.sums);
      leftOut += found.leftOut;
    } else unread += part.last - part.first + 1;
  }
  const { from, until } = period;
  return { sums: addedUp(sums.filter(({ issueDate }) => issueDate >= from && issueDate <= until)), unread, leftOut };
}

/** Positions of a counter that belong together, whatever was issued when. */
interface Part {
  readonly counter: string;
  readonly first: number;
  readonly last: number;
  readonly isFull: boolean;
}

async function partsOf(sellerId: string, counter: Counter, period: IssuePeriod): Promise<Part[]> {
  const range = await positionsIssued(sellerId, counter, period);
  if (range.last < range.first) return [];
  const place = (position: number): number => Math.floor((position - 1) / PART_NUMBERS);
  return Array.from({ length: place(range.last) - place(range.first) + 1 }, (_, i) => {
    const first = (place(range.first) + i) * PART_NUMBERS + 1;
    const end = first + PART_NUMBERS - 1;
    return { counter: counter.counter, first, last: Math.min(end, counter.last), isFull: end <= counter.last };
  });
}

async function keptSums(sellerId: string, part: Part): Promise<BilledSum[] | undefined> {
  const bytes = part.isFull ? await files().get(partKey(sellerId, part)) : undefined;
  return bytes && keptPart.parse(JSON.parse(new TextDecoder().decode(bytes))).sums;
}

/** Adds up the documents of a part, and keeps the sums where none is missing: then they are the same for good. */
async function reckon(sellerId: string, part: Part): Promise<{ sums: BilledSum[]; leftOut: number }> {
  const drafts = (await numberRecordsWithin(sellerId, part.counter, part)).flatMap(({ draft }) => (draft ? [draft] : []));
  const documents: IssuedDocument[] = [];
  for await (const document of issuedDocuments(sellerId, drafts, () => {})) documents.push(document);
  const sums = billedSumsOf(documents);
  const leftOut = part.last - part.first + 1 - documents.length;
  if (part.isFull && leftOut === 0) {
    const text = JSON.stringify({ schema: 1, sums });
    await files().putFirst(partKey(sellerId, part), new TextEncoder().encode(text), 'application/json');
  }
  return { sums, leftOut };
}

const partKey = (sellerId: string, { counter, first }: Part): string => `${sellerId}/report-sums/${counter}-${first}.json`;
