import type { Hono } from 'hono';
import { z } from 'zod';
import { NotFoundError } from '../../shared/errors.ts';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { profileFaults } from '../../shared/en16931/profile-faults.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { Asking, ConsoleEnv } from './asking.ts';
import { eventsPageOf, lineEvidence } from './events-page.ts';
import { archivedDocument, invoiceView } from './invoice.store.ts';
import { invoicePageOf } from './invoice-page.ts';
import { invoicesPageOf } from './invoices-page.ts';
import { invoicesPage } from './invoices.store.ts';

/** Events that are listed of a line. */
const MOST_EVENTS = 100;
const asked = z.object({
  search: z.string().trim().max(100).default(''),
  state: z.preprocess((text) => (text === '' ? undefined : text), z.enum(['created', 'issued', 'sent', 'void']).optional()),
  after: z.string().max(2_000).optional(),
});

/** Invoices: the list, each with how it came about, and its document in every form. */
export function invoiceRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/invoices';
  const invoice = `${base}/:number`;

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const query = asked.safeParse(context.req.query());
    if (!query.success) throw new RequestError(400, 'There are invoices that are being made, issued, sent or void.');
    const { search, state, after } = query.data;
    const isNumber = search !== '' && (await isIssued(frame.seller.id, search));
    if (isNumber) return context.redirect(`/sellers/${frame.seller.id}/invoices/${encodeURIComponent(search)}`, 303);
    const found = await invoicesPage(frame.seller.id, { customerId: search === '' ? undefined : search.toLowerCase(), state, after });
    return context.html(invoicesPageOf(frame, found, { search, state }));
  });

  app.get(invoice, async (context) => {
    const frame = context.get('frame');
    return context.html(invoicePageOf(frame, await invoiceView(frame.seller.id, context.req.param('number'))));
  });

  app.get(`${invoice}/document.pdf`, async (context) => {
    const number = context.req.param('number');
    return download(context, await archivedDocument(context.get('frame').seller.id, number), `${number}.pdf`, 'application/pdf');
  });

  app.get(`${invoice}/invoice.xml`, async (context) => {
    const content = await contentOf(context);
    const faults = profileFaults(content, 'cii');
    if (faults.length > 0)
      throw new RequestError(409, `EN 16931 can't say what ${content.number} says: ${faults.map(({ message }) => message).join('; ')}.`);
    return download(context, ciiOf(content), `${content.number}.xml`, 'application/xml');
  });

  app.get(`${invoice}/invoice.json`, async (context) => {
    const content = await contentOf(context);
    return download(context, `${JSON.stringify(content, undefined, 2)}\n`, `${content.number}.json`, 'application/json');
  });

  app.get(`${invoice}/lines/:line`, async (context) => {
    const frame = context.get('frame');
    const { number, line } = context.req.param();
    const input = { sellerId: frame.seller.id, number, line: Number(line), limit: MOST_EVENTS };
    const evidence = lineEvidence.parse(await steps().call('pricing/explain-line', input));
    return context.html(eventsPageOf(frame, number, evidence));
  });
}

async function isIssued(sellerId: string, number: string): Promise<boolean> {
  try {
    return (await invoiceView(sellerId, number)) !== undefined;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

async function contentOf(context: Asking): Promise<Invoice> {
  const number = context.req.param('number') ?? '';
  const { facts } = await invoiceView(context.get('frame').seller.id, number);
  if (!facts.content) throw new NotFoundError(`No invoice was made of ${number}.`);
  return facts.content;
}

/** A file to be kept, and never to be shown by the browser as a page of ours. */
function download(context: Asking, content: Uint8Array | string, name: string, contentType: string): Response {
  const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"` };
  return context.body(content as Uint8Array<ArrayBuffer>, 200, headers);
}
