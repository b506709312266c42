import type { Language } from '../../shared/catalog.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { ChargeLine, ChargePart, LineDiscount } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, sum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

/** What a corrected line is called beside its price. */
const CORRECTION: Readonly<Record<Language, string>> = { de: 'Nachberechnung', en: 'correction' };

/**
 * The lines that bring what was billed of a claim to what it is rated at now: those of terms that don't hold any more
 * are taken back, then one for each line whose quantity or amount has changed, in the order of the plan. Billed in all,
 * to the minor unit, is then what one bill would have come to; a difference of amounts rounded one by one would not be.
 *
 * Lines are the same if price, plan version and service period are, and the share of the period that is billed.
 *
 * @param rated every line of the claim as it is rated now, those of zero among them, with what is taken off each
 * @param billed lines that stand for good, corrections among them
 * @param sequence 1 for the first correction of the period
 */
export function correctionLines(
  rated: readonly ChargeLine[],
  billed: readonly ChargeLine[],
  { sequence, currency, language }: { sequence: number; currency: string; language: Language },
): ChargeLine[] {
  const before = Map.groupBy(billed, sameness);
  const now = new Map(rated.map((line) => [sameness(line), line]));
  const gone = [...before].filter(([key]) => !now.has(key)).map(([, lines]) => ({ rated: nothingOf(lines[0]!, language), billed: lines }));
  const kept = [...now].map(([key, line]) => ({ rated: line, billed: before.get(key) ?? [] }));
  return [...gone, ...kept].flatMap((both) => correctionLine(both, { sequence, currency, language }));
}

interface RatedAndBilled {
  readonly rated: ChargeLine;
  readonly billed: readonly ChargeLine[];
}

function correctionLine(
  { rated, billed }: RatedAndBilled,
  { sequence, currency, language }: { sequence: number; currency: string; language: Language },
): ChargeLine[] {
  const billedParts = billed.flatMap(({ parts }) => parts);
  const billedNet = total(billed.map(({ net }) => net));
  const quantity = decimal(rated.quantity).minus(total(billed.map((it) => it.quantity)));
  const net = decimal(rated.net).minus(billedNet);
  const { discounts: taken = [], ...line } = rated;
  const billedDiscounts = billed.flatMap(({ discounts = [] }) => discounts);
  const discounts = discountDifference(taken, billedDiscounts, currency);
  if (quantity.isZero() && net.isZero() && discounts.length === 0) return [];

  const correction = {
    sequence,
    ratedExact: quantityText(total(rated.parts.map(({ amount }) => amount))),
    billedExact: quantityText(total(billedParts.map(({ amount }) => amount))),
    billedNet: amountText(billedNet, currency),
    ...(billedDiscounts.length === 0 ? {} : { billedDiscount: amountText(total(billedDiscounts.map(({ amount }) => amount)), currency) }),
  };
  return [
    {
      ...line,
      description: `${line.description}, ${CORRECTION[language]}`,
      quantity: quantityText(quantity),
      parts: difference(rated.parts, billedParts),
      ...(discounts.length === 0 ? {} : { discounts }),
      net: amountText(net, currency),
      trace: { ...line.trace, correction },
    },
  ];
}

/** Names what a line bills: equal for a line and its corrections. */
function sameness({ period, trace: { plan, planVersion, price, proration } }: ChargeLine): string {
  return [plan, planVersion, price, period.start, period.end, proration ? `${billedUnits(proration)}/${proration.of}` : ''].join(' ');
}

/** What a line is rated at whose terms don't hold any more: nothing is counted and nothing charged. */
function nothingOf(line: ChargeLine, language: Language): ChargeLine {
  const { discounts: _, trace, ...rest } = line;
  const { correction, fingerprint: __, ...why } = trace;
  const suffix = `, ${CORRECTION[language]}`;
  const description = correction && line.description.endsWith(suffix) ? line.description.slice(0, -suffix.length) : line.description;
  const parts = line.parts.map((part) => ({ ...part, quantity: '0', flatFee: '0', amount: '0' }));
  return { ...rest, description, quantity: '0', parts, net: '0', trace: why.events === undefined ? why : { ...why, events: 0 } };
}

/** What is taken off now, less what was taken off before: one for each coupon, in the order of the rated line. */
function discountDifference(rated: readonly LineDiscount[], billed: readonly LineDiscount[], currency: string): LineDiscount[] {
  const all = new Map<string, { discount: LineDiscount; amount: Decimal }>();
  const add = (discount: LineDiscount, sign: 1 | -1): void => {
    const key = `${discount.kind} ${discount.coupon ?? ''}`;
    const known = all.get(key) ?? { discount, amount: ZERO };
    all.set(key, { ...known, amount: known.amount.plus(decimal(discount.amount).times(sign)) });
  };
  for (const discount of rated) add(discount, 1);
  for (const discount of billed) add(discount, -1);
  return [...all.values()].flatMap(({ discount, amount }) =>
    amount.isZero() ? [] : [{ ...discount, amount: amountText(amount, currency) }],
  );
}

/** Parts that are new or different, less what was billed of them: one for each kind, cell, tier and unit price, lowest tier first. */
function difference(rated: readonly ChargePart[], billed: readonly ChargePart[]): ChargePart[] {
  const parts = new Map<string, ChargePart>();
  const add = (part: ChargePart, sign: 1 | -1): void => {
    const { kind = '', values = [], upTo = '' } = part;
    const key = JSON.stringify([kind, values, upTo, decimal(part.unitPrice).toFixed()]);
    const known = parts.get(key) ?? { ...part, quantity: '0', flatFee: '0', amount: '0' };
    const plus = (a: string, b: string): string => quantityText(decimal(a).plus(decimal(b).times(sign)));
    parts.set(key, {
      ...known,
      quantity: plus(known.quantity, part.quantity),
      flatFee: plus(known.flatFee, part.flatFee),
      amount: plus(known.amount, part.amount),
    });
  };
  for (const part of rated) add(part, 1);
  for (const part of billed) add(part, -1);

  const all = [...parts.values()].sort(byTier);
  const changed = all.filter(({ quantity, flatFee, amount }) => [quantity, flatFee, amount].some((figure) => !decimal(figure).isZero()));
  // Only the rounding has changed: a line has at least one part.
  return changed.length > 0 ? changed : all.slice(0, 1);
}

function byTier(a: ChargePart, b: ChargePart): number {
  if (a.upTo === undefined || b.upTo === undefined) return Number(a.upTo === undefined) - Number(b.upTo === undefined);
  return decimal(a.upTo).comparedTo(decimal(b.upTo));
}

function total(amounts: readonly string[]): Decimal {
  return sum(amounts.map(decimal));
}
