import type { Fault } from './catalog-issues.ts';
import type { Catalog } from './catalog.store.ts';
import { erasureEpoch, getErasure } from './erasure.store.ts';
import { BEFORE_ALL } from './erasure.ts';
import { inLanes } from './lanes.ts';
import { compareInstants, localToInstant } from './period.ts';

const READS_AT_ONCE = 20;

/**
 * What a catalog would bring back of customers who were erased: who they are, or periods whose usage is gone.
 *
 * @param before what is there
 * @returns none if the catalog may be imported
 */
export async function erasedChanges({ seller, customers }: Catalog, before: Catalog): Promise<Fault[]> {
  if ((await erasureEpoch(seller.id)) === 0) return [];
  const known = new Map(before.customers.map((entry) => [entry.customer.id, entry.subscriptions]));
  const found = await inLanes(READS_AT_ONCE, [...customers.entries()], async ([c, { customer, subscriptions }]): Promise<Fault[]> => {
    const erasure = await getErasure(seller.id, customer.id);
    if (!erasure) return [];
    const path = ['customers', c];
    if (erasure.contactsErasedOn !== undefined) {
      const message = `customer "${customer.id}" was erased on ${erasure.contactsErasedOn}; take the entry out, and give whoever comes anew an id of their own`;
      return [{ path: [...path, 'id'], message }];
    }
    const closed = (erasure.erased.at(-1) ?? BEFORE_ALL).before;
    return subscriptions.flatMap(({ id, start }, s) => {
      const kept = known.get(customer.id)?.find((it) => it.id === id);
      if (kept?.start === start || compareInstants(localToInstant(`${start}T00:00:00`, customer.zone), closed) >= 0) return [];
      const message = `usage of customer "${customer.id}" before ${closed} was erased, so no subscription can begin before it any more; begin it later`;
      return [{ path: [...path, 'subscriptions', s, 'start'], message }];
    });
  });
  return found.flat();
}
