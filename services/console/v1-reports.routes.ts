import { z } from 'zod';
import { requireSeller } from '../../shared/catalog.store.ts';
import { currencyCode, decimalText } from '../../shared/money.ts';
import { dateIn, month, plainDate } from '../../shared/period.ts';
import { cashReport, deferredReport, revenueReport } from '../../shared/reports/report.store.ts';
import { askedDay, askedMonths, dayOf, MOST_NEW_PARTS, monthsOf } from './report-asked.ts';
import { takenIn } from './taken-in.store.ts';
import { sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const REPORTS = '/v1/sellers/{sellerId}/reports';
const plan = z.string().optional().describe('Absent of what is taken off, or put on, documents as a whole.');
const progress = {
  unread: z.int().describe('Documents that are not in it yet: ask again to go on with them.'),
  leftOut: z.int().describe('Numbers that there is no document of yet.'),
};

/** Reports: cash by week, revenue, and what of it is deferred; what is open by age is with the receivables. */
export const REPORT_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${REPORTS}/cash`, name: 'reportCash', part: 'reports', role: 'viewer', params: sellerParams },
    summary: 'What came in the weeks before, and what is expected in those that follow',
    answer: z.object({
      day: plainDate.describe('Of the seller’s zone.'),
      cash: z.array(
        z.object({
          currency: currencyCode,
          weeks: z.array(
            z.object({
              week: plainDate.describe('Its Monday.'),
              received: decimalText.describe('What came by bank, debit and card, less what went back.'),
              refunded: decimalText.describe('What the seller has paid back by refunds, above zero.'),
              expected: decimalText.describe('What is open and due in it, from today on.'),
            }),
          ),
          overdue: decimalText,
          later: decimalText,
        }),
      ),
      isWhole: z.boolean().describe('False while what was issued of late is still being taken in.'),
    }),
    async work({ path: { sellerId }, at }) {
      const behind = await takenIn(sellerId, at);
      return { ...(await cashReport(sellerId, (await requireSeller(sellerId)).zone, at)), isWhole: behind === undefined };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${REPORTS}/revenue`, name: 'reportRevenue', part: 'reports', role: 'viewer', params: sellerParams },
    summary: 'What was billed by plan and meter, by month of issue, without VAT and less what was credited',
    query: z.strictObject(askedMonths),
    answer: z.object({
      revenue: z.array(
        z.object({
          month,
          currency: currencyCode,
          plan,
          meter: z.string().optional().describe('Absent where nothing was measured.'),
          net: decimalText,
          lines: z.int(),
        }),
      ),
      ...progress,
    }),
    async work({ path: { sellerId }, query, at }) {
      return revenueReport(sellerId, monthsOf(query, await todayOf(sellerId, at)), MOST_NEW_PARTS);
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${REPORTS}/deferred`, name: 'reportDeferred', part: 'reports', role: 'viewer', params: sellerParams },
    summary: 'What is billed and not yet earned at the end of a day, and the months in which it is earned',
    query: z.strictObject(askedDay),
    answer: z.object({
      day: plainDate,
      deferred: z.array(
        z.object({
          currency: currencyCode,
          amount: decimalText,
          plans: z.array(z.object({ plan, amount: decimalText })),
          months: z.array(z.object({ month, amount: decimalText })),
        }),
      ),
      ...progress,
    }),
    async work({ path: { sellerId }, query, at }) {
      const day = dayOf(query.on, await todayOf(sellerId, at));
      return { day, ...(await deferredReport(sellerId, day, MOST_NEW_PARTS)) };
    },
  }),
];

async function todayOf(sellerId: string, at: string): Promise<string> {
  return dateIn(at, (await requireSeller(sellerId)).zone);
}
