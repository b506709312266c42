import { z } from 'zod';
import { amountAboveZero, digitsFault, id, localized, wholeNumber } from './catalog.ts';
import { currencyCode, decimal, decimalText, whole } from './money.ts';
import { plainDate } from './period.ts';

/**
 * A coupon takes a percentage or a fixed amount off each bill. One that is limited to plans, prices or meters is taken
 * off their lines, before any that is not, which is taken off the invoice.
 */

const limits = z.array(id).min(1).max(200).optional();

export const coupon = z
  .strictObject({
    id,
    name: localized.describe('What the discount is called on invoices.'),
    percent: amountAboveZero
      .refine((text) => !isAbove100(text), 'expected at most 100: nothing is left to take off after that')
      .optional()
      .describe('Percent it takes off, up to 100; a coupon has either percent or amount.'),
    amount: amountAboveZero.optional().describe('Amount it takes off each bill, or what there is to take it off.'),
    currency: currencyCode.optional().describe('Currency of amount and atMost; only with one of them.'),
    plans: limits.describe('Plans whose lines it is limited to.'),
    prices: limits.describe('Prices whose lines it is limited to, by their id in the plan.'),
    meters: limits.describe('Meters whose lines it is limited to.'),
    order: wholeNumber(1, 1000)
      .optional()
      .describe('Coupons with an order come first, the lowest before; of the others percentages come before amounts.'),
    bills: wholeNumber(1, 1200).optional().describe('Bills it may be taken off; any number if not given.'),
    atMost: amountAboveZero
      .optional()
      .describe('What it takes in all, over all bills; an amount that found too little to be taken off goes on.'),
    from: plainDate.optional().describe('First day on which a service period may begin that it is taken off.'),
    until: plainDate.optional().describe('First day on which none may begin any more.'),
  })
  .superRefine(({ percent, amount, currency, atMost, from, until }, { addIssue }) => {
    const refuse = (path: string, message: string): void => addIssue({ code: 'custom', path: [path], message });
    if ((percent === undefined) === (amount === undefined))
      refuse('percent', 'a coupon takes either a percentage or an amount: give percent or amount');
    const hasAmount = amount !== undefined || atMost !== undefined;
    if (hasAmount !== (currency !== undefined))
      refuse('currency', hasAmount ? 'an amount needs its currency, such as EUR' : 'a percentage without atMost has no currency');
    for (const [field, text] of Object.entries({ amount, atMost })) {
      if (text === undefined || currency === undefined) continue;
      const fault = digitsFault(text, currency);
      if (fault !== undefined) refuse(field, fault);
    }
    if (from !== undefined && until !== undefined && until <= from) refuse('until', 'until must be after from');
  })
  .describe('A discount that customers can be given.');
export type Coupon = z.infer<typeof coupon>;

/** A coupon of a bill, as it was when the bill was priced, and what it took off it. */
export const appliedCoupon = z.object({
  coupon,
  /** Service periods the customer had it for. */
  span: z.object({ from: plainDate.optional(), until: plainDate.optional() }),
  /** Whether it was offered to the lines of the bill; else it comes from what the bill corrects. */
  isOffered: z.boolean(),
  /** Off all lines, those of corrections included; major units. */
  amount: decimalText,
  /** Whether it took something off a line that is no correction: such a bill counts as one of its `bills`. */
  isBill: z.boolean(),
});
export type AppliedCoupon = z.infer<typeof appliedCoupon>;

/** Whether how much of it is left depends on earlier bills. */
export function isLimited({ bills, atMost }: Coupon): boolean {
  return bills !== undefined || atMost !== undefined;
}

function isAbove100(text: string): boolean {
  return decimalText.safeParse(text).success && decimal(text).gt(whole(100));
}
