import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { couponsOf, metersOf, planVersions, requireSeller, sellerIds } from '../../shared/catalog.store.ts';
import { coupon } from '../../shared/coupon.ts';
import { meter } from '../../shared/meter.ts';
import { counters } from '../../shared/number.store.ts';
import { plainDate } from '../../shared/period.ts';
import { planVersion } from '../../shared/plan.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { seriesCheck, seriesPlace } from './series.store.ts';
import { countSubscribers } from './subscribers.store.ts';
import { counted, next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const SELLER = '/v1/sellers/{sellerId}';
const seriesParams = sellerParams.extend({ series: z.string().min(1).max(64).describe('Name of the series, with its year: RE-2026.') });
const place = z.object({ from: z.number().int().min(0) });

const finding = z
  .object({ where: z.string(), what: z.string().describe('What is so.'), right: z.string().describe('What would be right.') })
  .meta({ id: 'Finding' });

const sellerAnswer = z
  .object({
    id,
    name: z.string(),
    zone: z.string().describe('Time zone in which it counts its days.'),
    policy: z.enum(['always', 'over', 'anomalies', 'never']).describe('When a run waits for a release.'),
    releasers: z.array(z.string()),
  })
  .meta({ id: 'Seller' });

async function sellerOf(sellerId: string): Promise<z.input<typeof sellerAnswer>> {
  const { name, zone, release } = await requireSeller(sellerId);
  return { id: sellerId, name, zone, policy: release.policy, releasers: release.by };
}

/** A page of a list that is read whole, since catalogs are small. */
function pageOf<Entry>(
  all: readonly Entry[],
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): { shown: readonly Entry[]; next?: string } {
  const { from = 0 } = cursorIn(place, after) ?? {};
  return { shown: all.slice(from, from + limit), ...(from + limit < all.length ? { next: cursorText({ from: from + limit }) } : {}) };
}

/** Sellers, what they sell, and their series of numbers. */
export const CATALOG_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: '/v1/sellers', name: 'listSellers', part: 'catalog', role: 'viewer', params: z.object({}) },
    summary: 'Sellers of this installation',
    answer: z.object({ sellers: z.array(sellerAnswer) }),
    work: async () => ({ sellers: await Promise.all((await sellerIds()).map(sellerOf)) }),
  }),
  apiRoute({
    ...{ method: 'GET', path: SELLER, name: 'getSeller', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'A seller, and who may release its runs',
    answer: sellerAnswer,
    work: ({ path }) => sellerOf(path.sellerId),
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/plans`, name: 'listPlans', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'Every version of every plan, with its prices',
    query: z.strictObject(paging),
    answer: z.object({ plans: z.array(planVersion.meta({ id: 'PlanVersion' })), next }),
    async work({ path, query }) {
      const { shown, ...rest } = pageOf(await planVersions(path.sellerId), query);
      return { plans: shown, ...rest };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/meters`, name: 'listMeters', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'What is measured of usage, and how',
    query: z.strictObject(paging),
    answer: z.object({ meters: z.array(meter.meta({ id: 'Meter' })), next }),
    async work({ path, query }) {
      const { shown, ...rest } = pageOf(await metersOf(path.sellerId), query);
      return { meters: shown, ...rest };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/coupons`, name: 'listCoupons', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'Coupons, and what each takes off',
    query: z.strictObject(paging),
    answer: z.object({ coupons: z.array(coupon.meta({ id: 'Coupon' })), next }),
    async work({ path, query }) {
      const { shown, ...rest } = pageOf(await couponsOf(path.sellerId), query);
      return { coupons: shown, ...rest };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/subscribers`, name: 'countSubscribers', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'How many subscriptions run today on each version of the plans, 500 customers at a time',
    description: 'Each page has the sum of all so far; the last one is of all customers.',
    query: z.strictObject({ after: counted }),
    answer: z.object({
      customers: z.number().int().describe('Looked at so far.'),
      running: z.array(z.object({ plan: id, version: z.number().int(), subscriptions: z.number().int() })),
      others: z.number().int().describe('Subscriptions on versions that are not told apart, of which there are more than 100.'),
      next,
    }),
    async work({ path, query, at }) {
      const { running, ...rest } = await countSubscribers(path.sellerId, await planVersions(path.sellerId), at, query.after);
      const versions = Object.entries(running).map(([name, subscriptions]) => {
        const [plan = '', version] = name.split(' ');
        return { plan, version: Number(version), subscriptions };
      });
      return { running: versions, ...rest };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/series`, name: 'listSeries', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'How far each series of numbers has come',
    answer: z.object({
      series: z.array(z.object({ series: z.string(), last: z.number().int().describe('Numbers given out.'), lastIssueDate: plainDate })),
    }),
    async work({ path }) {
      const found = await counters(path.sellerId);
      return { series: found.map(({ counter, last, lastIssueDate }) => ({ series: counter, last, lastIssueDate })) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/series/{series}/gaps`, name: 'findGaps', part: 'catalog', role: 'viewer', params: seriesParams },
    summary: 'Whether each number of a series was taken once and has its document, the last numbers first, 2,000 at a time',
    description:
      'Numbers of a run that is under way are missing until their invoices are made: they are under way as well, and no problem. What proves a whole archive is stepbill verify.',
    query: z.strictObject({ after: paging.after }),
    answer: z.object({
      ...{ first: z.string(), last: z.string() },
      missing: z.array(z.string()).describe('Without a document.'),
      underWay: z.array(z.string()).describe('Ranges of them that a run holds, which makes their documents.'),
      problems: z.array(finding).describe('What is wrong: gaps, numbers that were taken twice, records that say otherwise.'),
      next,
    }),
    async work({ path, query }) {
      const found = await seriesCheck(path.sellerId, path.series, cursorIn(seriesPlace, query.after)?.from);
      const { first, last, missing, underWay, problems, next: from } = found;
      return { first, last, missing, underWay, problems, ...(from === undefined ? {} : { next: cursorText({ from }) }) };
    },
  }),
];
