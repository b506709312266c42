import type { Hono } from 'hono';
import { requireRun } from '../../shared/billing-run.store.ts';
import { auditPage } from '../../shared/audit.store.ts';
import type { ConsoleEnv } from './asking.ts';
import { auditPageOf } from './audit-page.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { z } from 'zod';

const PAGE = 100;
const place = z.object({ before: z.number().int().min(1) });

/** Who did what, and when. */
export function auditRoutes(app: Hono<ConsoleEnv>): void {
  app.get('/sellers/:sellerId/audit', async (context) => {
    const frame = context.get('frame');
    const runId = context.req.query('run');
    const run = runId === undefined ? undefined : await requireRun(frame.seller.id, runId);
    const { before } = cursorIn(place, context.req.query('after')) ?? {};
    const { entries, next } = await auditPage(frame.seller.id, run ? { runId: run.id } : 'seller', { before, limit: PAGE });
    return context.html(auditPageOf(frame, { entries, run, next: next === undefined ? undefined : cursorText({ before: next }) }));
  });
}
