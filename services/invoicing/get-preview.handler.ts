import { z } from 'zod';
import { customerAsked, sellerAsking } from '../../shared/asking.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { charges } from '../../shared/charges.store.ts';
import { dateIn, month } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { queryOf } from '../../shared/request-query.ts';
import { defineRoute } from '../../shared/route.ts';
import { parse } from '../../shared/step.ts';
import { draftOf } from './draft.ts';
import { paidByCredits } from './prepaid.store.ts';
import { checkedPreview } from './preview.ts';

const query = z.strictObject({ month: month.optional() });

/**
 * `GET /v1/customers/{customerId}/preview`: the next bill of a customer as it stands, by the steps a run takes. Nothing is
 * kept.
 */
export const handler = defineRoute(async (request, note) => {
  const { sellerId, at } = await sellerAsking(request, 'read', note);
  const { month: wanted } = queryOf(query, request);
  const customer = await customerAsked(request, sellerId, note);
  const billed = wanted ?? dateIn(at, customer.zone).slice(0, 7);
  const asked = { sellerId, customerId: customer.id, month: billed };
  const charged = parse(charges, await steps().call('pricing/preview-charges', asked));
  const drafted = draftOf(await requireSeller(sellerId), customer, charged);
  const step = { sellerId, customerId: customer.id, runId: 'preview', attempt: 1 };
  const { draft } = await paidByCredits(step, () => Promise.resolve({ month: billed, isDryRun: true }), customer, drafted);
  return { customerId: customer.id, month: billed, draft: checkedPreview(draft) };
});
