/** Published cases of coupons and prepaid credits. */
import { z } from 'zod';

import type { ChargeLine } from '../../shared/invoice.ts';
import { creditLedger, paidFrom } from '../../shared/credit-ledger.ts';
import { amountText, decimal, quantityText, roundToMinor, ZERO, type Decimal } from '../../shared/money.ts';
import { lessPrepaid } from '../../services/invoicing/prepaid.ts';
import { couponShares, discountedLines, type Offer } from '../../services/pricing/discounts.ts';
import { on } from './case-shape.ts';
import type { PriceCase } from './price-case.ts';
import { draftFor } from './runs.ts';
import { WHOLE_MONTH } from './rated.ts';

const text = z.string();

/** Discounts and credits are whole minor units: where a case names no currency, of one with the most digits. */
export const FINEST = 'CLF';

/** A coupon as cases say it: of some lines or of all, partly used or not. */
export const caseCoupon = z.strictObject({
  type: z.enum(['fixed', 'percentage']).optional(),
  amount: text.nullish(),
  percent: text.nullish(),
  alreadyUsed: text.nullish(),
  limitedTo: z.array(text).nullish(),
  order: z.number().optional(),
});
export type CaseCoupon = z.output<typeof caseCoupon>;

const currency = text.default('EUR');
const field = text.default('discount');

export const discountCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  coupon: on(caseCoupon.extend({ base: text, currency, field }), ({ base, currency: of, field: asked, ...coupon }) => {
    const { coupon: ours, left } = offerOf(coupon, 0);
    const [share = ZERO] = couponShares({ ...ours, left }, [decimal(base)], of);
    return quantityText(isRest(asked) ? decimal(base).minus(share) : share);
  }),

  coupon_chain: on(
    z.strictObject({ base: text, coupons: z.array(caseCoupon), order: text.optional(), currency, field }),
    ({ base, coupons, order, currency: of, field: asked }) => {
      const [net = base] = discounted([{ net: base }], inOrder(coupons, order), of);
      return quantityText(isRest(asked) ? decimal(net) : decimal(base).minus(decimal(net)));
    },
  ),
};

function isRest(asked: string): boolean {
  return /taxable|net|total|rest|remain|after/.test(asked);
}

/** Nets of lines after coupons, which may be limited to some by their ids; a line without one is called by its index. */
export function discounted(
  lines: readonly { id?: string | undefined; net: string }[],
  coupons: readonly CaseCoupon[],
  of: string,
): string[] {
  const billed = lines.map(({ id, net }, i) => ratedLine({ price: id ?? String(i), amount: decimal(net), currency: of }));
  return discountedLines(billed, coupons.map(offerOf), of, 'en').map(({ net }) => net);
}

/** Percentages come first, or limited ones before others: so do ours. Else a case states its own order, as attached. */
export function inOrder(coupons: readonly CaseCoupon[], order = 'percentage before fixed'): CaseCoupon[] {
  if (/^percent|limited|tax/.test(order)) return [...coupons];
  const place = (coupon: CaseCoupon, i: number): number => (/^(fixed|amount)/.test(order) ? (isFixed(coupon) ? 1 : 2) : i + 1);
  return coupons.map((coupon, i) => ({ order: place(coupon, i), ...coupon }));
}

const isFixed = ({ percent }: CaseCoupon): boolean => (percent ?? undefined) === undefined;

function offerOf(coupon: CaseCoupon, i: number): Offer {
  const { amount, percent, limitedTo, order } = coupon;
  const terms = { amount: amount ?? undefined, percent: percent ?? undefined, prices: limitedTo ?? undefined, order };
  return { coupon: { id: `c${i}`, name: 'Coupon', ...terms }, span: {}, left: leftOf(coupon) };
}

function leftOf({ amount, alreadyUsed }: CaseCoupon): string | undefined {
  if (typeof amount !== 'string' || typeof alreadyUsed !== 'string') return undefined;
  const left = decimal(amount).minus(decimal(alreadyUsed));
  return quantityText(left.lt(0) ? ZERO : left);
}

/** A line after a percentage, of which so much is above its maximum without it. */
export function discountedAmount(amount: Decimal, above: Decimal, percent: string, of: string): Decimal {
  const rated = ratedLine({ price: 'case', amount, above, currency: of });
  const [line = rated] = discountedLines([rated], [offerOf({ percent }, 0)], of, 'en');
  return decimal(line.net);
}

/** A rated line, with what a maximum spend takes off it. */
function ratedLine(rated: { price: string; amount: Decimal; above?: Decimal; currency: string }): ChargeLine {
  const { price, amount, above = ZERO, currency: of } = rated;
  const [gross, over] = [roundToMinor(amount, of), roundToMinor(above, of)];
  return {
    group: 'Case',
    period: WHOLE_MONTH.part,
    description: price,
    quantity: '1',
    parts: [{ quantity: '1', unitPrice: quantityText(amount), flatFee: '0', amount: quantityText(amount) }],
    ...(over.isZero() ? {} : { discounts: [{ kind: 'maximum-spend', description: 'Maximum', amount: amountText(over, of) }] }),
    net: amountText(gross.minus(over), of),
    trace: { subscription: 'case', plan: 'case', planVersion: 1, price },
  };
}

/** What is left to pay of an amount after prepaid credits, the first one used up first. */
export function afterCredits(amount: Decimal, credits: readonly string[], of: string): Decimal {
  const due = amountText(roundToMinor(amount, of), of);
  const grants = credits.map((it, i) => ({ id: `c${i}`, amount: it, currency: of, kind: 'paid' as const, priority: i + 1 }));
  const paid = paidFrom(creditLedger(grants, [], '2026-10-31'), due, of);
  const draft = draftFor('adler', { currency: of, totals: { net: due, tax: '0', gross: due, payable: due } });
  return decimal(lessPrepaid(draft, paid).totals.payable);
}
