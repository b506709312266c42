import type { Hono } from 'hono';
import { z } from 'zod';
import { NotFoundError } from '../../shared/errors.ts';
import { markedAddresses } from '../../shared/marked-address.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { download, shownPage } from './attachment.ts';
import { mailPageOf } from './mail-page.ts';
import { mailsPageOf } from './mails-page.ts';
import { outboxPage, readMail } from './outbox.store.ts';

const PAGE = 50;
const DONE: Readonly<Record<string, string>> = {
  mark: 'The address is marked: nothing is sent to it.',
  clear: 'The address is clear: invoices that were held back went out.',
};
const decision = z.enum(['mark', 'clear']);

/** Mails: addresses that they come back from, and on one machine the outbox. */
export function mailRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/mails';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const from = z.coerce.number().int().min(0).catch(0).parse(context.req.query('from'));
    const [marked, outbox] = await Promise.all([markedAddresses(frame.seller.id), outboxPage(frame.seller.id, { from, limit: PAGE })]);
    return context.html(mailsPageOf(frame, { marked, outbox, from, done: DONE[context.req.query('done') ?? ''] }));
  });

  app.post(base, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const { seller } = context.get('frame');
    const form = await context.req.formData();
    const wanted = decision.safeParse(fieldOf(form, 'decision'));
    const [address, reason] = [fieldOf(form, 'address'), fieldOf(form, 'reason')];
    if (!wanted.success || !z.email().safeParse(address).success) throw new RequestError(400, 'Name one mail address.');
    if (reason === undefined) throw new RequestError(400, 'Say why, for the audit log.');
    const decided = { sellerId: seller.id, address, decision: wanted.data, reason, by, at: atOf(context) };
    await steps().call('payment-collection/decide-address', decided);
    return context.redirect(`/sellers/${seller.id}/mails?done=${wanted.data}`, 303);
  });

  app.get(`${base}/one`, async (context) => context.html(mailPageOf(context.get('frame'), await mailOf(context))));

  app.get(`${base}/page.html`, async (context) => {
    const { html } = await mailOf(context);
    if (html === undefined) throw new NotFoundError('This mail is text alone.');
    return shownPage(context, html);
  });

  app.get(`${base}/attachment.bin`, async (context) => {
    const { attachments } = await mailOf(context);
    const attached = attachments[Number(context.req.query('n') ?? '')];
    if (!attached) throw new NotFoundError('This mail has no such attachment.');
    return download(context, attached.bytes, attached.name, attached.contentType);
  });
}

function mailOf(context: Asking): ReturnType<typeof readMail> {
  return readMail(context.get('frame').seller.id, context.req.query('key')?.slice(0, 500) ?? '');
}
