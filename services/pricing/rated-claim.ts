import type { Language } from '../../shared/catalog.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import type { Meter } from '../../shared/meter.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { PlanVersion, Proration } from '../../shared/plan.ts';
import { overriddenPrice } from '../../shared/price-override.ts';
import { timingOf } from '../../shared/price.ts';
import { ratedLines } from './charge-lines.ts';
import type { PeriodUsage } from './charge-lines.ts';
import { measuringKey } from './measuring.ts';
import { shareOf } from './period-share.ts';
import type { SeatStep } from './terms.ts';
import type { SnapshotPeriod } from './usage-snapshot.ts';

/** A part of a claim as it was measured, with its plan version. */
export interface MeasuredPart {
  readonly part: SnapshotPeriod;
  readonly plan: PlanVersion;
}

/** A plan version with the prices that are billed at a time, as the customer gets them. */
export function pricedPlan(plan: PlanVersion, { timing, overrides }: Pick<SnapshotPeriod, 'timing' | 'overrides'>): PlanVersion {
  const prices = plan.prices.filter((price) => timingOf(price) === (timing ?? 'arrears'));
  return { ...plan, prices: overrides ? prices.map((price) => overriddenPrice(price, overrides[price.id])) : prices };
}

/**
 * Every line of a claim, those of zero among them: of each part on its own terms, of trials and pauses none. A flat fee
 * has a line for each step of seats, by its share of the whole period; usage has one for the part.
 *
 * The shares of a fee over all parts are the whole fee: days or seconds add up to those of the whole period, and where
 * nothing is prorated the first part that is billed has all of it and the others nothing.
 *
 * @param parts of one claim, earliest first
 * @throws {NotPriceableError} if a price can't be applied to what was measured
 */
export function ratedClaim(parts: readonly MeasuredPart[], meters: ReadonlyMap<string, Meter>, language: Language): ChargeLine[] {
  const billed = parts.filter(({ part }) => part.unbilled === undefined);
  return billed.flatMap(({ part, plan }, i) => {
    const { subscriptionId, servicePeriod, timing } = part;
    const quantities = new Map(part.quantities.map((quantity) => [measuringKey(quantity), quantity]));
    const priced = pricedPlan(plan, part);
    const when = timing === 'advance' ? { timing } : {};
    const usage: PeriodUsage = { subscriptionId, servicePeriod, plan: priced, meters, quantities, ...when };
    const proration = plan.proration ?? 'day';
    if (!part.seats && proration === 'day') return ratedLines(usage, language);
    return priced.prices.flatMap((price) => {
      const own = { ...usage, plan: { ...priced, prices: [price] } };
      if (price.model !== 'flat') return ratedLines(own, language);
      const steps = (price.perSeat === false ? undefined : part.seats) ?? [oneStep(servicePeriod)];
      const due = proration !== 'none' ? steps : i === 0 ? steps.slice(0, 1) : [];
      return due.flatMap((step) => ratedLines({ ...own, ...feeOf(step, servicePeriod, proration) }, language));
    });
  });
}

function oneStep({ part, partDays }: ServicePeriod): SeatStep {
  return { period: part, days: partDays, quantity: '1' };
}

function feeOf(
  { period, days, quantity }: SeatStep,
  servicePeriod: ServicePeriod,
  proration: Proration,
): Pick<PeriodUsage, 'servicePeriod' | 'seats' | 'share'> {
  return {
    servicePeriod: { ...servicePeriod, part: period, partDays: days },
    seats: quantity,
    share: shareOf(proration, { ...servicePeriod, part: period, partDays: days }),
  };
}
