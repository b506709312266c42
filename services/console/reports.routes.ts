import type { Hono } from 'hono';
import { z } from 'zod';
import { dateIn, month } from '../../shared/period.ts';
import { ageingOn } from '../../shared/receivables/ageing.ts';
import { dueSums } from '../../shared/receivables/open-item.store.ts';
import { ageingCsv, cashCsv, deferredCsv, revenueCsv } from '../../shared/reports/report-csv.ts';
import { cashReport, deferredReport, revenueReport } from '../../shared/reports/report.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv } from './asking.ts';
import { download } from './attachment.ts';
import { cashPageOf } from './cash-page.ts';
import { deferredPageOf } from './deferred-page.ts';
import { askedDay, askedMonths, dayOf, MOST_NEW_PARTS, monthsOf } from './report-asked.ts';
import { revenuePageOf } from './revenue-page.ts';
import { takenIn } from './taken-in.store.ts';

const CSV = 'text/csv; charset=utf-8';
const revenueAsked = z.object({ ...askedMonths, month: month.optional() });
const deferredAsked = z.object(askedDay);

/** Reports: cash by week, revenue, and what of it is deferred; each as a page and as a file. */
export function reportRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/reports';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const behind = await takenIn(frame.seller.id, atOf(context));
    return context.html(cashPageOf(frame, { ...(await cashReport(frame.seller.id, frame.seller.zone, atOf(context))), behind }));
  });

  app.get(`${base}/cash.csv`, async (context) => {
    const { id, zone } = context.get('frame').seller;
    await takenIn(id, atOf(context));
    const { day, cash } = await cashReport(id, zone, atOf(context));
    return download(context, cashCsv(cash), `cash-${day}.csv`, CSV);
  });

  app.get(`${base}/ageing.csv`, async (context) => {
    const { id } = context.get('frame').seller;
    await takenIn(id, atOf(context));
    const day = todayOf(context);
    return download(context, ageingCsv(day, ageingOn(await dueSums(id), day)), `ageing-${day}.csv`, CSV);
  });

  app.get(`${base}/revenue`, async (context) => {
    const frame = context.get('frame');
    const { month: shown, ...asked } = askedIn(context, revenueAsked, 'Write months such as 2026-10.');
    const span = spanOf(context, asked);
    const found = await revenueReport(frame.seller.id, span, MOST_NEW_PARTS);
    const latest = found.revenue.at(-1)?.month ?? span.until;
    return context.html(revenuePageOf(frame, { ...found, ...span, month: shown ?? latest }));
  });

  app.get(`${base}/revenue.csv`, async (context) => {
    const span = spanOf(context, askedIn(context, revenueAsked, 'Write months such as 2026-10.'));
    const { revenue, unread } = await revenueReport(context.get('frame').seller.id, span, MOST_NEW_PARTS);
    requireWhole(unread);
    return download(context, revenueCsv(revenue), `revenue-${span.from}-${span.until}.csv`, CSV);
  });

  app.get(`${base}/deferred`, async (context) => {
    const frame = context.get('frame');
    const day = dayIn(context);
    return context.html(deferredPageOf(frame, { ...(await deferredReport(frame.seller.id, day, MOST_NEW_PARTS)), day }));
  });

  app.get(`${base}/deferred.csv`, async (context) => {
    const day = dayIn(context);
    const { deferred, unread } = await deferredReport(context.get('frame').seller.id, day, MOST_NEW_PARTS);
    requireWhole(unread);
    return download(context, deferredCsv(day, deferred), `deferred-${day}.csv`, CSV);
  });
}

function askedIn<Schema extends z.ZodType>(context: Asking, schema: Schema, otherwise: string): z.output<Schema> {
  const parsed = schema.safeParse(context.req.query());
  if (!parsed.success) throw new RequestError(400, otherwise);
  return parsed.data;
}

function spanOf(context: Asking, asked: Parameters<typeof monthsOf>[0]): { from: string; until: string } {
  return monthsOf(asked, todayOf(context));
}

function dayIn(context: Asking): string {
  return dayOf(askedIn(context, deferredAsked, 'Write a day such as 2026-11-30.').on, todayOf(context));
}

/** A file says all or is none. */
function requireWhole(unread: number): void {
  if (unread > 0) throw new RequestError(503, `${unread} documents are not read yet: ask again to go on with them.`);
}

function todayOf(context: Asking): string {
  return dateIn(atOf(context), context.get('frame').seller.zone);
}
