import type { Seller } from '../../shared/catalog.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { amountText, decimal, roundedTo } from '../../shared/money.ts';

/**
 * The draft with what is payable rounded to the seller's step for its currency, half away from zero (BT-114); net and
 * tax stay. It comes after credits, which pay exactly what they hold, so that what is left to pay is round. A credit note is
 * not rounded: nobody pays it in cash.
 *
 * @see docs/sources.md#en-16931-arithmetic
 */
export function cashRounded(draft: DraftContent, { rounding }: Pick<Seller, 'rounding'>): DraftContent {
  const { totals, currency } = draft;
  const step = rounding?.[currency];
  if (step === undefined || draft.kind === 'credit-note') return draft;
  const exact = decimal(totals.payable);
  const payable = roundedTo(exact.div(decimal(step)), 0, 'half').times(decimal(step));
  if (payable.eq(exact)) return draft;
  return {
    ...draft,
    totals: { ...totals, rounding: amountText(payable.minus(exact), currency), payable: amountText(payable, currency) },
  };
}
