import { Hono } from 'hono';
import { sellerIds, getSeller } from '../../shared/catalog.store.ts';
import { id as sellerId } from '../../shared/catalog.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { refusalOf } from '../../shared/route.ts';
import { claimsOf, withRole } from '../../shared/signed-in.ts';
import type { Asking, ConsoleEnv } from './asking.ts';
import { assetNamed } from './assets.ts';
import { auditRoutes } from './audit.routes.ts';
import { catalogRoutes } from './catalog.routes.ts';
import { collectedRoutes } from './collected.routes.ts';
import { creditRoutes } from './credit.routes.ts';
import { customerRoutes } from './customers.routes.ts';
import { decisionRoutes } from './decisions.routes.ts';
import { downloadRoutes } from './downloads.routes.ts';
import { dunningRoutes } from './dunning.routes.ts';
import { formTokenOf, requireOwnForm } from './form-token.ts';
import { invoiceRoutes } from './invoices.routes.ts';
import { lineRoutes } from './lines.routes.ts';
import { mailRoutes } from './mails.routes.ts';
import { PAGE_HEADERS } from './page-headers.ts';
import { orderRoutes } from './orders.routes.ts';
import { waitingEvents } from './quarantine.store.ts';
import { paymentRoutes } from './payments.routes.ts';
import { reportRoutes } from './reports.routes.ts';
import { runRoutes } from './runs.routes.ts';
import { sellersPage } from './sellers-page.ts';
import { askToSignIn, sessionClaims, signInRoutes } from './sign-in.routes.ts';
import { refusalPage } from './sign-in-page.ts';
import { stockRoutes } from './stock.routes.ts';
import { usageRoutes } from './usage.routes.ts';
import { statementRoutes } from './customer-statement.routes.ts';
import { apiRoutes } from './v1.routes.ts';
import { workflowRoutes } from './workflows.routes.ts';

/** Files, and the drawing that a page asks for every two seconds. */
const WITHOUT_NAVIGATION = /\/runs\/[^/]+\/graph$|\.[a-z]+$/;
const A_YEAR_SECONDS = 31_536_000;

/** Everything the console answers. */
export function consoleApp(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.onError(refuse);
  app.notFound((context) => refuse(new NotFoundError('There is no such page.'), context));
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) if (!context.res.headers.has(name)) context.header(name, value);
  });
  app.get('/assets/:hash/:name', (context) => {
    const asset = assetNamed(context.req.param('name'));
    if (!asset) throw new NotFoundError('There is no such file.');
    const headers = { 'content-type': asset.contentType, 'cache-control': `public, max-age=${A_YEAR_SECONDS}, immutable` };
    return context.body(asset.bytes as Uint8Array<ArrayBuffer>, 200, headers);
  });
  signInRoutes(app);
  apiRoutes(app);
  app.use(async (context, next) => {
    const claims = claimsOf(context.env.event) ?? (await sessionClaims(context));
    if (!claims) return askToSignIn(context);
    context.set('viewer', withRole(claims));
    const token = formTokenOf(context);
    context.set('formToken', token);
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') await requireOwnForm(context, token);
    return next();
  });
  app.get('/', async (context) => {
    const [only, ...others] = await sellerIds();
    return context.redirect(only === undefined || others.length > 0 ? '/sellers' : `/sellers/${only}/runs`, 303);
  });
  app.get('/sellers', async (context) => context.html(sellersPage(await sellerIds())));
  app.use('/sellers/:sellerId/*', async (context, next) => {
    const wanted = sellerId.safeParse(context.req.param('sellerId'));
    const seller = wanted.success ? await getSeller(wanted.data) : undefined;
    if (!seller) throw new NotFoundError('There is no such seller.');
    const { id, name, zone } = seller;
    const [viewer, formToken] = [context.get('viewer'), context.get('formToken')];
    const hasNavigation = !WITHOUT_NAVIGATION.test(context.req.path);
    const [sellers, waiting] = await Promise.all([sellerIds(), hasNavigation ? waitingEvents(id) : undefined]);
    context.set('frame', { viewer, formToken, seller: { id, name, zone }, sellers, ...(waiting ? { waiting } : {}) });
    await next();
  });
  runRoutes(app);
  decisionRoutes(app);
  workflowRoutes(app);
  downloadRoutes(app);
  creditRoutes(app);
  invoiceRoutes(app);
  lineRoutes(app);
  paymentRoutes(app);
  dunningRoutes(app);
  collectedRoutes(app);
  orderRoutes(app);
  stockRoutes(app);
  reportRoutes(app);
  mailRoutes(app);
  statementRoutes(app);
  customerRoutes(app);
  usageRoutes(app);
  catalogRoutes(app);
  auditRoutes(app);
  return app;
}

/** An error that who asked can do something about is a page; any other leaves, so that it counts as one of the function. */
function refuse(error: Error, context: Asking): Response | Promise<Response> {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
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
