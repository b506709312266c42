import { Hono } from 'hono';
import { requireLogo } from '../../shared/logo.store.ts';
import { logoType } from '../../shared/logo.ts';
import { steps } from '../../shared/ports.ts';
import { refusalOf } from '../../shared/route.ts';
import { type Asking, atOf, type ConsoleEnv } from './asking.ts';
import { assetNamed } from './assets.ts';
import { leadingPage, trialPage } from './card-page.ts';
import { CUSTOMER_HEADERS, customerRefusal, DOOR, languageAsked } from './customer-layout.ts';
import { electronicDocument, linkedInvoice, pdfLink, type LinkedInvoice } from './linked-invoice.store.ts';
import { linkedInvoicePage } from './linked-invoice-page.ts';

const ASSETS = ['console.css', 'customer.css', 'inter.woff2'];
const A_YEAR_SECONDS = 31_536_000;
/** Of a form with a single button. */
const MOST_FORM_CHARACTERS = 100;

/**
 * What a customer sees who has a link: the invoice, and how it is paid. The link is all that lets somebody in; there is no
 * session and no cookie, so no page of somewhere else can do anything in a customer's name. Looking changes nothing.
 */
export function customerDoor(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.onError(refuse);
  app.notFound((context) => nowhere(context));
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(CUSTOMER_HEADERS)) if (!context.res.headers.has(name)) context.header(name, value);
  });
  app.get(`${DOOR}/assets/:hash/:name`, (context) => {
    const name = context.req.param('name');
    const asset = ASSETS.includes(name) ? assetNamed(name) : undefined;
    if (!asset) return nowhere(context);
    const headers = { 'content-type': asset.contentType, 'cache-control': `public, max-age=${A_YEAR_SECONDS}, immutable` };
    return context.body(asset.bytes as Uint8Array<ArrayBuffer>, 200, headers);
  });

  const page = `${DOOR}/:token`;
  app.get(page, async (context) => {
    const linked = await linkedIn(context);
    if (!linked) return nowhere(context);
    const xml = await electronicDocument(linked);
    return context.html(linkedInvoicePage(context.req.param('token'), linked, xml !== undefined));
  });
  app.get(`${page}/pdf`, async (context) => {
    const linked = await linkedIn(context);
    return linked ? context.redirect(await pdfLink(linked), 303) : nowhere(context);
  });
  app.get(`${page}/xml`, async (context) => {
    const linked = await linkedIn(context);
    const xml = linked && (await electronicDocument(linked));
    if (!xml) return nowhere(context);
    const name = linked.archiveKey
      .split('/')
      .at(-1)
      ?.replace(/\.pdf$/, '.xml');
    const headers = { 'content-type': 'application/xml', 'content-disposition': `attachment; filename="${name}"` };
    return context.body(xml as Uint8Array<ArrayBuffer>, 200, headers);
  });
  app.get(`${page}/logo`, async (context) => {
    const linked = await linkedIn(context);
    const logo = linked && (await requireLogo(linked.invoice.seller));
    return logo ? context.body(logo as Uint8Array<ArrayBuffer>, 200, { 'content-type': logoType(logo) }) : nowhere(context);
  });

  app.post(`${page}/pay`, async (context) => {
    const linked = await linkedIn(context);
    if (!linked) return nowhere(context);
    await pay(linked, atOf(context), false);
    return context.redirect(`${DOOR}/${context.req.param('token')}/card`, 303);
  });
  app.get(`${page}/card`, async (context) => {
    const linked = await linkedIn(context);
    if (!linked) return nowhere(context);
    const token = context.req.param('token');
    const way = wayOf(linked);
    if (way === 'trial') return context.html(trialPage(token, linked, context.req.query('declined') !== undefined));
    return way === undefined ? context.redirect(`${DOOR}/${token}`, 303) : context.html(leadingPage(token, linked, way.url));
  });
  app.post(`${page}/card`, async (context) => {
    const linked = await linkedIn(context);
    if (!linked) return nowhere(context);
    const own = `${DOOR}/${context.req.param('token')}`;
    const form = new URLSearchParams((await context.req.text()).slice(0, MOST_FORM_CHARACTERS));
    // As with a real one, a card that is declined ends nothing: the page is there still.
    if (wayOf(linked) !== 'trial' || form.get('card') !== 'pays') return context.redirect(`${own}/card?declined`, 303);
    await pay(linked, atOf(context), true);
    return context.redirect(own, 303);
  });
  return app;
}

async function linkedIn(context: Asking): Promise<LinkedInvoice | undefined> {
  const linked = await linkedInvoice(context.req.param('token') ?? '', atOf(context));
  if (linked) context.env.note({ sellerId: linked.sellerId, number: linked.invoice.number });
  return linked;
}

async function pay({ sellerId, invoice: { number } }: LinkedInvoice, at: string, hasTried: boolean): Promise<void> {
  await steps().call('payment-collection/pay-on-page', { sellerId, number, at, hasTried });
}

/** Where the payment is made that is begun: at a provider, as it said itself, or on the page of the one that moves no money. */
function wayOf({ paying: { byCard, payments } }: LinkedInvoice): { readonly url: string } | 'trial' | undefined {
  const last = payments.at(-1);
  if (byCard !== 'go-on' || last?.by.method !== 'card') return undefined;
  if (last.by.provider === 'fake') return 'trial';
  const url = last.outcome?.state === 'action-required' ? last.outcome.url : undefined;
  return url !== undefined && URL.canParse(url) && new URL(url).protocol === 'https:' ? { url } : undefined;
}

function nowhere(context: Asking): Response | Promise<Response> {
  return context.html(customerRefusal(languageAsked(context.req.header('accept-language')), 'nowhere'), 404);
}

/** Why something can't be done is for the seller to know; that it can't just now is for everybody. */
function refuse(error: Error, context: Asking): Response | Promise<Response> {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  return context.html(customerRefusal(languageAsked(context.req.header('accept-language')), 'later'), refusal.status as 409);
}
