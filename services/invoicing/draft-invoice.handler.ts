import { requireCurrentAttempt } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { customerStep } from '../../shared/billing-run.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { requireCharges } from '../../shared/charges.store.ts';
import { claimsToTake } from '../../shared/claim.store.ts';
import { couponsToUse } from '../../shared/coupon-use.store.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { getDraftHead, keepDraft } from '../../shared/draft.store.ts';
import { minorDigits } from '../../shared/money.ts';
import { seriesOf } from '../../shared/number-series.ts';
import { cashRounded } from './cash-rounding.ts';
import { creditedBelowZero } from './corrected-invoices.store.ts';
import { draftHead, draftOf } from './draft.ts';
import { checkInvariants } from './invariants.ts';
import { paidByCredits } from './prepaid.store.ts';

/** Makes a draft of a customer's charges, a credit note where they come to less than zero, claims the periods it bills and takes its coupons and credits, in one transaction. */
export const handler = defineCustomerStep('DraftInvoice', customerStep, async (step) => {
  const [attemptCounts, before] = await Promise.all([requireCurrentAttempt(step), getDraftHead(step)]);
  if (before) return null;

  const [seller, customer, charges] = await Promise.all([
    requireSeller(step.sellerId),
    requireCustomer(step.sellerId, step.customerId),
    requireCharges(step),
  ]);
  const run = (): Promise<BillingRun> => requireRun(step.sellerId, step.runId);
  const due = await creditedBelowZero(step, run, charges, draftOf(seller, customer, charges));
  const { draft: exact, reserve } = await paidByCredits(step, run, customer, due);
  const draft = exact && cashRounded(exact, seller);
  if (draft) checkInvariants(draft, minorDigits(draft.currency));

  const taken = [...(await claimsToTake(step, charges)), ...(await couponsToUse(step, charges)), ...reserve];
  await keepDraft(step, draftHead(step, seriesOf(draft?.kind, seller, customer).prefix, draft), draft, [attemptCounts, ...taken]);
  return null;
});
