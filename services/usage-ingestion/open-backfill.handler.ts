import { z } from 'zod';
import { openBackfill } from '../../shared/backfill.store.ts';
import { backfillId, backfillScope } from '../../shared/backfill.ts';
import { getSeller, knownCustomers, metersOf } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ sellerId: id, backfillId, scope: backfillScope, by: person, at: instant });

/** Opens a backfill for events of a range, or again for more of them. Nothing of it counts until it is applied. */
export const handler = defineStep(input, async ({ sellerId, backfillId: name, scope, ...opened }) => {
  if (!(await getSeller(sellerId))) throw new DecisionRefusedError(`There is no seller "${sellerId}".`);
  const { customers = [], types = [] } = scope;
  const known = new Set(await knownCustomers(sellerId, customers));
  const counted = new Set((await metersOf(sellerId)).map(({ eventType }) => eventType));
  const nobody = customers.find((customer) => !known.has(customer));
  if (nobody !== undefined) throw new DecisionRefusedError(`There is no customer "${nobody}".`);
  const uncounted = types.find((type) => !counted.has(type));
  if (uncounted !== undefined)
    throw new DecisionRefusedError(`No meter counts events of type "${uncounted}"; there are ${[...counted].sort().join(', ')}.`);
  await openBackfill(sellerId, name, scope, opened);
  return { id: name };
});
