import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { sellerIds, getSeller } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { RequestError } from '../../shared/request-error.ts';
import { refusalOf } from '../../shared/route.ts';
import { personWithRole } from '../../shared/signed-in.ts';
import { type Asking, type ConsoleEnv, eventOf } from './asking.ts';
import { assetNamed } from './assets.ts';
import { auditRoutes } from './audit.routes.ts';
import { invoiceRoutes } from './invoices.routes.ts';
import { PAGE_HEADERS } from './page-headers.ts';
import { runRoutes } from './runs.routes.ts';
import { isSameOrigin } from './same-origin.ts';
import { sellersPage } from './sellers-page.ts';
import { refusalPage } from './sign-in-page.ts';

const TOKEN = 'stepbill_form';
/** Bytes of a form at most: a comment and what it is about. */
const MOST_FORM_BYTES = 65_536;
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
    context.set('viewer', personWithRole(eventOf(context.env)));
    context.set('formToken', tokenOf(context));
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') await requireOwnForm(context);
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
  invoiceRoutes(app);
  auditRoutes(app);
  return app;
}

/** What forms send back: a cookie that no other page can read or set, made when somebody first comes. */
function tokenOf(context: Asking): string {
  const known = getCookie(context, TOKEN);
  if (known !== undefined && /^[\w-]{43}$/.test(known)) return known;
  const token = randomBytes(32).toString('base64url');
  setCookie(context, TOKEN, token, { path: '/', httpOnly: true, sameSite: 'Strict' });
  return token;
}

/** @throws {RequestError} 403 unless a page of ours sent it, as the browser says and as its token shows */
async function requireOwnForm(context: Asking): Promise<void> {
  const { req } = context;
  if (Number(req.header('content-length') ?? 0) > MOST_FORM_BYTES) throw new RequestError(413, 'That is more than a form holds.');
  const headers = { 'sec-fetch-site': req.header('sec-fetch-site'), origin: req.header('origin'), host: req.header('host') };
  const [given, right] = [(await req.formData().catch(() => new FormData())).get('token'), context.get('formToken')];
  const isOurs = typeof given === 'string' && given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
  if (!isSameOrigin(headers) || !isOurs)
    throw new RequestError(403, 'This was not sent by a page of ours, or the page is old. Nothing was done: open it again and repeat.');
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
