import type { Hono } from 'hono';
import { z } from 'zod';
import { NotFoundError } from '../../shared/errors.ts';
import { dateIn, month, plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { openItems } from '../../shared/receivables/open-items.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv } from './asking.ts';
import { shownPdf } from './attachment.ts';
import { figuresCard } from './customer-figures.ts';
import { customerPageOf, nextInvoicePageOf } from './customer-page.ts';
import { customerView, type CustomerView } from './customer.store.ts';
import { customersPageOf } from './customers-page.ts';
import { customerList } from './customers.store.ts';
import { dayEventsPageOf } from './day-events-page.ts';
import { dayEvents } from './day-events.store.ts';
import type { Markup } from './markup.ts';
import { nextDraft, told } from './next-draft.store.ts';
import { takenIn } from './taken-in.store.ts';
import { untoldUsageCard, usageCard } from './usage-card.ts';
import { daysToMeasure, measuredDays, type MeasuredMeter } from './usage-days.ts';
import { usedSoFar } from './usage-so-far.ts';

const asked = z.object({ month: month.optional(), meter: z.string().max(64).optional() });
const rendered = z.object({ pdf: z.base64() });

/** Customers, each with what it has and what it comes to. */
export function customerRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/customers';
  const customer = `${base}/:customerId`;

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const search = (context.req.query('search') ?? '').trim().slice(0, 100);
    return context.html(customersPageOf(frame, await customerList(frame.seller.id, search, context.req.query('after')), search));
  });

  app.get(customer, async (context) => {
    const { seller } = context.get('frame');
    const query = asked.safeParse(context.req.query());
    if (!query.success) throw new RequestError(400, 'A month is written as 2026-10.');
    await takenIn(seller.id, atOf(context));
    const view = await viewOf(context);
    const today = dateIn(atOf(context), view.customer.zone);
    const thisMonth = today.slice(0, 7);
    const open = await openItems(seller.id, dateIn(atOf(context), seller.zone), view.customer.id);
    const next = await told(nextDraft(seller.id, view.customer.id, thisMonth));
    const usage = await usageOf(context, view, { month: query.data.month ?? thisMonth, meter: query.data.meter, today });
    const used = usedSoFar(view.meters, usage.month === thisMonth ? usage.measured : [], thisMonth, today);
    const figures = figuresCard({ view, month: thisMonth, today, open, next, used });
    return context.html(customerPageOf(context.get('frame'), { view, today, figures, usage: usage.card }));
  });

  app.get(`${customer}/usage`, async (context) => {
    const frame = context.get('frame');
    const day = plainDate.safeParse(context.req.query('day'));
    if (!day.success) throw new RequestError(400, 'A day is written as 2026-10-31.');
    const found = await dayEvents(frame.seller.id, context.req.param('customerId'), day.data, context.req.query('after'));
    return context.html(dayEventsPageOf(frame, found));
  });

  app.get(`${customer}/preview`, async (context) => {
    const view = await viewOf(context);
    const { wanted, draft } = await billOf(context, view);
    return context.html(nextInvoicePageOf(context.get('frame'), view, wanted, draft));
  });

  app.get(`${customer}/preview.pdf`, async (context) => {
    const view = await viewOf(context);
    const { draft } = await billOf(context, view);
    if (!draft) throw new NotFoundError('Nothing is due yet, so there is no invoice to be shown.');
    const { pdf } = rendered.parse(await steps().call('pdf-rendering/render-draft', { draft }));
    return shownPdf(context, Buffer.from(pdf, 'base64'), `next-${view.customer.id}.pdf`);
  });
}

async function viewOf(context: Asking): Promise<CustomerView> {
  return customerView(context.get('frame').seller.id, context.req.param('customerId') ?? '', atOf(context));
}

/** The next bill, of the month it is for the customer. */
async function billOf(
  context: Asking,
  { customer }: CustomerView,
): Promise<{ wanted: string; draft: Awaited<ReturnType<typeof nextDraft>> }> {
  const wanted = dateIn(atOf(context), customer.zone).slice(0, 7);
  return { wanted, draft: await nextDraft(context.get('frame').seller.id, customer.id, wanted) };
}

interface UsageOfMonth {
  readonly card: Markup;
  readonly month: string;
  readonly measured: readonly MeasuredMeter[];
}

async function usageOf(
  context: Asking,
  { customer, meters }: CustomerView,
  shown: { readonly month: string; readonly meter: string | undefined; readonly today: string },
): Promise<UsageOfMonth> {
  const { seller } = context.get('frame');
  const { month: of, today } = shown;
  const asking = { ...shown, href: `/sellers/${seller.id}/customers/${customer.id}` };
  const untold = (sentence: string): UsageOfMonth => ({ card: untoldUsageCard(asking, sentence), month: of, measured: [] });
  const days = { sellerId: seller.id, customerId: customer.id, ...daysToMeasure(of, today) };
  const measured = await told(steps().call('pricing/measure-days', days));
  if ('trouble' in measured) return untold(measured.trouble);
  const { isWhole, meters: found } = measuredDays.parse(measured.value);
  if (isWhole) return { card: usageCard(meters, found, asking), month: of, measured: found };
  return untold('More events lie on these days than are counted for a page. GET /v1/customers/…/usage tells of fewer days at once.');
}
