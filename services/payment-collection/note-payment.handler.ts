import { writeStep } from '../../shared/dunning/charge.store.ts';
import { getStep } from '../../shared/dunning/dunning-case.store.ts';
import { paymentsOf } from '../../shared/payments/payment.store.ts';
import { dateIn } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { paymentOutcome } from './payment-outcome.ts';
import { planStep } from './dunning-step.ts';

/** Writes down what came of a payment that the plan has tried again; what comes of it later the payment itself says. */
export const handler = defineStep(planStep, async ({ sellerId, number, case: n, step, enteredAt }) => {
  if (await getStep(sellerId, number, n, step)) return null;
  const { facts, ledger } = await standingOfCase(sellerId, number, n, enteredAt);
  const tried = (await paymentsOf(sellerId, number)).find(({ trigger }) => trigger === `dunning-${n}-${step}`);
  const { currency } = ledger.invoice;
  const day = dateIn(enteredAt, facts.zone);
  const outcome = paymentOutcome(tried);
  await writeStep(
    sellerId,
    n,
    { schema: 1, step, do: 'retry-payment', day, at: enteredAt, currency, open: facts.balance.open, outcome },
    ledger,
  );
  return null;
});
