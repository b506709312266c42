import { customerAsked, sellerAsking } from '../../shared/asking.store.ts';
import { metersOf } from '../../shared/catalog.store.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { usageErasedIn } from '../../shared/erasure.ts';
import { queryOf } from '../../shared/request-query.ts';
import { defineRoute } from '../../shared/route.ts';
import { usageOfDay } from '../../shared/usage.store.ts';
import { periodAsked, usageOf, usageQuery } from './asked-usage.ts';

/**
 * `GET /v1/customers/{customerId}/usage`: what each meter measured of a customer in a month, or in any days, as it stands
 * now, late usage and reversals among it. What was erased is not, and the answer says so. Nothing is kept.
 */
export const handler = defineRoute(async (request, note) => {
  const { sellerId, at } = await sellerAsking(request, 'read', note);
  const query = queryOf(usageQuery, request);
  const { id: customerId, zone } = await customerAsked(request, sellerId, note);
  const period = periodAsked(query, zone, at);
  const meters = await metersOf(sellerId);
  const measured = await usageOf(meters, (day) => usageOfDay(sellerId, customerId, day), period, query.by === 'day');
  const erasedBefore = usageErasedIn(await getErasure(sellerId, customerId), period);
  return {
    customerId,
    period,
    ...(erasedBefore === undefined ? {} : { erasedBefore }),
    meters: measured,
  };
});
