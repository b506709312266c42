import type { Hono } from 'hono';
import { z } from 'zod';
import { dateIn, month, monthBefore } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf } from './asking.ts';
import { type Downloading, downloadPageOf } from './download-page.ts';
import { DOWNLOAD_NAMES, MOST_TICKED, type DownloadName } from './download-kinds.ts';
import { documentsOfMonth, madeDownload, partOf, partsOf, selectionOf, type Wanted } from './downloads.store.ts';

const asked = z.object({
  what: z.enum(DOWNLOAD_NAMES),
  part: z.coerce.number().int().min(1).max(10_000).optional(),
});

/** Documents as files: those that are ticked in a list, or those of a month. */
export function downloadRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/invoices/downloads';

  app.get(base, (context) => {
    const frame = context.get('frame');
    const lastMonth = monthBefore(dateIn(atOf(context), frame.seller.zone).slice(0, 7));
    return context.html(downloadPageOf(frame, { month: lastMonth, what: 'documents' }));
  });

  app.post(base, async (context) => {
    const form = await context.req.formData();
    const parsed = asked.safeParse({ what: form.get('what'), part: fieldOf(form, 'part') });
    if (!parsed.success) throw new RequestError(400, `A file is one of ${DOWNLOAD_NAMES.join(', ')}.`);
    const { what, part } = parsed.data;
    if (form.has('month')) return ofMonth(context, fieldOf(form, 'month') ?? '', what, part);
    return ofTicked(context, form.getAll('number').map(String), what);
  });
}

async function ofTicked(context: Asking, ticked: readonly string[], what: DownloadName): Promise<Response> {
  const frame = context.get('frame');
  if (ticked.length === 0) throw new RequestError(400, 'No invoice is ticked. Go back and tick those that the file is to hold.');
  if (ticked.length > MOST_TICKED) throw new RequestError(400, `Tick ${MOST_TICKED} at most; more at once are those of a month.`);
  return made(context, await selectionOf(frame.seller.id, ticked, what, dateIn(atOf(context), frame.seller.zone)));
}

async function ofMonth(context: Asking, wanted: string, what: DownloadName, part: number | undefined): Promise<Response> {
  const frame = context.get('frame');
  const shown = (more: Partial<Downloading>, status: 200 | 400 = 200): Response | Promise<Response> =>
    context.html(downloadPageOf(frame, { month: wanted, what, ...more }), status);
  if (!month.safeParse(wanted).success) return shown({ wrong: 'Write a month such as 2026-10.' }, 400);
  const documents = await documentsOfMonth(frame.seller.id, wanted);
  if (documents.count === 0) return shown({ wrong: `Nothing was issued in ${wanted}.` });
  const count = partsOf(documents, what);
  if (count > 1 && part === undefined) return shown({ parts: { count, documents: documents.count } });
  if (part !== undefined && part > count) return shown({ wrong: `${wanted} has ${count} parts, and no part ${part}.` }, 400);
  return made(context, await partOf(frame.seller.id, wanted, documents, what, part ?? 1), wanted);
}

/**
 * A page with the link, and no redirect to it: a browser that must send forms to us alone follows none from a form to the
 * bucket.
 */
async function made(context: Asking, about: Wanted, of?: string): Promise<Response> {
  const frame = context.get('frame');
  const at = new Date(atOf(context));
  const file = await madeDownload({ sellerId: frame.seller.id, at, ...about });
  const usual = monthBefore(dateIn(at.toISOString(), frame.seller.zone).slice(0, 7));
  return context.html(downloadPageOf(frame, { month: of ?? usual, what: about.what, made: file }));
}
