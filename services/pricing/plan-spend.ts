import { inLanguage } from '../../shared/catalog.ts';
import type { Language } from '../../shared/catalog.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { ChargeLine, LineDiscount } from '../../shared/invoice.ts';
import { allocate, amountText, decimal, roundToMinor, sum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { COMMITMENT, MINIMUM_SPEND } from '../../shared/plan.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { sharedSupply } from '../../shared/line-supply.ts';
import { shareOf, shareOfAmount } from './period-share.ts';
import { chargePart } from './price-model.ts';
import { maximumSpendDiscount } from './spend.ts';
import type { SnapshotPeriod } from './usage-snapshot.ts';

/**
 * Between what bounds all that a period costs stays: minimum and maximum of a plan, which belong to what is billed in
 * arrears; and what is missing to the commitment of a term.
 */

/** A part of a claim with its plan version. */
interface PlanPart {
  readonly part: Pick<SnapshotPeriod, 'subscriptionId' | 'servicePeriod' | 'unbilled' | 'timing'>;
  readonly plan: PlanVersion;
}

/** Whether what is billed of a period in advance decides what is billed of it in arrears. */
export function isBounded({ minimumSpend, maximumSpend }: PlanVersion): boolean {
  return minimumSpend !== undefined || maximumSpend !== undefined;
}

/**
 * The line that adds what is missing to the minimum of a whole period, or is zero; none where no plan of it has one.
 *
 * Each part of the period counts with its share of its plan's minimum, cut as a flat fee of the plan is: by day, by
 * second, or all with the first part. Trials and pauses count nothing. What was spent is before coupons.
 *
 * @param parts of a claim in arrears, earliest first
 * @param lines of the claim, and those of the same period in advance, each as it comes to now
 * @see docs/sources.md#minimum-spend
 */
export function minimumLines(parts: readonly PlanPart[], lines: readonly ChargeLine[], language: Language): ChargeLine[] {
  const billed = billedParts(parts);
  const [first, last] = [billed[0], billed.at(-1)];
  if (!first || !last || billed.every(({ plan }) => plan.minimumSpend === undefined)) return [];
  const due = roundToMinor(sum(billed.map(minimumOf)), last.plan.currency);
  const period = { ...first.part.servicePeriod.part, end: last.part.servicePeriod.part.end };
  const about = { period, description: LANGUAGES[language].charges.minimumSpend, due, price: MINIMUM_SPEND };
  return [lineOfMissing(last, lines, about, language)];
}

/**
 * The line that adds what is missing to the commitment of a term, or is zero; none of what is no term, or does not run any
 * more. A commitment is not cut: trials, pauses and an early end leave it as it is. What was spent is before coupons, and
 * none are taken off what is missing.
 *
 * @param parts of a claim
 * @param lines of all claims of the term, each as it comes to now
 * @see docs/sources.md#minimum-spend
 */
export function commitmentLines([of]: readonly [PlanPart, ...PlanPart[]], lines: readonly ChargeLine[], language: Language): ChargeLine[] {
  const { part, plan } = of;
  if (part.timing !== 'term' || part.unbilled !== undefined || plan.commitment === undefined) return [];
  const due = roundToMinor(decimal(plan.commitment.amount), plan.currency);
  return [
    lineOfMissing(
      of,
      lines,
      { period: part.servicePeriod.part, description: LANGUAGES[language].charges.commitment, due, price: COMMITMENT },
      language,
    ),
  ];
}

function lineOfMissing(
  { part: { subscriptionId, timing }, plan: { currency, id, version, name, prices } }: PlanPart,
  lines: readonly ChargeLine[],
  { period, description, due, price }: Pick<ChargeLine, 'period' | 'description'> & { due: Decimal; price: string },
  language: Language,
): ChargeLine {
  const supply = sharedSupply(prices, language);
  const spent = sum(lines.map(beforeCoupons));
  const missing = due.gt(spent) ? due.minus(spent) : ZERO;
  // One piece at what is missing; a correction of it changes the amount and not the piece.
  const quantity = decimal(missing.isZero() ? '0' : '1');
  return {
    group: inLanguage(name, language),
    period,
    description,
    quantity: quantity.toFixed(),
    parts: [chargePart({ quantity, flatFee: missing.toFixed() })],
    net: amountText(missing, currency),
    ...(supply && { supply }),
    trace: {
      subscription: subscriptionId,
      plan: id,
      planVersion: version,
      price,
      spend: { due: amountText(due, currency), spent: amountText(spent, currency) },
      ...(timing && { timing }),
    },
  };
}

/**
 * Lines of a claim less what is above the maximum of their plan, spread over them by largest remainder. Not less for a
 * part of a period, and the last of the discounts.
 *
 * @param parts of a claim in arrears, earliest first
 * @param lines of the claim, less their coupons
 * @param ahead lines of the same period in advance, less theirs: they count and nothing is taken off them
 * @see docs/sources.md#maximum-spend
 */
export function withinMaximum(
  parts: readonly PlanPart[],
  lines: readonly ChargeLine[],
  ahead: readonly ChargeLine[],
  language: Language,
): ChargeLine[] {
  // Of several versions of a plan the last one counts.
  const plans = new Map(billedParts(parts).map(({ plan }) => [plan.id, plan]));
  return [...plans.values()].reduce<ChargeLine[]>(
    (left, { id, maximumSpend, currency }) => {
      if (maximumSpend === undefined) return left;
      const nets = left.map(({ trace, net }) => (trace.plan === id ? decimal(net) : ZERO));
      const before = sum(ahead.filter(({ trace }) => trace.plan === id).map(({ net }) => decimal(net)));
      const over = roundToMinor(maximumSpendDiscount(maximumSpend, sum(nets), before), currency);
      if (over.lte(0)) return left;
      const shares = allocate(over, nets, currency);
      return left.map((line, i) => lessMaximum(line, shares[i] ?? ZERO, currency, language));
    },
    [...lines],
  );
}

function lessMaximum(line: ChargeLine, share: Decimal, currency: string, language: Language): ChargeLine {
  if (share.isZero()) return line;
  const discount: LineDiscount = {
    kind: 'maximum-spend',
    description: LANGUAGES[language].charges.planMaximumReached,
    amount: amountText(share, currency),
  };
  return { ...line, discounts: [...(line.discounts ?? []), discount], net: amountText(decimal(line.net).minus(share), currency) };
}

function billedParts(parts: readonly PlanPart[]): PlanPart[] {
  return parts.filter(({ part: { unbilled, timing } }) => unbilled === undefined && timing === undefined);
}

function minimumOf({ part, plan: { minimumSpend, proration = 'day' } }: PlanPart, i: number): Decimal {
  if (minimumSpend === undefined || (proration === 'none' && i > 0)) return ZERO;
  return shareOfAmount(decimal(minimumSpend), shareOf(proration, part.servicePeriod));
}

/** What a line comes to, less its own maximum but not its coupons. */
function beforeCoupons({ net, discounts = [] }: ChargeLine): Decimal {
  return sum([net, ...discounts.filter(({ kind }) => kind === 'coupon').map(({ amount }) => amount)].map(decimal));
}
