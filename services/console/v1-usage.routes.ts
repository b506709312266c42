import { z } from 'zod';
import { NotFoundError } from '../../shared/errors.ts';
import { plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { getQuarantined, quarantinedNamed, quarantinePage } from '../../shared/quarantine.store.ts';
import { quarantined, replayFate, type QuarantineEntry } from '../../shared/quarantine.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { storedInstead } from '../../shared/stored-instead.store.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { storedDay } from './stored-day.store.ts';
import { counted, next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const QUARANTINE = '/v1/sellers/{sellerId}/quarantine';
/** As many as fit one transaction beside the audit log. */
const MOST_AT_ONCE = 90;
/** Characters of an event that a list shows. */
const SHOWN_TEXT = 1_000;

const entryId = z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 characters of an id of the quarantine');
const ids = z.array(entryId).min(1).max(MOST_AT_ONCE).describe(`Of the quarantine, at most ${MOST_AT_ONCE}.`);
const entry = quarantined.omit({ schema: true }).extend({ id: entryId, text: z.string().describe('The event as it came.') });
const fates = z.object({ fates: z.array(z.object({ id: z.string(), fate: replayFate })) });
const dismissed = z.object({
  dismissed: z.number().int(),
  before: z.number().int().describe('Those that were dismissed before, and stay as they were.'),
});

const shown = (it: QuarantineEntry): QuarantineEntry => ({ ...it, text: it.text.slice(0, SHOWN_TEXT).toWellFormed() });

/** What came in on a day, what is in quarantine, and what people do with it. */
export const USAGE_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: '/v1/sellers/{sellerId}/usage/{day}', name: 'countUsage', part: 'usage', role: 'viewer' },
    params: sellerParams.extend({ day: plainDate.describe('A day in UTC.') }),
    summary: 'How many events lie on a day, by type and by hour of their own time, 500 customers at a time',
    description: 'Each page has the sum of all so far; the last one is of all customers.',
    query: z.strictObject({ after: counted }),
    answer: z.object({
      customers: z.number().int().describe('Looked at so far.'),
      cut: z.number().int().describe('Customers with more events than are counted of one: the figures are the least there are.'),
      types: z.array(
        z.object({
          type: z.string(),
          meters: z.array(z.string()).describe('That count it.'),
          events: z.number().int(),
          weekBefore: z.number().int().describe('Events of the same day a week before.'),
        }),
      ),
      hours: z.array(z.number().int()).length(24),
      next,
    }),
    async work({ path: { sellerId, day }, query }) {
      const { types, meters, customers, cut, hours, next: following } = await storedDay(sellerId, day, query.after);
      const byType = Object.entries(types).map(([type, [events, weekBefore]]) => {
        return { type, meters: meters.filter(({ eventType }) => eventType === type).map(({ id }) => id), events, weekBefore };
      });
      return { customers, cut, types: byType, hours, ...(following === undefined ? {} : { next: following }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: QUARANTINE, name: 'listQuarantine', part: 'usage', role: 'viewer', params: sellerParams },
    summary: `Events that could not be counted, with the reason; of each the first ${SHOWN_TEXT} characters`,
    query: z.strictObject({
      beginning: z
        .string()
        .regex(/^[0-9a-f]{6,64}$/, 'expected 6 characters of an id, or more')
        .optional()
        .describe('Only those whose id begins so, at most 160.'),
      ...paging,
    }),
    answer: z.object({ entries: z.array(entry.meta({ id: 'QuarantineEntry' })), next }),
    async work({ path, query }) {
      if (query.beginning !== undefined) return { entries: (await quarantinedNamed(path.sellerId, query.beginning)).map(shown) };
      const { entries, next: place } = await quarantinePage(path.sellerId, cursorIn(shardPlace, query.after) ?? { shard: 0 }, query.limit);
      return { entries: entries.map(shown), ...(place ? { next: cursorText(place) } : {}) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${QUARANTINE}/{id}`, name: 'getQuarantined', part: 'usage', role: 'viewer' },
    params: sellerParams.extend({ id: entryId }),
    summary: 'An event of the quarantine, whole',
    answer: entry.extend({ stored: usageEvent.optional().describe('Of a conflict: what is stored under its id, and counts.') }),
    async work({ path }) {
      const found = await getQuarantined(path.sellerId, path.id);
      if (!found) throw new NotFoundError(`There is no entry ${path.id} in quarantine; it may have been replayed.`);
      const stored = await storedInstead(path.sellerId, found);
      return { ...found, ...(stored ? { stored } : {}) };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${QUARANTINE}/replay`, name: 'replayQuarantined', part: 'usage', role: 'biller', params: sellerParams },
    summary: 'Send events through ingestion again, once their cause is mended',
    body: z.strictObject({ ids }),
    answer: fates.describe('In the order of the ids: accepted and duplicate are counted and out of quarantine; the others stay.'),
    work: async ({ path, body, at }) => fates.parse(await steps().call('usage-ingestion/replay-quarantined', { ...path, ...body, at })),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${QUARANTINE}/dismiss`, name: 'dismissQuarantined', part: 'usage', role: 'biller', params: sellerParams },
    summary: 'Say that events are no usage; all of them or none',
    description: 'They stay, with who decided and why, and it is in the audit log.',
    body: z.strictObject({ ids, reason: z.string().trim().min(1).max(1_000) }),
    answer: dismissed,
    work: async ({ path, body, by, at }) =>
      dismissed.parse(await steps().call('usage-ingestion/dismiss-quarantined', { ...path, ...body, by: by.email, at })),
  }),
];
