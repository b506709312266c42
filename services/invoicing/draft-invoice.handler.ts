import { requireCurrentAttempt } from '../../shared/attempt.store.ts';
import { customerStep } from '../../shared/billing-run.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { requireCharges } from '../../shared/charges.store.ts';
import { claimsToTake } from '../../shared/claim.store.ts';
import { couponsToUse } from '../../shared/coupon-use.store.ts';
import { getDraftHead, keepDraft } from '../../shared/draft.store.ts';
import { minorDigits } from '../../shared/money.ts';
import { seriesFor } from '../../shared/number-series.ts';
import { defineStep } from '../../shared/step.ts';
import { draftHead, draftOf } from './draft.ts';
import { checkInvariants } from './invariants.ts';

/** Makes a draft of a customer's charges and claims the periods it bills, in one transaction. */
export const handler = defineStep(customerStep, async (step) => {
  const attemptCounts = await requireCurrentAttempt(step);
  if (await getDraftHead(step)) return null;

  const seller = await requireSeller(step.sellerId);
  const customer = await requireCustomer(step.sellerId, step.customerId);
  const charges = await requireCharges(step);
  const draft = draftOf(seller, customer, charges);
  if (draft) checkInvariants(draft, minorDigits(draft.currency));

  const taken = [...(await claimsToTake(step, charges)), ...(await couponsToUse(step, charges))];
  await keepDraft(step, draftHead(step, seriesFor(seller, customer).prefix, draft), draft, [attemptCounts, ...taken]);
  return null;
});
