import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { ConditionFailedError, TransientError } from '../../shared/errors.ts';
import { getFact, voidChanges } from '../../shared/invoice.store.ts';
import { sellerParty } from '../../shared/invoice.ts';
import { getNumberOf } from '../../shared/number.store.ts';
import { requireOrder } from '../../shared/orders/order.store.ts';
import { runOfOrder } from '../../shared/orders/order.ts';
import { dateIn } from '../../shared/period.ts';
import { STEPBILL } from '../../shared/person.ts';
import { table } from '../../shared/ports.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { defineStep } from '../../shared/step.ts';
import { orderStep } from './order-step.ts';

/**
 * Where the invoice of an order was not made: whether it is there after all, has no number yet, or has one, which becomes
 * void, so that the series has no gap.
 */
export const handler = defineStep(orderStep, async ({ sellerId, orderId, version, enteredAt }) => {
  const { order } = await requireOrder(sellerId, orderId);
  const draft = { runId: runOfOrder(orderId), customerId: order.customerId, attempt: version };
  const number = (await getNumberOf(sellerId, draft))?.number;
  if (number === undefined) return { outcome: 'none' };
  const [issued, decided] = await Promise.all([getFact(sellerId, number, 'issued'), getFact(sellerId, number, 'void')]);
  if (issued && !issued.isVoid) return { outcome: 'issued' };
  if (decided) return { outcome: 'void' };
  const seller = await requireSeller(sellerId);
  const { language } = await requireCustomer(sellerId, order.customerId);
  const [block] = await blocksOf(sellerId, `${draft.runId}|${draft.customerId}|${draft.attempt}`);
  const issueDate = block?.issueDate ?? dateIn(enteredAt, seller.zone);
  const reason = `The document of order ${orderId} could not be made.`;
  const facts = { schema: 1, kind: 'void', number, issueDate, language, customerId: order.customerId, reason } as const;
  try {
    await table().write(voidChanges({ ...facts, seller: sellerParty.parse(seller), approvedBy: STEPBILL, decidedAt: enteredAt }));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Number ${number} was issued or made void in between.`);
  }
  return { outcome: 'void' };
});
