import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { requireSeller } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import { counters } from '../../shared/number.store.ts';
import { dateIn } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { catalogFormOf, catalogReportOf } from './catalog-change-page.ts';
import { catalogPageOf } from './catalog-page.ts';
import { catalogReport } from './catalog-report.ts';
import { catalogText, catalogView, planView } from './catalog.store.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { planPageOf } from './plan-page.ts';
import { sellerPageOf } from './seller-page.ts';
import { seriesPageOf } from './series-page.ts';
import { seriesCheck, seriesPlace } from './series.store.ts';
import { countSubscribers } from './subscribers.store.ts';

const wanted = z.object({
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  version: z.preprocess((text) => (text === '' || text === undefined ? undefined : Number(text)), z.number().int().optional()),
});

/** The catalog: what is sold at which price, who sells it, how documents are numbered; and how it is changed. */
export function catalogRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/catalog';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const view = await catalogView(frame.seller.id);
    const isCounting = context.req.query('count') === 'subscribers';
    const counted = context.req.query('counted');
    const subscribers = isCounting ? await countSubscribers(frame.seller.id, view.plans, atOf(context), counted) : undefined;
    const [after, isImported] = [context.req.query('after'), context.req.query('done') === 'imported'];
    return context.html(catalogPageOf(frame, { tab: 'plans', view, after, subscribers, isImported }));
  });

  for (const tab of ['meters', 'coupons', 'tax'] as const)
    app.get(`${base}/${tab}`, async (context) => {
      const frame = context.get('frame');
      return context.html(catalogPageOf(frame, { tab, view: await catalogView(frame.seller.id), after: context.req.query('after') }));
    });

  app.get(`${base}/plans/:plan/:version`, async (context) => {
    const frame = context.get('frame');
    const { plan, version } = context.req.param();
    if (!/^[1-9]\d{0,5}$/.test(version)) throw new NotFoundError(`There is no version ${version} of a plan "${plan}".`);
    return context.html(planPageOf(frame, await planView(frame.seller.id, plan, Number(version)), context.req.query('after')));
  });

  app.get(`${base}/seller`, async (context) => {
    const frame = context.get('frame');
    const seller = await requireSeller(frame.seller.id);
    return context.html(sellerPageOf(frame, seller, await counters(seller.id), dateIn(atOf(context), seller.zone)));
  });

  app.get(`${base}/series/:counter`, async (context) => {
    const frame = context.get('frame');
    const from = cursorIn(seriesPlace, context.req.query('after'))?.from;
    const { next, ...check } = await seriesCheck(frame.seller.id, context.req.param('counter'), from);
    return context.html(seriesPageOf(frame, check, next === undefined ? undefined : cursorText({ from: next })));
  });

  app.get(`${base}/catalog.yml`, async (context) => {
    const { seller } = context.get('frame');
    const headers = { 'content-type': 'application/yaml', 'content-disposition': `attachment; filename="${seller.id}.yml"` };
    return context.body(await catalogText(seller.id), 200, headers);
  });

  app.get(`${base}/change`, (context) => {
    requireRole(context, 'admin');
    return context.html(catalogFormOf(context.get('frame'), MOST_UPLOAD_BYTES));
  });

  app.post(`${base}/check`, async (context) => {
    requireRole(context, 'admin');
    const frame = context.get('frame');
    const text = await textOf(context);
    const report = catalogReport.parse(await steps().call('console/check-catalog', { sellerId: frame.seller.id, text }));
    return context.html(catalogReportOf(frame, report, text, MOST_UPLOAD_BYTES));
  });

  app.post(`${base}/import`, async (context) => {
    const { email: by } = requireRole(context, 'admin');
    const { seller } = context.get('frame');
    const form = await context.req.formData();
    const asked = wanted.safeParse({ contentHash: fieldOf(form, 'contentHash'), version: fieldOf(form, 'version') });
    if (!asked.success) throw new RequestError(400, 'This is not what was checked. Check the catalog again.');
    await steps().call('console/import-catalog', { sellerId: seller.id, ...asked.data, by, at: atOf(context) });
    return context.redirect(`/sellers/${seller.id}/catalog?done=imported`, 303);
  });
}

/** The text of a catalog that was chosen as a file, or pasted. */
async function textOf({ req }: Context<ConsoleEnv>): Promise<string> {
  const form = await req.formData();
  const file = form.get('file');
  const chosen = file instanceof File && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : undefined;
  const text = chosen ? decoded(chosen) : fieldOf(form, 'text');
  if (text === undefined) throw new RequestError(400, 'Choose a catalog file, or paste its text.');
  return text;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestError(400, 'The file is not UTF-8. Save it as UTF-8 and choose it again.');
  }
}
