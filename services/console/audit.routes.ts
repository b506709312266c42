import type { Hono } from 'hono';
import { z } from 'zod';
import { requireRun } from '../../shared/billing-run.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { ConsoleEnv } from './asking.ts';
import { auditDay, auditFilter, auditLog, checkChain } from './audit-log.store.ts';
import { auditPageOf } from './audit-page.ts';
import { cursorIn, cursorText } from './cursor.ts';

const place = z.object({ before: z.number().int().min(1) });

/** Who did what, and when: of a run, of what is done outside runs, or of a day. */
export function auditRoutes(app: Hono<ConsoleEnv>): void {
  app.get('/sellers/:sellerId/audit', async (context) => {
    const frame = context.get('frame');
    const { id, zone } = frame.seller;
    const parsed = auditFilter.safeParse(context.req.query());
    if (!parsed.success) throw new RequestError(400, 'That can’t be looked for: choose a day and what was done from the lists.');
    const { check: checked, ...asked } = parsed.data;
    const runId = context.req.query('run');
    if (asked.day !== undefined && runId === undefined)
      return context.html(auditPageOf(frame, { entries: await auditDay({ id, zone }, asked.day, asked), run: undefined, asked }));
    const run = runId === undefined ? undefined : await requireRun(id, runId);
    const chain = run ? { runId: run.id } : 'seller';
    const { before } = cursorIn(place, context.req.query('after')) ?? {};
    const [{ entries, next }, check] = await Promise.all([auditLog(id, chain, asked, before), checkChain(id, chain, checked === 'all')]);
    const after = next === undefined ? undefined : cursorText({ before: next });
    return context.html(auditPageOf(frame, { entries, run, asked: { ...asked, day: undefined }, check, next: after }));
  });
}
