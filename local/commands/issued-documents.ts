import type { IssuedDocument, IssuePeriod } from '../../shared/accounting/issued-document.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { inLanes } from '../../shared/lanes.ts';
import { blocksOf, counters, numbersOf } from '../../shared/number.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { addDays } from '../../shared/period.ts';

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
    const place = (date: string): Promise<number> => placeOf(all, date, (draft) => issueDateOf(sellerId, draft, counter));
    found.push(...all.slice(await place(from), await place(addDays(until, 1))));
  }
  return found;
}

/** Where the numbers from a date on begin. */
async function placeOf(
  all: readonly NumberedDraft[],
  date: string,
  dateOf: (draft: NumberedDraft) => Promise<string | undefined>,
): Promise<number> {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    let at = middle;
    let known = await dateOf(all[at]!);
    while (known === undefined && ++at < high) known = await dateOf(all[at]!);
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

/** A number that there is no document of to take over, and why. */
export interface LeftOut {
  readonly number: string;
  readonly why: string;
}

/** Reads the documents of numbers in their order, a few at a time. */
export async function* issuedDocuments(sellerId: string, numbers: readonly NumberedDraft[]): AsyncGenerator<IssuedDocument | LeftOut> {
  for (let next = 0; next < numbers.length; next += AT_ONCE)
    yield* await inLanes(LANES, numbers.slice(next, next + AT_ONCE), ({ number }) => issuedDocument(sellerId, number));
}

async function issuedDocument(sellerId: string, number: string): Promise<IssuedDocument | LeftOut> {
  const { content: invoice, void: decided, issued, adopted } = await invoiceFacts(sellerId, number);
  if (!issued)
    return { number, why: adopted ? 'only its document is left after a restore' : 'it has no document yet: run its month again' };
  const content = issued.isVoid ? decided : invoice;
  if (!content) return { number, why: 'its record is gone' };
  return { number, issueDate: content.issueDate, archiveKey: issued.archiveKey, hash: issued.hash, content };
}
