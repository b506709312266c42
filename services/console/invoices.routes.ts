import type { Hono } from 'hono';
import { NotFoundError } from '../../shared/errors.ts';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { profileFaults } from '../../shared/en16931/profile-faults.ts';
import { MOST_ANSWER_BYTES } from '../../shared/function-limits.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { dateIn } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv } from './asking.ts';
import { download, shownPdf } from './attachment.ts';
import { archivedDocument, documentLink, invoiceView, isKnown } from './invoice.store.ts';
import { invoicePageOf } from './invoice-page.ts';
import { firstLineIn } from './line-evidence.ts';
import { parseQuery } from './invoice-query.ts';
import { invoicesPageOf } from './invoices-page.ts';
import { invoicesPage } from './invoices.store.ts';
import { takenIn } from './taken-in.store.ts';

/** Invoices: the list, each with how it came about, and its document in every form. */
export function invoiceRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/invoices';
  const invoice = `${base}/:number`;

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const { seller } = frame;
    const query = parseQuery(context.req.query());
    const { search } = query.asked;
    await takenIn(seller.id, atOf(context));
    const found = await invoicesPage(seller.id, query, dateIn(atOf(context), seller.zone));
    const only = found.only ?? (found.invoices.length === 0 && (await isKnown(seller.id, search)) ? search : undefined);
    if (only !== undefined) return context.redirect(`${context.req.path}/${encodeURIComponent(only)}`, 303);
    return context.html(invoicesPageOf(frame, found, query), Object.keys(query.wrong).length > 0 ? 400 : 200);
  });

  app.get(invoice, async (context) => {
    const frame = context.get('frame');
    await takenIn(frame.seller.id, atOf(context));
    const view = await invoiceView(frame.seller.id, context.req.param('number'));
    const firstLine = firstLineIn(context.req.query('line'));
    return context.html(invoicePageOf(frame, view, { today: dateIn(atOf(context), frame.seller.zone), firstLine }));
  });

  app.get(`${invoice}/document.pdf`, async (context) => {
    return context.redirect(await documentLink(context.get('frame').seller.id, context.req.param('number')), 303);
  });

  app.get(`${invoice}/view.pdf`, async (context) => {
    const [sellerId, number] = [context.get('frame').seller.id, context.req.param('number')];
    const pdf = await archivedDocument(sellerId, number);
    if (pdf.length > MOST_ANSWER_BYTES) return context.redirect(await documentLink(sellerId, number), 303);
    return shownPdf(context, pdf, `${number}.pdf`);
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
}

async function contentOf(context: Asking): Promise<Invoice> {
  const number = context.req.param('number') ?? '';
  const { facts } = await invoiceView(context.get('frame').seller.id, number);
  if (!facts.content) throw new NotFoundError(`No invoice was made of ${number}.`);
  return facts.content;
}
