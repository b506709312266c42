import { inLanguage } from '../../shared/catalog.ts';
import type { Language } from '../../shared/catalog.ts';
import type { AppliedCoupon, Coupon } from '../../shared/coupon.ts';
import type { ChargeLine, LineDiscount } from '../../shared/invoice.ts';
import { allocate, amountText, decimal, roundToMinor, smaller, sum, whole, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { datesOf } from '../../shared/period.ts';
import { billedTerms } from './billed-terms.ts';

const HUNDRED = whole(100);

/** A coupon as a bill may take it. */
export interface Offer extends Pick<AppliedCoupon, 'coupon' | 'span'> {
  /** What is left of `atMost`, major units. */
  readonly left?: string | undefined;
}

/**
 * Takes coupons off the lines of a bill: first those that are limited to some lines, then those that are not, each in
 * the order of `couponOrder`, each off what the ones before left. What a coupon takes is spread over its lines by
 * largest remainder. A maximum spend that a line was rated with comes after them: it takes what is still above it.
 *
 * A correction has the discounts of what it corrects, and takes none of its own. A line of zero or less takes none.
 *
 * @param lines as rated, each with its rounded amount as net, less what is above its maximum spend
 * @see docs/sources.md#discounts
 */
export function discountedLines(
  lines: readonly ChargeLine[],
  offers: readonly Offer[],
  currency: string,
  language: Language,
): ChargeLine[] {
  if (offers.length === 0) return [...lines];
  const open = lines.map((line) => (line.trace.correction ? undefined : opened(line, currency)));
  for (const { coupon, span, left } of [...offers].sort(couponOrder)) {
    const rests = open.map((it) => (it && isTakenOff({ coupon, span }, it.line) ? it.rest : ZERO));
    couponShares({ ...coupon, left }, rests, currency).forEach((share, i) =>
      take(open[i], share, couponDiscount(coupon, language), currency),
    );
  }
  return lines.map((line, i) => closed(open[i], currency) ?? line);
}

/**
 * The same decisions again for a period that is rated again, line by line: a percentage is taken off what the line comes
 * to now, a fixed amount is what it was, up to that. So is a percentage that takes no more than so much in all: what is
 * left of it belongs to bills. A line that comes to what was billed keeps its discounts to the last minor unit.
 *
 * @param rated every line of the period as it is rated now
 * @param billed lines of the period that stand for good, corrections among them
 * @param applied coupons of its first bill, in their order
 */
export function discountedAgain(
  rated: readonly ChargeLine[],
  billed: readonly ChargeLine[],
  applied: readonly AppliedCoupon[],
  currency: string,
  language: Language,
): ChargeLine[] {
  return rated.map((line) => {
    const before = billed.filter((it) => billedTerms(it) === billedTerms(line));
    const discounts = before.flatMap((it) => it.discounts ?? []);
    if (applied.length === 0 && discounts.length === 0) return line;
    const again = opened(line, currency);
    const billedGross = total([...before.map(({ net }) => net), ...discounts.map(({ amount }) => amount)]);
    const isSame = again.rest.eq(billedGross) && before.length > 0;
    for (const each of applied) {
      const took = total(discounts.filter((it) => it.coupon === each.coupon.id).map(({ amount }) => amount));
      const share = isSame ? took : decidedAgain(each, again, took, currency);
      if (share.gt(0)) take(again, share, couponDiscount(each.coupon, language), currency);
    }
    return closed(again, currency) ?? line;
  });
}

/** @param took what the coupon took off the line before */
function decidedAgain(applied: AppliedCoupon, { line, rest }: OpenLine, took: Decimal, currency: string): Decimal {
  const { percent, atMost } = applied.coupon;
  if (percent === undefined || atMost !== undefined) return smaller(took, rest);
  return isTakenOff(applied, line) ? percentOf(rest, percent, currency) : ZERO;
}

/** What is taken off a line more than was taken off before, or less where negative: one for each coupon, none of zero. */
export function discountDifference(rated: readonly LineDiscount[], billed: readonly LineDiscount[], currency: string): LineDiscount[] {
  const nameOf = ({ kind, coupon }: LineDiscount): string => coupon ?? kind;
  const all = new Map([...rated, ...billed].map((it) => [nameOf(it), it]));
  return [...all].flatMap(([name, discount]) => {
    const amounts = (of: readonly LineDiscount[]): Decimal => total(of.filter((it) => nameOf(it) === name).map(({ amount }) => amount));
    const amount = amounts(rated).minus(amounts(billed));
    return amount.isZero() ? [] : [{ ...discount, amount: amountText(amount, currency) }];
  });
}

/**
 * What a coupon takes of each amount: a percentage of their sum, rounded once, or its amount; never more than there is,
 * nor than is left of it.
 *
 * @param amounts rounded to the currency's minor unit; those of zero or less give nothing
 * @returns one share an amount, in their order
 */
export function couponShares(
  { percent, amount, left }: Pick<Coupon, 'percent' | 'amount'> & Pick<Offer, 'left'>,
  amounts: readonly Decimal[],
  currency: string,
): Decimal[] {
  const basis = sum(amounts.filter((it) => it.gt(0)));
  const wanted = percent === undefined ? decimal(amount ?? '0') : percentOf(basis, percent, currency);
  const possible = left === undefined ? basis : smaller(basis, decimal(left));
  return allocate(smaller(wanted, possible), amounts, currency);
}

/**
 * Coupons in the order in which they are taken off: limited ones first; then those with an order, the lowest first; then
 * percentages before amounts; else as the customer has them.
 */
export function couponOrder(a: Pick<Offer, 'coupon'>, b: Pick<Offer, 'coupon'>): number {
  const byOrder = (a.coupon.order ?? AFTER_ORDERED) - (b.coupon.order ?? AFTER_ORDERED);
  return Number(isOfInvoice(a.coupon)) - Number(isOfInvoice(b.coupon)) || byOrder || Number(isFixed(a.coupon)) - Number(isFixed(b.coupon));
}

const AFTER_ORDERED = 1_000_000;
const isOfInvoice = ({ plans, prices, meters }: Coupon): boolean => plans === undefined && prices === undefined && meters === undefined;
const isFixed = ({ percent }: Coupon): boolean => percent === undefined;

/** A coupon is taken off the lines it is limited to whose service period begins within its days and the customer's. */
function isTakenOff({ coupon, span }: Pick<Offer, 'coupon' | 'span'>, { trace, period }: ChargeLine): boolean {
  const isNamed = (names: readonly string[] | undefined, name: string | undefined): boolean =>
    names === undefined || (name !== undefined && names.includes(name));
  if (!isNamed(coupon.plans, trace.plan) || !isNamed(coupon.prices, trace.price) || !isNamed(coupon.meters, trace.meter)) return false;
  const spans = [coupon, span].filter(({ from, until }) => from !== undefined || until !== undefined);
  if (spans.length === 0) return true;
  const { first } = datesOf(period);
  return spans.every(({ from, until }) => (from === undefined || from <= first) && (until === undefined || first < until));
}

/** A line that discounts are being taken off. */
interface OpenLine {
  readonly line: ChargeLine;
  /** What is left to take off. */
  rest: Decimal;
  readonly discounts: LineDiscount[];
  /** What it may come to at most, as it was rated. */
  readonly maximum: { readonly ceiling: Decimal; readonly discount: LineDiscount } | undefined;
}

/** A rated line before its discounts; its maximum spend is taken off last. */
function opened(rated: ChargeLine, currency: string): OpenLine {
  const { discounts = [], ...line } = rated;
  const discount = discounts.find(({ kind }) => kind === 'maximum-spend');
  return {
    line,
    rest: roundToMinor(total(line.parts.map(({ amount }) => amount)), currency),
    discounts: [],
    maximum: discount && { ceiling: decimal(rated.net), discount },
  };
}

function take(open: OpenLine | undefined, amount: Decimal, discount: Omit<LineDiscount, 'amount'>, currency: string): void {
  if (!open || amount.isZero()) return;
  open.rest = open.rest.minus(amount);
  open.discounts.push({ ...discount, amount: amountText(amount, currency) });
}

function closed(open: OpenLine | undefined, currency: string): ChargeLine | undefined {
  if (!open) return undefined;
  const { line, maximum, discounts } = open;
  if (maximum?.ceiling.lt(open.rest)) take(open, open.rest.minus(maximum.ceiling), maximum.discount, currency);
  return { ...line, ...(discounts.length > 0 ? { discounts } : {}), net: amountText(open.rest, currency) };
}

function couponDiscount({ id, name, percent }: Coupon, language: Language): Omit<LineDiscount, 'amount'> {
  return { kind: 'coupon', coupon: id, description: inLanguage(name, language), ...(percent === undefined ? {} : { percent }) };
}

function percentOf(amount: Decimal, percent: string, currency: string): Decimal {
  return roundToMinor(amount.times(decimal(percent)).div(HUNDRED), currency);
}

function total(amounts: readonly string[]): Decimal {
  return sum(amounts.map(decimal));
}
