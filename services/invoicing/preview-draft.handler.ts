import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { charges } from '../../shared/charges.store.ts';
import { minorDigits } from '../../shared/money.ts';
import { month } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { cashRounded } from './cash-rounding.ts';
import { creditedBelowZero } from './corrected-invoices.store.ts';
import { draftOf } from './draft.ts';
import { checkInvariants } from './invariants.ts';
import { paidByCredits } from './prepaid.store.ts';

const input = z.object({ sellerId: id, customerId: id, month: month.optional(), charges });

/** The draft that charges would come to, less what credits of the month would pay; null if nothing is due. Keeps nothing. */
export const handler = defineStep(input, async ({ sellerId, customerId, month: billed, charges: charged }) => {
  const customer = await requireCustomer(sellerId, customerId);
  const seller = await requireSeller(sellerId);
  const step = { sellerId, customerId, runId: 'preview', attempt: 1 };
  const drafted = await creditedBelowZero(step, () => Promise.resolve({ isDryRun: true }), charged, draftOf(seller, customer, charged));
  const { draft: exact } = billed
    ? await paidByCredits(step, () => Promise.resolve({ month: billed, isDryRun: true }), customer, drafted)
    : { draft: drafted };
  const draft = exact && cashRounded(exact, seller);
  if (draft) checkInvariants(draft, minorDigits(draft.currency));
  return draft ?? null;
});
