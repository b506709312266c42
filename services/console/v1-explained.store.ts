import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { steps } from '../../shared/ports.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { eventPlace, explained } from './v1-invoice.ts';
import { paging } from './v1-paging.ts';

const MOST_EVENTS = 1_000;

export const lineParam = { line: z.coerce.number().int().min(1).max(100_000).describe('From 1.') };

/** What is asked of a line: of which meter, and which of its events. */
export const explainQuery = z.strictObject({
  meter: id.optional().describe('Which of the meters that its price asks; the first if not given.'),
  limit: z.coerce.number().int().min(0).max(MOST_EVENTS).default(100).describe(`Events at most, up to ${MOST_EVENTS}; 100 if not given.`),
  after: paging.after,
});

/** Why a line of an invoice, or of a draft, has its quantity and its amount, as pricing says it. */
export async function explainedLine(of: object, { after, ...query }: z.output<typeof explainQuery>) {
  const from = cursorIn(eventPlace, after);
  const found = explained.parse(await steps().call('pricing/explain-line', { ...of, ...query, ...(from ? { from } : {}) }));
  const following = found.evidence?.next;
  return { ...found, ...(following ? { next: cursorText(following) } : {}) };
}
