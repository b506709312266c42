import type { Hono } from 'hono';
import { z } from 'zod';
import { NotFoundError } from '../../shared/errors.ts';
import { addDays, plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { getQuarantined } from '../../shared/quarantine.store.ts';
import { reasonCode, replayFate } from '../../shared/quarantine.ts';
import { RequestError } from '../../shared/request-error.ts';
import { storedInstead } from '../../shared/stored-instead.store.ts';
import { atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { quarantineEntryPageOf } from './quarantine-entry-page.ts';
import { quarantineFound } from './quarantine.store.ts';
import { storedDayPageOf } from './stored-day-page.ts';
import { storedDay } from './stored-day.store.ts';
import { usagePageOf, type Done } from './usage-page.ts';

/** As many as one dismissal takes. */
const MOST_AT_ONCE = 90;

const orNothing = (text: unknown): unknown => (text === '' ? undefined : text);
const count = z.coerce.number().int().min(0);
const asked = z.object({
  reason: z.preprocess(orNothing, reasonCode.optional()),
  customer: z.string().trim().max(64).default(''),
  after: z.string().max(2_000).optional(),
  done: z.enum(['replayed', 'dismissed']).optional().catch(undefined),
  counted: count.catch(0),
  left: count.catch(0),
});
const replayed = z.object({ fates: z.array(z.object({ fate: replayFate })) });

/** Usage that is in quarantine, what people do with it, and what was counted. */
export function usageRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/usage';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const query = asked.safeParse(context.req.query());
    if (!query.success) throw new RequestError(400, `There are events in quarantine for these reasons: ${reasonCode.options.join(', ')}.`);
    const { reason, customer, after, done: act, counted, left } = query.data;
    const found = await quarantineFound(frame.seller.id, { reason, customer: customer === '' ? undefined : customer, after });
    const done: Done | undefined = act === 'replayed' ? { act, counted, left } : act && { act };
    const today = atOf(context).slice(0, 10);
    const days = { today, yesterday: addDays(today, -1) };
    return context.html(usagePageOf(frame, { found, asked: { reason, customer }, done, days }));
  });

  app.get(`${base}/day`, async (context) => {
    const frame = context.get('frame');
    const day = plainDate.safeParse(context.req.query('day'));
    if (!day.success) throw new RequestError(400, 'A day is written as 2026-10-31.');
    return context.html(
      storedDayPageOf(frame, await storedDay(frame.seller.id, day.data, context.req.query('after')), atOf(context).slice(0, 10)),
    );
  });

  app.get(`${base}/quarantine/:id`, async (context) => {
    const frame = context.get('frame');
    const entry = await getQuarantined(frame.seller.id, context.req.param('id'));
    if (!entry) throw new NotFoundError('This event is not in quarantine any more: it was counted, or it never came.');
    return context.html(quarantineEntryPageOf(frame, entry, await storedInstead(frame.seller.id, entry)));
  });

  app.post(base, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const { seller } = context.get('frame');
    const form = await context.req.formData();
    const ids = form.getAll('id').map(String);
    if (ids.length === 0) throw new RequestError(400, 'Choose at least one event.');
    if (ids.length > MOST_AT_ONCE) throw new RequestError(400, `Choose ${MOST_AT_ONCE} events at most.`);
    const reason = fieldOf(form, 'reason');
    const wanted = { sellerId: seller.id, ids, at: atOf(context), by, reason };
    if (fieldOf(form, 'act') !== 'replay') {
      if (reason === undefined) throw new RequestError(400, 'Say why they are not usage: the reason is kept in the audit log.');
      await steps().call('usage-ingestion/dismiss-quarantined', wanted);
      return context.redirect(`/sellers/${seller.id}/usage?done=dismissed`, 303);
    }
    const { fates } = replayed.parse(await steps().call('usage-ingestion/replay-quarantined', wanted));
    const gone = fates.filter(({ fate }) => fate === 'accepted' || fate === 'duplicate' || fate === 'gone').length;
    return context.redirect(`/sellers/${seller.id}/usage?done=replayed&counted=${gone}&left=${fates.length - gone}`, 303);
  });
}
