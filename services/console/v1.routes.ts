import { Hono } from 'hono';
import type { z } from 'zod';
import { getSeller } from '../../shared/catalog.store.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { PROBLEM_TYPE, problemOf } from '../../shared/problem.ts';
import { refusalOf } from '../../shared/route.ts';
import { personWithRole } from '../../shared/signed-in.ts';
import { type Asking, atOf, type ConsoleEnv, requireRole } from './asking.ts';
import { doneOnce, requestNamed } from './idempotency.store.ts';
import { PAGE_HEADERS } from './page-headers.ts';
import { bodyOf, idempotencyKeyOf, pathOf, queryOf } from './v1-asking.ts';
import { type ApiDocument, apiDocsPage } from './v1-docs-page.ts';
import { openApiDocument } from './v1-document.ts';
import { isFile, type ApiFile, type ApiRequest, type ApiRoute, type FileLink } from './v1-route.ts';
import { AUDIT_ROUTES } from './v1-audit.routes.ts';
import { CATALOG_CHANGE_ROUTES } from './v1-catalog-change.routes.ts';
import { CATALOG_ROUTES } from './v1-catalog.routes.ts';
import { COLLECTED_ROUTES } from './v1-collected.routes.ts';
import { CUSTOMER_ROUTES } from './v1-customers.routes.ts';
import { DOWNLOAD_ROUTES } from './v1-downloads.routes.ts';
import { DUNNING_ROUTES } from './v1-dunning.routes.ts';
import { INVOICE_ROUTES } from './v1-invoices.routes.ts';
import { MAIL_ROUTES } from './v1-mails.routes.ts';
import { ORDER_ROUTES } from './v1-orders.routes.ts';
import { PAYMENT_ROUTES } from './v1-payments.routes.ts';
import { REPORT_ROUTES } from './v1-reports.routes.ts';
import { RUN_ROUTES } from './v1-runs.routes.ts';
import { STATE_ROUTES } from './v1-states.routes.ts';
import { STOCK_ROUTES } from './v1-stock.routes.ts';
import { USAGE_ROUTES } from './v1-usage.routes.ts';

/** Every route of the API. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...RUN_ROUTES,
  ...STATE_ROUTES,
  ...INVOICE_ROUTES,
  ...DOWNLOAD_ROUTES,
  ...PAYMENT_ROUTES,
  ...DUNNING_ROUTES,
  ...COLLECTED_ROUTES,
  ...ORDER_ROUTES,
  ...STOCK_ROUTES,
  ...REPORT_ROUTES,
  ...CUSTOMER_ROUTES,
  ...CATALOG_ROUTES,
  ...CATALOG_CHANGE_ROUTES,
  ...USAGE_ROUTES,
  ...MAIL_ROUTES,
  ...AUDIT_ROUTES,
];

const API_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** The HTTP API: everything under `/v1` that no other service answers. It does what the pages do, by the same steps. */
export function apiRoutes(app: Hono<ConsoleEnv>): void {
  const api = new Hono<ConsoleEnv>();
  api.onError(refuse);
  api.use('/v1/*', async (context, next) => {
    context.set('viewer', personWithRole(context.env.event));
    await next();
  });
  const document = onceMade(() => openApiDocument(API_ROUTES));
  api.get('/v1/openapi.json', () => jsonOf(document(), 200));
  api.get('/v1', (context) => context.redirect('/v1/docs', 303));
  api.get('/v1/docs', (context) => context.html(apiDocsPage(API_ROUTES, document() as ApiDocument), 200, PAGE_HEADERS));
  for (const route of API_ROUTES) {
    api.on(route.method, honoPath(route.path), (context) => answer(route, context, context.req.param()));
    const { alias } = route;
    if (alias) api.on(route.method, honoPath(alias.path), (context) => answer(route, context, alias.params(context.req.param())));
  }
  api.all('/v1/*', () => {
    throw new NotFoundError('There is no such address: /v1/openapi.json has all that there are.');
  });
  app.route('/', api);
}

function onceMade<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Who it is from, what is asked, whether it may be; then the work of the route, once where the request names itself. */
async function answer(route: ApiRoute, context: Asking, given: Readonly<Record<string, string>>): Promise<Response> {
  const by = requireRole(context, route.role);
  const path = pathOf(route.params, given) as Readonly<Record<string, string>>;
  context.env.note(path);
  const sellerId = path['sellerId'];
  if (sellerId !== undefined && !(await getSeller(sellerId))) throw new NotFoundError('There is no such seller.');
  const query = queryOf(route.query, context);
  const body = route.body && (await bodyOf(route.body, context, route.mostBytes));
  const key = route.method === 'POST' ? idempotencyKeyOf(context, route.isKeyNeeded === true) : undefined;
  const requestId = key === undefined ? undefined : requestNamed(by.email, key);
  const asked: ApiRequest = { path, query, body, by, at: atOf(context), requestId };
  if (isFile(route.answer)) return fileOf(context, route.answer, (await route.work(asked)) as FileContent, path);

  const {
    status,
    body: said,
    isRepeated,
  } = requestId === undefined || sellerId === undefined
    ? { ...(await answered(route, asked)), isRepeated: false }
    : await doneOnce({ sellerId, id: requestId, fingerprint: contentHash([route.name, path, body]), at: asked.at }, () =>
        kept(route, asked),
      );
  return jsonOf(said, status, isRepeated ? { 'idempotency-replayed': 'true' } : {});
}

async function answered(route: ApiRoute, asked: ApiRequest): Promise<{ status: number; body: unknown }> {
  // Nothing leaves that the contract does not name.
  return { status: route.status ?? 200, body: (route.answer as z.ZodType).parse(await route.work(asked)) };
}

/** The same, where a refusal is an answer, too: asked again under the same name, it is refused again. */
async function kept(route: ApiRoute, asked: ApiRequest): Promise<{ status: number; body: unknown }> {
  try {
    return await answered(route, asked);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal || refusal.status >= 500) throw error;
    return { status: refusal.status, body: problemOf(refusal.status, refusal.message, refusal.faults) };
  }
}

type FileContent = Uint8Array | string | FileLink;

/** A file to be kept, and never to be shown by the browser as a page of ours; or where it is. */
function fileOf(context: Asking, { contentType }: ApiFile, content: FileContent, path: Readonly<Record<string, string>>): Response {
  if (typeof content === 'object' && 'link' in content) return context.redirect(content.link, 303);
  const name =
    Object.values(path)
      .map(String)
      .at(-1)
      ?.replace(/[^\w.-]/g, '_') ?? 'document';
  const disposition = `attachment; filename="${name}.${contentType.replace(/^\w+\//, '')}"`;
  return context.body(content as Uint8Array<ArrayBuffer>, 200, {
    ...API_HEADERS,
    'content-type': contentType,
    'content-disposition': disposition,
  });
}

function jsonOf(body: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  const type = status < 400 ? 'application/json' : PROBLEM_TYPE;
  return new Response(JSON.stringify(body), { status, headers: { ...API_HEADERS, 'content-type': type, ...headers } });
}

/** An error that who asked can do something about is a problem with its sentence; any other leaves, as one of the function. */
function refuse(error: Error, context: Asking): Response {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  context.env.note({ error: error.name });
  const { status, message, faults, headers } = refusal;
  return jsonOf(problemOf(status, message, faults), status, headers);
}
