import { z } from 'zod';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { getDraftHead, keepDraft } from '../../shared/draft.store.ts';
import { OrderEndedError } from '../../shared/errors.ts';
import { minorDigits } from '../../shared/money.ts';
import { seriesOf } from '../../shared/number-series.ts';
import { orderChange, requireGoingOn, requirePlaced, reservationKey } from '../../shared/orders/order.store.ts';
import { runOfOrder } from '../../shared/orders/order.ts';
import { defineStep } from '../../shared/step.ts';
import { cashRounded } from './cash-rounding.ts';
import { draftHash, draftHead, draftOf } from './draft.ts';
import { checkInvariants } from './invariants.ts';
import { orderCharges } from './order-charges.ts';

const input = z.object({ sellerId: id, orderId: id, version: z.int().min(1) });

/**
 * Makes the draft of an order whose goods are kept, once a version; from here on it can't be changed. Its output is what the
 * invoice workflow goes on with.
 *
 * @throws {OrderEndedError} if the order is over, or another version of it counts
 */
export const handler = defineStep(input, async ({ sellerId, orderId, version }) => {
  const record = await requireGoingOn(sellerId, orderId, version);
  const { customerId, reservedUntil } = record.order;
  const step = { sellerId, runId: runOfOrder(orderId), customerId, attempt: version };
  const known = await getDraftHead(step);
  if (known?.outcome === 'draft') return document(step, known.hash, known.series);
  if (record.order.state !== 'reserved')
    throw new OrderEndedError(`Order "${orderId}" is ${record.order.state}, and has no draft any more.`);
  const placed = await requirePlaced(sellerId, orderId, version);
  const [seller, customer] = await Promise.all([requireSeller(sellerId), requireCustomer(sellerId, customerId)]);
  const beside = { deliverTo: placed.wanted.shipTo, shipping: placed.shipping };
  const draft = cashRounded(draftOf(seller, customer, orderCharges(seller, customer, placed), beside)!, seller);
  checkInvariants(draft, minorDigits(draft.currency));
  const series = seriesOf('invoice', seller, customer).prefix;
  await keepDraft(step, draftHead(step, series, draft), draft, [
    orderChange(sellerId, record, { state: 'invoicing' }),
    ...(reservedUntil === undefined ? [] : [{ delete: reservationKey(sellerId, orderId, reservedUntil) }]),
  ]);
  return document(step, draftHash(draft), series);
});

function document(
  { sellerId, runId, customerId, attempt }: { sellerId: string; runId: string; customerId: string; attempt: number },
  hash: string,
  series: string,
) {
  return { sellerId, runId, draft: { customerId, attempt, hash, series } };
}
