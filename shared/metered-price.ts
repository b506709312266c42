import type { Fault } from './catalog-issues.ts';
import type { Meter } from './meter.ts';
import { nearest } from './nearest.ts';
import type { PlanVersion } from './plan.ts';
import { metersOf } from './price.ts';
import type { Price } from './price.ts';

/** What a price asks that its meter can't answer for every event: where in the price, and what would be right. */
interface Unanswerable {
  readonly field: readonly (string | number)[];
  readonly message: string;
}

/**
 * What is wrong between prices and the meters they ask: events are taken in by what their meter says it needs, so that a
 * price which needs more would find events that lack it.
 *
 * @param meters of the files before those that are kept
 */
export function meteredPriceFaults(plans: readonly PlanVersion[], meters: readonly Meter[]): Fault[] {
  return plans.flatMap(({ prices }, p) =>
    prices.flatMap((price, i) =>
      unanswerable(price, meters).map(({ field, message }) => ({ path: ['plans', p, 'prices', i, ...field], message })),
    ),
  );
}

/** What a meter that is imported again can't answer any more of the prices that are kept. */
export function changedMeterFaults(meters: readonly Meter[], kept: readonly PlanVersion[]): Fault[] {
  return meters.flatMap((meter, m) =>
    kept.flatMap(({ id, version, prices }) =>
      prices.flatMap((price) =>
        unanswerable(price, [meter]).map(({ message }) => ({
          path: ['meters', m],
          message: `price "${price.id}" of plan "${id}" version ${version}, which is kept, needs more of it: ${message}`,
        })),
      ),
    ),
  );
}

function unanswerable(price: Price, meters: readonly Meter[]): Unanswerable[] {
  const asked = metersOf(price).flatMap((id) => meters.find((meter) => meter.id === id) ?? []);
  return asked.flatMap((meter): Unanswerable[] => {
    if (price.model === 'matrix') {
      const { groupBy = [] } = meter;
      return price.by.flatMap((name, i) => {
        if (groupBy.includes(name)) return [];
        const message = `meter "${meter.id}" does not group by "${name}"${nearest(name, groupBy)}; name it in the meter's groupBy`;
        return [{ field: ['by', i], message }];
      });
    }
    if (price.model === 'dynamic' && price.amountProperty !== meter.amountProperty) {
      const has = meter.amountProperty === undefined ? 'has no amountProperty' : `has the amountProperty "${meter.amountProperty}"`;
      return [{ field: ['amountProperty'], message: `meter "${meter.id}" ${has}; give it amountProperty: ${price.amountProperty}` }];
    }
    if (price.model === 'percentage' && (meter.aggregation === 'count' || meter.aggregation === 'unique'))
      return [
        {
          field: ['meter'],
          message: `a percentage is of the amount that each event carries, and meter "${meter.id}" has none: its aggregation is ${meter.aggregation}; use sum`,
        },
      ];
    return [];
  });
}
