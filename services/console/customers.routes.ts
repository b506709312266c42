import type { Hono } from 'hono';
import { draftContent } from '../../shared/invoice.ts';
import { dateIn } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { atOf, type ConsoleEnv } from './asking.ts';
import { customerPageOf, nextInvoicePageOf } from './customer-page.ts';
import { customersPageOf } from './customers-page.ts';
import { customerList, customerView } from './customers.store.ts';

/** Customers, each with what it has and what it comes to. */
export function customerRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/customers';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const search = (context.req.query('search') ?? '').trim().toLowerCase();
    return context.html(customersPageOf(frame, await customerList(frame.seller.id, search, context.req.query('after')), search));
  });

  app.get(`${base}/:customerId`, async (context) => {
    const frame = context.get('frame');
    return context.html(customerPageOf(frame, await customerView(frame.seller.id, context.req.param('customerId'))));
  });

  app.get(`${base}/:customerId/preview`, async (context) => {
    const frame = context.get('frame');
    const view = await customerView(frame.seller.id, context.req.param('customerId'));
    const month = dateIn(atOf(context), view.customer.zone).slice(0, 7);
    const billed = { sellerId: frame.seller.id, customerId: view.customer.id, month };
    const charges = await steps().call('pricing/preview-charges', billed);
    const draft = draftContent.nullable().parse(await steps().call('invoicing/preview-draft', { ...billed, charges }));
    return context.html(nextInvoicePageOf(frame, view, month, draft ?? undefined));
  });
}
