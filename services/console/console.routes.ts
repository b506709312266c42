import { Hono } from 'hono';
import { sellerIds, getSeller } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { refusalOf } from '../../shared/route.ts';
import { personWithRole } from '../../shared/signed-in.ts';
import type { Asking, ConsoleEnv } from './asking.ts';
import { assetNamed } from './assets.ts';
import { auditRoutes } from './audit.routes.ts';
import { creditRoutes } from './credit.routes.ts';
import { customerRoutes } from './customers.routes.ts';
import { downloadRoutes } from './downloads.routes.ts';
import { formTokenOf, requireOwnForm } from './form-token.ts';
import { invoiceRoutes } from './invoices.routes.ts';
import { lineRoutes } from './lines.routes.ts';
import { PAGE_HEADERS } from './page-headers.ts';
import { runRoutes } from './runs.routes.ts';
import { sellersPage } from './sellers-page.ts';
import { refusalPage } from './sign-in-page.ts';
import { usageRoutes } from './usage.routes.ts';

const A_YEAR_SECONDS = 31_536_000;

/** Everything the console answers. */
export function consoleApp(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.onError(refuse);
  app.notFound((context) => refuse(new NotFoundError('There is no such page.'), context));
  app.get('/assets/:hash/:name', (context) => {
    const asset = assetNamed(context.req.param('name'));
    if (!asset) throw new NotFoundError('There is no such file.');
    const headers = { 'content-type': asset.contentType, 'cache-control': `public, max-age=${A_YEAR_SECONDS}, immutable` };
    return context.body(asset.bytes as Uint8Array<ArrayBuffer>, 200, { ...headers, 'x-content-type-options': 'nosniff' });
  });
  app.use(async (context, next) => {
    context.set('viewer', personWithRole(context.env.event));
    const token = formTokenOf(context);
    context.set('formToken', token);
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') await requireOwnForm(context, token);
    await next();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) if (!context.res.headers.has(name)) context.header(name, value);
  });
  app.get('/', async (context) => {
    const [only, ...others] = await sellerIds();
    return context.redirect(only === undefined || others.length > 0 ? '/sellers' : `/sellers/${only}/runs`, 303);
  });
  app.get('/sellers', async (context) => context.html(sellersPage(await sellerIds())));
  app.use('/sellers/:sellerId/*', async (context, next) => {
    const seller = await getSeller(context.req.param('sellerId'));
    if (!seller) throw new NotFoundError('There is no such seller.');
    const { id, name, zone } = seller;
    const [viewer, formToken] = [context.get('viewer'), context.get('formToken')];
    context.set('frame', { viewer, formToken, seller: { id, name, zone }, sellers: await sellerIds() });
    await next();
  });
  runRoutes(app);
  downloadRoutes(app);
  creditRoutes(app);
  invoiceRoutes(app);
  lineRoutes(app);
  customerRoutes(app);
  usageRoutes(app);
  auditRoutes(app);
  return app;
}

/** An error that who asked can do something about is a page; any other leaves, so that it counts as one of the function. */
function refuse(error: Error, context: Asking): Response | Promise<Response> {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  for (const [name, value] of Object.entries(PAGE_HEADERS)) context.header(name, value);
  const title = TITLES[refusal.status] ?? 'Not possible';
  return context.html(refusalPage(title, refusal.message, { href: '/', words: 'To the first page' }), refusal.status as 400);
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not as it stands',
  503: 'Busy for a moment',
};
