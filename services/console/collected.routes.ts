import type { Hono } from 'hono';
import { requireSeller } from '../../shared/catalog.store.ts';
import { collectionsPage } from '../../shared/payments/collection.store.ts';
import { paymentsPage } from '../../shared/payments/payment.store.ts';
import { keepDebitReport } from '../../shared/payments/reported-debits.store.ts';
import { waitingDebits } from '../../shared/payments/waiting-debit.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, requireRole } from './asking.ts';
import { downloadOrLink } from './attachment.ts';
import { debitFile } from './bank-file.store.ts';
import { collectedPageOf } from './collected-page.ts';
import { directDebitsPageOf } from './direct-debits-page.ts';
import { takenIn } from './taken-in.store.ts';
import { takenReport, type TakenReport } from './taken-report.ts';

const PAGE = 50;
const FILES = 20;
const afterIn = (context: Asking): string | undefined => context.req.query('after')?.slice(0, 2_000) || undefined;

/** What is collected by direct debit and card: each payment, the files for the bank, and what it rejects of them. */
export function collectedRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/payments';
  const debits = `${base}/direct-debits`;

  app.get(`${base}/collected`, async (context) => {
    const frame = context.get('frame');
    return context.html(collectedPageOf(frame, await paymentsPage(frame.seller.id, { after: afterIn(context), limit: PAGE })));
  });

  app.get(debits, async (context) => {
    const done =
      context.req.query('done') === 'filed' ? 'What is due within two weeks is filed. Give each new file to the bank once.' : undefined;
    return context.html(await debitsPage(context, { done }));
  });

  app.post(debits, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    await takenIn(context.get('frame').seller.id, atOf(context));
    await steps().call('payment-collection/file-debits', { sellerId: context.get('frame').seller.id, by, at: atOf(context) });
    return context.redirect(`${context.req.path}?done=filed`, 303);
  });

  app.get(`${debits}/files/:id`, async (context) => {
    requireRole(context, 'biller');
    const id = context.req.param('id');
    return downloadOrLink(context, await debitFile(context.get('frame').seller.id, id), `${id}.xml`, 'application/xml');
  });

  app.post(`${debits}/reports`, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const { id: sellerId } = context.get('frame').seller;
    const file = (await context.req.formData()).get('file');
    if (!(file instanceof File) || file.size === 0) throw new RequestError(400, 'Choose a report of the bank.');
    const key = await keepDebitReport(sellerId, new Uint8Array(await file.arrayBuffer()));
    const what = takenReport.parse(await steps().call('payment-collection/report-debits', { sellerId, key, by, at: atOf(context) }));
    const taken = { name: file.name.slice(-255) || 'The report', what };
    return context.html(await debitsPage(context, { taken }), what.outcome === 'refused' ? 400 : 200);
  });
}

interface Said {
  readonly done?: string | undefined;
  readonly taken?: { readonly name: string; readonly what: TakenReport };
}

async function debitsPage(context: Asking, said: Said) {
  const frame = context.get('frame');
  const { id } = frame.seller;
  const behind = await takenIn(id, atOf(context));
  const [found, { collections }, seller] = await Promise.all([
    waitingDebits(id, atOf(context), { after: afterIn(context), limit: PAGE }),
    collectionsPage(id, { limit: FILES }),
    requireSeller(id),
  ]);
  return directDebitsPageOf(frame, { ...found, collections, isCreditor: seller.payments?.directDebit !== undefined, behind, ...said });
}
