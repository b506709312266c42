import { inLanguage } from '../../shared/catalog.ts';
import type { Language } from '../../shared/catalog.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { metersOf } from '../../shared/price.ts';
import type { Price, Timing } from '../../shared/price.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { ChargeLine, LineDiscount, PeriodShare, Trace } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import { supplyOf } from '../../shared/line-supply.ts';
import { measuringKey, measuringOf } from './measuring.ts';
import type { Measured, Measuring } from './measuring.ts';
import { amountOf, unitsOf } from './parts.ts';
import { shareOf } from './period-share.ts';
import { ratedParts } from './rate.ts';
import { maximumSpendDiscount } from './spend.ts';

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
  return lines.filter(({ trace, quantity, parts }) => {
    return [quantity, trace.measured ?? '0', ...parts.map(({ amount }) => amount)].some((figure) => !decimal(figure).isZero());
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
  const share = usage.share ?? shareOf('day', servicePeriod);
  return plan.prices.map((price) => {
    const measured = measuringOf(price).map((asked) => requireMeasured(usage, asked));
    const parts = ratedParts(price, measured, servicePeriod, { share, seats: usage.seats });
    const gross = roundToMinor(amountOf(parts), plan.currency);
    const discounts = maximumSpend(price, gross, plan.currency, language);
    const quantity = quantityText(unitsOf(parts));
    const unit = unitOf(price, usage.meters, language);
    const supply = supplyOf(price, language);
    return {
      group: inLanguage(plan.name, language),
      period: servicePeriod.part,
      description: inLanguage(price.name, language),
      quantity,
      ...(unit === undefined ? {} : { unit }),
      parts,
      ...(discounts.length > 0 ? { discounts } : {}),
      net: amountText(gross.minus(sum(discounts.map(({ amount }) => decimal(amount)))), plan.currency),
      ...(supply ? { supply } : {}),
      trace: {
        subscription: usage.subscriptionId,
        plan: plan.id,
        planVersion: plan.version,
        price: price.id,
        ...usageTrace(price, measured, quantity),
        ...(price.model === 'flat' && billedUnits(share) !== share.of ? { proration: share } : {}),
        ...(timing === 'advance' ? { timing } : {}),
      },
    };
  });
}

/** What a maximum takes off a line: the last of its discounts, after all that are a percentage. */
function maximumSpend(price: Price, net: Decimal, currency: string, language: Language): LineDiscount[] {
  if (price.model === 'flat' || price.maximumSpend === undefined) return [];
  const amount = roundToMinor(maximumSpendDiscount(price.maximumSpend, net), currency);
  if (amount.isZero()) return [];
  return [{ kind: 'maximum-spend', description: LANGUAGES[language].charges.maximumReached, amount: amountText(amount, currency) }];
}

/** What was measured, on which events. */
function usageTrace(price: Price, measured: readonly Measured[], quantity: string): Partial<Trace> {
  if (price.model === 'capacity')
    return { peaks: measured.map(({ meter, quantity: peak, events, fingerprint }) => ({ meter, measured: peak, events, fingerprint })) };
  const [only] = measured;
  if (!only) return {};
  const isOther = !decimal(only.quantity).eq(decimal(quantity));
  return {
    meter: only.meter,
    events: only.events,
    fingerprint: only.fingerprint,
    ...(isOther ? { measured: quantityText(decimal(only.quantity)) } : {}),
  };
}

function requireMeasured({ plan, quantities }: PeriodUsage, asked: Measuring): Measured {
  const found = quantities.get(measuringKey(asked));
  if (!found)
    throw new NotPriceableError(
      `Plan "${plan.id}" version ${plan.version} prices meter "${asked.meter}", which the catalog does not have.`,
    );
  return found;
}

/** What one of a line's quantity is called: by the price, by its conversion, or by the meter where the quantity is the meter's. */
function unitOf(price: Price, meters: ReadonlyMap<string, Meter>, language: Language): string | undefined {
  const converted = 'conversion' in price ? price.conversion : undefined;
  const [meter, ...others] = metersOf(price);
  const measured =
    meter === undefined || others.length > 0 || price.model === 'capacity' || converted ? undefined : meters.get(meter)?.unit;
  const unit = price.unit ?? converted?.unit ?? measured;
  return unit === undefined ? undefined : inLanguage(unit, language);
}
