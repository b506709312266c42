import { auditChanges } from '../../shared/audit.store.ts';
import { getCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { itemsBy } from '../../shared/item.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { decidedOn, getOrder, placing, releasing, requirePlaced } from '../../shared/orders/order.store.ts';
import { orderExecution } from '../../shared/orders/order-execution.ts';
import { ORDER_MACHINE, placedFrom } from '../../shared/orders/order.ts';
import type { Order, OrderPlacing, PlacedOrder, WantedOrder } from '../../shared/orders/order.ts';
import { executions } from '../../shared/ports.ts';
import type { Change } from '../../shared/table.ts';

/** Who places or changes an order, and when. */
export interface Placing {
  readonly by: string;
  readonly at: string;
  /** That it is another version of an order that is there. */
  readonly isChange: boolean;
}

/**
 * Places an order, or another version of it, and starts its execution. The same again is success, and goes on with one whose
 * execution failed.
 *
 * An order may be changed until its invoice is begun: what is kept for the version before is released in the same
 * transaction, and its execution ends with its next step.
 *
 * @returns the version that counts, or each field of the order that is wrong: then nothing was done
 * @throws {DecisionRefusedError} if the id is that of another order, or it can't be changed any more
 * @throws {IssuingLockedError} if the data was restored and not yet held against the archive
 */
export async function placeOrder(sellerId: string, wanted: WantedOrder, { by, at, isChange }: Placing): Promise<OrderPlacing> {
  await requireReconciled(sellerId);
  const answer = await decidedOn(`order "${wanted.id}"`, async (): Promise<{ write?: Change[]; answer: OrderPlacing }> => {
    const before = await getOrder(sellerId, wanted.id);
    const known = before && (await requirePlaced(sellerId, wanted.id, before.order.version));
    if (known && canonicalJson(known.wanted) === canonicalJson(wanted)) return { answer: { version: known.version, isNew: false } };
    requirePossible(wanted, before?.order, isChange);
    const outcome = await priced(sellerId, wanted, { version: (known?.version ?? 0) + 1, placedAt: at, by });
    if ('faults' in outcome) return { answer: outcome };
    const { placed } = outcome;
    const released = before && known ? await releasing(sellerId, before.order, known, at) : [];
    const act = { at, by, action: 'order-changed' as const, order: wanted.id, customerId: wanted.customer };
    const noted = isChange ? await auditChanges(sellerId, 'seller', act) : [];
    const write = [...placing(sellerId, placed, before), ...released, ...noted];
    return { write, answer: { version: placed.version, isNew: true } };
  });
  if (!('faults' in answer)) await startOrder({ sellerId, orderId: wanted.id, version: answer.version });
  return answer;
}

/** Starts the execution of a version; one that runs goes on, and one that failed has another go on from where it was. */
async function startOrder(input: { sellerId: string; orderId: string; version: number }): Promise<void> {
  const { next } = await orderExecution(executions(), input.sellerId, { id: input.orderId, version: input.version });
  if (next !== undefined) await executions().start(ORDER_MACHINE, next, input);
}

function requirePossible({ id, customer }: WantedOrder, before: Order | undefined, isChange: boolean): void {
  if (!before) {
    if (isChange) throw new DecisionRefusedError(`There is no order "${id}" that could be changed: place it.`);
    return;
  }
  if (!isChange)
    throw new DecisionRefusedError(`Order "${id}" is there with other content: give this one an id of its own, or change that one.`);
  if (before.customerId !== customer)
    throw new DecisionRefusedError(`Order "${id}" is of customer "${before.customerId}": cancel it, and place another for "${customer}".`);
  if (before.state === 'placed' || before.state === 'reserved') return;
  const why = before.ended ? `it is ${before.state}` : 'its invoice is begun or made: cancel it, and order again';
  throw new DecisionRefusedError(`Order "${id}" can't be changed any more: ${why}.`);
}

async function priced(
  sellerId: string,
  wanted: WantedOrder,
  beside: Pick<PlacedOrder, 'version' | 'placedAt' | 'by'>,
): Promise<ReturnType<typeof placedFrom>> {
  const [seller, customer] = [await requireSeller(sellerId), await getCustomer(sellerId, wanted.customer)];
  const erased = (await getErasure(sellerId, wanted.customer))?.contactsErasedOn;
  const refused = (message: string) => ({ faults: [{ path: ['customer'], message }] });
  if (!customer) return refused(`there is no customer "${wanted.customer}"`);
  if (erased !== undefined) return refused(`customer "${wanted.customer}" was erased on ${erased}`);
  const names = wanted.lines.map(({ item }) => item);
  return placedFrom(wanted, { seller, customer, items: await itemsBy(sellerId, names) }, beside);
}
