import { z } from 'zod';
import { customerAsked, sellerAsking } from '../../shared/asking.store.ts';
import { dateIn, month } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { queryOf } from '../../shared/request-query.ts';
import { defineRoute } from '../../shared/route.ts';

const query = z.strictObject({ month: month.optional() });

/**
 * `GET /v1/customers/{customerId}/preview`: the next bill of a customer as it stands, by the steps that a person's preview
 * takes. Nothing is kept.
 */
export const handler = defineRoute(async (request, note) => {
  const { sellerId, at } = await sellerAsking(request, 'read', note);
  const { month: wanted } = queryOf(query, request);
  const { id: customerId, zone } = await customerAsked(request, sellerId, note);
  const billed = { sellerId, customerId, month: wanted ?? dateIn(at, zone).slice(0, 7) };
  const charges = await steps().call('pricing/preview-charges', billed);
  return { customerId, month: billed.month, draft: await steps().call('invoicing/preview-draft', { ...billed, charges }) };
});
