import { invoiceFacts } from '../invoice.store.ts';
import { inLanes } from '../lanes.ts';
import { numbersAt } from '../number-list.store.ts';
import { blocksOf, counters, numbersOf } from '../number.store.ts';
import type { Counter, NumberedDraft } from '../number.store.ts';
import { addDays } from '../period.ts';
import type { IssuedDocument, IssuePeriod, LeftOut } from './issued-document.ts';

/** Documents that are held at once, and read at once: a month may have more than fit. */
const AT_ONCE = 64;
const LANES = 16;

/**
 * Numbers that were issued in a period, series by series in their order.
 *
 * The numbers of a series rise by date, so the ends of the period are looked for by halves: what was issued before and
 * after is not read. A number of which nothing says the date counts with the next of which something does.
 */
export async function numbersIssued(sellerId: string, { from, until }: IssuePeriod): Promise<NumberedDraft[]> {
  const found: NumberedDraft[] = [];
  for (const { counter, lastIssueDate } of await counters(sellerId)) {
    if (lastIssueDate < from) continue;
    const all = await numbersOf(sellerId, counter);
    const place = (date: string): Promise<number> => placeOf(all.length, date, async (at) => issueDateOf(sellerId, all[at]!, counter));
    found.push(...all.slice(await place(from), await place(addDays(until, 1))));
  }
  return found;
}

/** Positions of a counter, both included; none if `last` is below `first`. */
export interface PositionRange {
  readonly counter: string;
  readonly first: number;
  readonly last: number;
}

/** The same as positions of a counter, by a few reads, however many numbers there are. */
export async function positionsIssued(
  sellerId: string,
  { counter, last, lastIssueDate }: Counter,
  { from, until }: Partial<IssuePeriod>,
): Promise<PositionRange> {
  const dateAt = async (at: number): Promise<string | undefined> => {
    const [place] = await numbersAt(sellerId, counter, [at + 1]);
    return place?.draft && issueDateOf(sellerId, place.draft, counter);
  };
  if (from !== undefined && lastIssueDate < from) return { counter, first: 1, last: 0 };
  return {
    counter,
    first: from === undefined ? 1 : 1 + (await placeOf(last, from, dateAt)),
    last: until === undefined || lastIssueDate <= until ? last : await placeOf(last, addDays(until, 1), dateAt),
  };
}

/** How many of some numbers in order lie before a date. */
async function placeOf(count: number, date: string, dateAt: (at: number) => Promise<string | undefined>): Promise<number> {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    let at = middle;
    let known = await dateAt(at);
    while (known === undefined && ++at < high) known = await dateAt(at);
    if (known !== undefined && known < date) low = at + 1;
    else high = middle;
  }
  return low;
}

/** That of the document; of a number without one, that of the block it was taken with. */
async function issueDateOf(
  sellerId: string,
  { number, runId, customerId, attempt }: NumberedDraft,
  counter: string,
): Promise<string | undefined> {
  const { content, void: decided } = await invoiceFacts(sellerId, number);
  if (content ?? decided) return (content ?? decided)?.issueDate;
  const blocks = [...(await blocksOf(sellerId, runId)), ...(await blocksOf(sellerId, `${runId}|${customerId}|${attempt}`))];
  return blocks.find((block) => block.counter === counter)?.issueDate;
}

/**
 * Reads the documents of numbers in their order, a few at a time.
 *
 * @param leaveOut hears of numbers that there is none of
 */
export async function* issuedDocuments(
  sellerId: string,
  numbers: readonly NumberedDraft[],
  leaveOut: (left: LeftOut) => void,
): AsyncGenerator<IssuedDocument> {
  for (let next = 0; next < numbers.length; next += AT_ONCE)
    for (const found of await inLanes(LANES, numbers.slice(next, next + AT_ONCE), (draft) => issuedDocument(sellerId, draft))) {
      if ('why' in found) leaveOut(found);
      else yield found;
    }
}

async function issuedDocument(sellerId: string, { number, runId }: NumberedDraft): Promise<IssuedDocument | LeftOut> {
  const { content: invoice, void: decided, issued, adopted } = await invoiceFacts(sellerId, number);
  if (!issued)
    return { number, why: adopted ? 'only its document is left after a restore' : 'it has no document yet: run its month again' };
  const content = issued.isVoid ? decided : invoice;
  if (!content) return { number, why: 'its record is gone' };
  return { number, issueDate: content.issueDate, runId, archiveKey: issued.archiveKey, hash: issued.hash, content };
}
