import { inLanguage } from '../../shared/catalog.ts';
import type { Language } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Price, Timing } from '../../shared/price.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { ChargeLine, ChargePart, PeriodShare } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum } from '../../shared/money.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import { flatParts } from './flat.ts';
import { graduatedParts } from './graduated.ts';
import { measuringKey, measuringOf } from './measuring.ts';
import type { Measured, Measuring } from './measuring.ts';
import { standardParts } from './standard.ts';

/** A service period of a subscription with what was measured in it. */
export interface PeriodUsage {
  readonly subscriptionId: string;
  readonly servicePeriod: ServicePeriod;
  readonly plan: PlanVersion;
  readonly meters: ReadonlyMap<string, Meter>;
  /** By `measuringKey`. */
  readonly quantities: ReadonlyMap<string, Measured>;
  /** What flat fees are due for: how many, and the share of the whole period; one, and its days, if not given. */
  readonly seats?: string;
  readonly share?: PeriodShare;
  readonly timing?: Timing;
}

/** The lines a service period is billed with: those of `ratedLines`, but for those without quantity and amount. */
export function chargeLines(usage: PeriodUsage, language: Language): ChargeLine[] {
  return withoutEmpty(ratedLines(usage, language));
}

/** Lines but for those without quantity and amount: a metered price without usage, a fee for no seat. */
export function withoutEmpty(lines: readonly ChargeLine[]): ChargeLine[] {
  return lines.filter(({ quantity, parts }) => {
    return !decimal(quantity).isZero() || !sum(parts.map(({ amount }) => decimal(amount))).isZero();
  });
}

/**
 * What a service period comes to, one line for each price of the plan, in the plan's order. Each line is rounded once,
 * to the minor unit of the plan's currency.
 *
 * @throws {NotPriceableError} if a price can't be applied to what was measured
 */
export function ratedLines(usage: PeriodUsage, language: Language): ChargeLine[] {
  const { plan, servicePeriod, timing } = usage;
  const share = usage.share ?? { days: servicePeriod.partDays, of: servicePeriod.wholeDays };
  return plan.prices.map((price) => {
    const [measured] = measuringOf(price).map((asked) => requireMeasured(usage, asked));
    const parts = partsOf(price, measured, share, usage.seats);
    const exact = sum(parts.map((part) => decimal(part.amount)));
    const quantity = measured?.quantity ?? parts[0]?.quantity ?? '0';
    const unit = unitOf(price, usage.meters, language);
    return {
      group: inLanguage(plan.name, language),
      period: servicePeriod.part,
      description: inLanguage(price.name, language),
      quantity: quantityText(decimal(quantity)),
      ...(unit === undefined ? {} : { unit }),
      parts,
      net: amountText(roundToMinor(exact, plan.currency), plan.currency),
      trace: {
        subscription: usage.subscriptionId,
        plan: plan.id,
        planVersion: plan.version,
        price: price.id,
        ...(measured ? { meter: measured.meter, events: measured.events, fingerprint: measured.fingerprint } : {}),
        ...(!measured && billedUnits(share) !== share.of ? { proration: share } : {}),
        ...(timing === 'advance' ? { timing } : {}),
      },
    };
  });
}

/** One line a price model. */
function partsOf(price: Price, measured: Measured | undefined, share: PeriodShare, seats = '1'): ChargePart[] {
  const quantity = decimal(measured?.quantity ?? '0');
  switch (price.model) {
    case 'flat':
      return flatParts(price.amount, share, price.perSeat === false ? '1' : seats);
    case 'standard':
      return standardParts(quantity, price.unitPrice);
    case 'graduated':
      if (quantity.lt(0))
        throw new NotPriceableError(
          `Price "${price.id}" is graduated, and its meter measured ${quantity.toFixed()}; a quantity below 0 has no tier.`,
        );
      return graduatedParts(quantity, price.tiers, price.flatOnZeroUsage);
  }
}

function requireMeasured({ plan, quantities }: PeriodUsage, asked: Measuring): Measured {
  const found = quantities.get(measuringKey(asked));
  if (!found)
    throw new NotPriceableError(
      `Plan "${plan.id}" version ${plan.version} prices meter "${asked.meter}", which the catalog does not have.`,
    );
  return found;
}

function unitOf(price: Price, meters: ReadonlyMap<string, Meter>, language: Language): string | undefined {
  const unit = 'meter' in price ? meters.get(price.meter)?.unit : price.model === 'flat' ? price.unit : undefined;
  return unit === undefined ? undefined : inLanguage(unit, language);
}
