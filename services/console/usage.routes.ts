import type { Hono } from 'hono';
import { steps } from '../../shared/ports.ts';
import { quarantinePage } from '../../shared/quarantine.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { usagePageOf } from './usage-page.ts';

const PAGE = 100;
/** As many as one dismissal takes. */
const MOST_AT_ONCE = 90;

/** Usage that is in quarantine, and what people do with it. */
export function usageRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/usage';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const { entries, next } = await quarantinePage(frame.seller.id, cursorIn(shardPlace, context.req.query('after')) ?? { shard: 0 }, PAGE);
    const done = context.req.query('done');
    return context.html(usagePageOf(frame, { entries, next: next && cursorText(next), done }));
  });

  app.post(base, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const { seller } = context.get('frame');
    const form = await context.req.formData();
    const ids = form.getAll('id').map(String);
    if (ids.length === 0) throw new RequestError(400, 'Choose at least one event.');
    if (ids.length > MOST_AT_ONCE) throw new RequestError(400, `Choose ${MOST_AT_ONCE} events at most.`);
    const asked = { sellerId: seller.id, ids, at: atOf(context) };
    const isReplay = fieldOf(form, 'act') === 'replay';
    const reason = fieldOf(form, 'reason');
    if (!isReplay && reason === undefined) throw new RequestError(400, 'Say why they are not usage: the reason is kept in the audit log.');
    if (isReplay) await steps().call('usage-ingestion/replay-quarantined', asked);
    else await steps().call('usage-ingestion/dismiss-quarantined', { ...asked, by, reason });
    return context.redirect(`/sellers/${seller.id}/usage?done=${isReplay ? 'replayed' : 'dismissed'}`, 303);
  });
}
