import type { Hono } from 'hono';
import { type z } from 'zod';
import { parseBankMapping } from '../../shared/bank/csv-mapping.ts';
import type { PaymentDecision } from '../../shared/bank/payment-decision.ts';
import { keepStatementFile } from '../../shared/bank/statement-import.store.ts';
import { loggedStatements } from '../../shared/bank/statement-log.store.ts';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import { getFact, requireFact } from '../../shared/invoice.store.ts';
import { dateIn, plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { refundsPage, refundsToOrder, undecidedRefunds } from '../../shared/receivables/refund.store.ts';
import { refundSets } from '../../shared/receivables/refund-set.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { downloadOrLink } from './attachment.ts';
import { refundFile } from './bank-file.store.ts';
import { bankPageOf } from './bank-page.ts';
import { bankPage, bankTransaction } from './bank.store.ts';
import { bankTransactionPageOf } from './bank-transaction-page.ts';
import { decisionOnDocument, decisionOnRefund, decisionOnTransaction } from './payment-decision.ts';
import { receivablesPageOf } from './receivables-page.ts';
import { receivablesPage } from './receivables.store.ts';
import { refundsPageOf } from './refunds-page.ts';
import { statementsPageOf } from './statements-page.ts';
import { takenStatement } from './taken-statement.ts';
import { takenIn } from './taken-in.store.ts';

const PAGE = 50;
const FILES = 10;
const afterIn = (context: Asking): string | undefined => context.req.query('after')?.slice(0, 2_000) || undefined;

/** Payments: what is open, what the bank says, its statements, and refunds; and what people decide on them. */
export function paymentRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/payments';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const behind = await takenIn(frame.seller.id, atOf(context));
    const isOverdue = context.req.query('filter') === 'overdue';
    const shown = { isOverdue, after: afterIn(context), limit: PAGE };
    return context.html(receivablesPageOf(frame, await receivablesPage(frame.seller.id, todayOf(context), shown), { isOverdue, behind }));
  });

  app.get(`${base}/bank`, async (context) => {
    const frame = context.get('frame');
    const behind = await takenIn(frame.seller.id, atOf(context));
    const isLeft = context.req.query('show') !== 'all';
    const found = await bankPage(frame.seller.id, atOf(context), { isLeft, after: afterIn(context) });
    return context.html(bankPageOf(frame, found, { isLeft, behind }));
  });

  app.get(`${base}/bank/:id`, async (context) => {
    const frame = context.get('frame');
    const found = await bankTransaction(frame.seller.id, context.req.param('id'), atOf(context));
    return context.html(bankTransactionPageOf(frame, found, DONE[context.req.query('done') ?? '']));
  });

  app.post(`${base}/bank/:id`, async (context) => {
    const form = await context.req.formData();
    const decision = decisionOnTransaction(form, context.req.param('id'));
    await decide(context, decision, fieldOf(form, 'reason') ?? (decision.kind === 'match' ? 'matched by hand' : undefined));
    return context.redirect(`${context.req.path}?done=${decision.kind}`, 303);
  });

  app.get(`${base}/statements`, async (context) => context.html(await statementsPage(context)));

  app.post(`${base}/statements`, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const { seller } = context.get('frame');
    const form = await context.req.formData();
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0) throw new RequestError(400, 'Choose a file of the bank.');
    const text = fieldOf(form, 'mapping');
    const mapping = text === undefined ? {} : { mapping: parseBankMapping(text, 'The mapping') };
    const key = await keepStatementFile(seller.id, new Uint8Array(await file.arrayBuffer()));
    const name = file.name.slice(-255) || 'statement';
    const wanted = { sellerId: seller.id, key, name, ...mapping, by, at: atOf(context) };
    const what = takenStatement.parse(await steps().call('payment-collection/import-statement', wanted));
    return context.html(await statementsPage(context, { name, what }), what.outcome === 'refused' ? 400 : 200);
  });

  app.get(`${base}/refunds`, async (context) => {
    const frame = context.get('frame');
    const { id: sellerId } = frame.seller;
    const [{ refunds, next }, sets, waiting, undecided] = await Promise.all([
      refundsPage(sellerId, { after: afterIn(context), limit: PAGE }),
      refundSets(sellerId, FILES),
      refundsToOrder(sellerId),
      undecidedRefunds(sellerId),
    ]);
    const done = DONE[context.req.query('done') ?? ''];
    const about = { refunds, next, sets, undecided, waiting: waiting.length, done, today: todayOf(context) };
    return context.html(refundsPageOf(frame, about));
  });

  app.post(`${base}/refunds`, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const { seller } = context.get('frame');
    const on = fieldOf(await context.req.formData(), 'on');
    if (on !== undefined && (!plainDate.safeParse(on).success || on < todayOf(context)))
      throw new RequestError(400, 'Write a day from today on, such as 2026-11-30.');
    const executeOn = on === undefined ? {} : { executeOn: on };
    await steps().call('payment-collection/order-refunds', { sellerId: seller.id, ...executeOn, by, at: atOf(context) });
    return context.redirect(`${context.req.path}?done=ordered`, 303);
  });

  app.post(`${base}/refunds/:id`, async (context) => {
    const form = await context.req.formData();
    const { id: sellerId } = context.get('frame').seller;
    const of = fieldOf(form, 'of');
    const document = of === undefined ? undefined : await getFact(sellerId, of, 'content');
    const decision = decisionOnRefund(form, context.req.param('id'), document?.kind);
    await decide(context, decision, fieldOf(form, 'reason'));
    return context.redirect(`/sellers/${sellerId}/payments/refunds?done=${decision.kind}`, 303);
  });

  app.get(`${base}/refunds/files/:set`, async (context) => {
    requireRole(context, 'biller');
    const set = context.req.param('set');
    return downloadOrLink(context, await refundFile(context.get('frame').seller.id, set), `${set}.xml`, 'application/xml');
  });

  app.post('/sellers/:sellerId/invoices/:number/payments', async (context) => {
    const number = context.req.param('number');
    const form = await context.req.formData();
    const { kind } = await requireFact(context.get('frame').seller.id, number, 'content');
    await decide(context, decisionOnDocument(form, number, kind === 'credit-note'), fieldOf(form, 'reason'));
    return context.redirect(`/sellers/${context.get('frame').seller.id}/invoices/${encodeURIComponent(number)}#payments`, 303);
  });
}

/** What was done, on the page it leads to. */
const DONE: Readonly<Record<string, string>> = {
  match: 'Matched.',
  unmatch: 'Taken back. It is here again, for a person to decide.',
  dismiss: 'Dismissed: nobody is asked about it again.',
  refund: 'It goes back. Its refund says how far it is.',
  'send-refund': 'The provider was asked. The refund says what it told.',
  ordered: 'The file is made: download it below and give it to the bank.',
  'cancel-refund': 'The refund is taken back.',
  'allocate-refund': 'Allocated.',
};

/** @throws {RequestError} 403 if who asks is no biller, 400 without a reason */
async function decide(context: Asking, decision: PaymentDecision, reason: string | undefined): Promise<void> {
  const { email: by } = requireRole(context, 'biller');
  if (reason === undefined) throw new RequestError(400, 'Say why: the reason is kept in the audit log.');
  await steps().call('payment-collection/decide-payment', {
    sellerId: context.get('frame').seller.id,
    decision,
    by,
    at: atOf(context),
    reason,
  });
}

async function statementsPage(context: Asking, taken?: { name: string; what: z.output<typeof takenStatement> }) {
  const frame = context.get('frame');
  const page = await loggedStatements(frame.seller.id, { after: afterIn(context), limit: PAGE });
  return statementsPageOf(frame, { ...page, taken, most: MOST_UPLOAD_BYTES });
}

function todayOf(context: Asking): string {
  return dateIn(atOf(context), context.get('frame').seller.zone);
}
