import type { Language, Meter, PlanVersion } from '../../shared/catalog.ts';
import type { Charges } from '../../shared/charges.store.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { chargeLines } from './charge-lines.ts';
import type { UsageSnapshot } from './usage-snapshot.ts';

/**
 * The charges of a snapshot: the lines of every period that was due, oldest period first.
 *
 * @param plans plan version of each period of the snapshot, in its order
 * @throws {NotPriceableError} if the plans are in different currencies, which one document can't add up
 */
export function chargesOf(
  snapshot: UsageSnapshot,
  plans: readonly PlanVersion[],
  meters: readonly Meter[],
  language: Language,
  snapshotKey: string,
): Charges {
  const currencies = [...new Set(plans.map((plan) => plan.currency))];
  if (currencies.length > 1) {
    throw new NotPriceableError(
      `The customer's plans are in ${currencies.join(' and ')}; the subscriptions of one customer need one currency.`,
    );
  }
  const metersById = new Map(meters.map((meter) => [meter.id, meter]));
  const lines = snapshot.periods.flatMap(({ subscriptionId, servicePeriod, quantities }, i) => {
    const plan = plans[i];
    if (!plan) throw new NotPriceableError(`Period ${i} of the snapshot has no plan.`);
    const measured = new Map(quantities.map((quantity) => [quantity.meter, quantity]));
    return chargeLines({ subscriptionId, servicePeriod, plan, meters: metersById, quantities: measured }, language);
  });
  const [currency] = currencies;
  return {
    schema: 1,
    ...(currency === undefined ? {} : { currency }),
    lines,
    periods: snapshot.periods.map(({ subscriptionId, servicePeriod }) => ({ subscriptionId, whole: servicePeriod.whole })),
    snapshotKey,
  };
}
