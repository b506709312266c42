import { z } from 'zod';
import { customer } from '../../shared/catalog.ts';
import { requireCustomer, subscriptionsOf } from '../../shared/catalog.store.ts';
import { creditsLeft } from '../../shared/credits-left.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { draftContent, type DraftContent } from '../../shared/invoice.ts';
import { currencyCode, decimalText } from '../../shared/money.ts';
import { addDays, dateIn, month, plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { openItems } from '../../shared/receivables/open-items.store.ts';
import { statementOfAccount } from '../../shared/receivables/statement.ts';
import type { StatementOfAccount } from '../../shared/receivables/statement.ts';
import { statementFor } from '../../shared/receivables/statement.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { subscription } from '../../shared/subscription.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import { customerList } from './customers.store.ts';
import { dayEvents } from './day-events.store.ts';
import { nextDraft } from './next-draft.store.ts';
import { takenIn } from './taken-in.store.ts';
import { customerParams, next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const CUSTOMERS = '/v1/sellers/{sellerId}/customers';
const CUSTOMER = `${CUSTOMERS}/{customerId}`;
/** Days of usage that can be asked for at once: a quarter, and a week. */
const MOST_DAYS = 100;

const statementDays = z.strictObject({
  from: plainDate.describe('First day, in the zone of the seller.'),
  to: plainDate.describe('Last day.'),
});
const rendered = z.object({ pdf: z.base64() });

/** @throws {RequestError} 400 if the days are in the wrong order */
async function statementOver(
  { sellerId, customerId }: { readonly sellerId: string; readonly customerId: string },
  days: z.output<typeof statementDays>,
  at: string,
): Promise<StatementOfAccount> {
  if (days.from > days.to)
    throw new RequestError(400, 'The last day lies before the first one.', {}, [
      { parameter: 'to', detail: `expected ${days.from} or later` },
    ]);
  await takenIn(sellerId, at);
  return statementFor(sellerId, customerId, days, at);
}

/** What pricing says of days; see its step measure-days. */
const measured = z.object({
  isWhole: z.boolean().describe('False where more was used than is measured for one answer: ask for fewer days.'),
  meters: z.array(
    z.object({
      meter: z.string(),
      quantity: z.string().nullable().describe('Null of a weighted sum, which begins with what came before.'),
      events: z.number().int(),
      days: z.array(z.object({ day: plainDate, quantity: z.string().nullable(), events: z.number().int() })),
    }),
  ),
});

const previewed = z.strictObject({
  month: month.optional().describe('What a run of this month would draft; the present one if not given.'),
});

/** The next bill; of the present month in the customer's zone if none is named. */
async function billOf(
  { sellerId, customerId }: { readonly sellerId: string; readonly customerId: string },
  wanted: string | undefined,
  at: string,
): Promise<{ month: string; draft: DraftContent | undefined }> {
  const { zone } = await requireCustomer(sellerId, customerId);
  const of = wanted ?? dateIn(at, zone).slice(0, 7);
  return { month: of, draft: await nextDraft(sellerId, customerId, of) };
}

/** Customers: what each has, used, and comes to. */
export const CUSTOMER_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: CUSTOMERS, name: 'listCustomers', part: 'customers', role: 'viewer', params: sellerParams },
    summary: 'Customers, in no order that means anything',
    query: z.strictObject({
      search: z.string().trim().max(100).default('').describe('Id of a customer, or what is searched for.'),
      ...paging,
    }),
    answer: z.object({ customers: z.array(customer.meta({ id: 'Customer' })), next }),
    async work({ path, query: { search, after, limit } }) {
      const { customers, next: following } = await customerList(path.sellerId, search, after, limit);
      return { customers, ...(following === undefined ? {} : { next: following }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: CUSTOMER, name: 'getCustomer', part: 'customers', role: 'viewer', params: customerParams },
    summary: 'A customer with its subscriptions',
    answer: z.object({ customer, subscriptions: z.array(subscription.meta({ id: 'Subscription' })) }),
    async work({ path: { sellerId, customerId } }) {
      return { customer: await requireCustomer(sellerId, customerId), subscriptions: await subscriptionsOf(sellerId, customerId) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${CUSTOMER}/usage`, name: 'getUsage', part: 'customers', role: 'viewer', params: customerParams },
    summary: 'What each meter measured, day by day, as it stands now',
    query: z.strictObject({
      from: plainDate.describe('First day, in the zone of the customer.'),
      until: plainDate.describe(`First day that is not asked for any more; at most ${MOST_DAYS} days on.`),
    }),
    answer: measured.meta({ id: 'Usage' }),
    async work({ path, query }) {
      const { from, until } = query;
      if (from >= until || addDays(from, MOST_DAYS) < until)
        throw new RequestError(400, `Ask for 1 to ${MOST_DAYS} days: until is the first day that is not asked for.`, {}, [
          { parameter: 'until', detail: `expected a day after ${from}, at most ${MOST_DAYS} days on` },
        ]);
      return measured.parse(await steps().call('pricing/measure-days', { ...path, ...query }));
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${CUSTOMER}/events`, name: 'listEvents', part: 'customers', role: 'viewer', params: customerParams },
    summary: 'Events of a day as they are stored, by UTC day and id, a hundred at a time',
    query: z.strictObject({ day: plainDate.describe('In the zone of the customer.'), after: paging.after }),
    answer: z.object({
      events: z.array(z.object({ event: usageEvent, backfill: z.string().optional().describe('That it is part of.') })),
      next,
    }),
    async work({ path: { sellerId, customerId }, query: { day, after } }) {
      const { events, next: following } = await dayEvents(sellerId, customerId, day, after);
      return { events, ...(following === undefined ? {} : { next: following }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${CUSTOMER}/balance`, name: 'getBalance', part: 'customers', role: 'viewer', params: customerParams },
    summary: 'What is still to be paid, invoice by invoice, what is due first first; and what is left of credits',
    answer: z.object({
      open: z.array(z.object({ number: z.string(), currency: currencyCode, amount: decimalText, dueDate: plainDate })),
      credits: z.array(z.object({ currency: currencyCode, left: decimalText })),
    }),
    async work({ path: { sellerId, customerId }, at }) {
      const customerOf = await requireCustomer(sellerId, customerId);
      await takenIn(sellerId, at);
      const [open, { balances }] = [await openItems(sellerId, at.slice(0, 10), customerId), await creditsLeft(sellerId, customerOf, at)];
      return {
        open: open.map(({ number, currency, open: amount, dueDate }) => ({ number, currency, amount, dueDate })),
        credits: balances,
      };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${CUSTOMER}/statement`, name: 'getStatement', part: 'customers', role: 'viewer', params: customerParams },
    summary: 'The statement of account over some days: every movement with its balance, and what is open now',
    query: statementDays,
    answer: statementOfAccount.meta({ id: 'StatementOfAccount' }),
    work: ({ path, query, at }) => statementOver(path, query, at),
  }),
  apiRoute({
    ...{
      method: 'GET',
      path: `${CUSTOMER}/statement.pdf`,
      name: 'getStatementPdf',
      part: 'customers',
      role: 'viewer',
      params: customerParams,
    },
    summary: 'The same as a document',
    query: statementDays,
    answer: { contentType: 'application/pdf', description: 'The document.' },
    async work({ path, query, at }) {
      const statement = await statementOver(path, query, at);
      const { pdf } = rendered.parse(await steps().call('pdf-rendering/render-statement', { statement }));
      return Buffer.from(pdf, 'base64');
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${CUSTOMER}/preview`, name: 'getPreview', part: 'customers', role: 'viewer', params: customerParams },
    summary: 'The next bill as it stands',
    query: previewed,
    answer: z.object({ customerId: z.string(), month, draft: draftContent.nullable().describe('Null if nothing is due.') }),
    async work({ path, query, at }) {
      const { month: of, draft } = await billOf(path, query.month, at);
      return { customerId: path.customerId, month: of, draft: draft ?? null };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${CUSTOMER}/preview.pdf`, name: 'getPreviewDocument', part: 'customers', role: 'viewer' },
    params: customerParams,
    summary: 'The next bill as its document would look, marked as a draft',
    query: previewed,
    answer: { contentType: 'application/pdf', description: 'The preview.' },
    async work({ path, query, at }) {
      const { month: of, draft } = await billOf(path, query.month, at);
      if (!draft) throw new NotFoundError(`Nothing is due from "${path.customerId}" in ${of}.`);
      const { pdf } = rendered.parse(await steps().call('pdf-rendering/render-draft', { draft }));
      return Buffer.from(pdf, 'base64');
    },
  }),
];
