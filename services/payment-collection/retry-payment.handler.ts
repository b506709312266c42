import { writeStep } from '../../shared/dunning/charge.store.ts';
import { getStep } from '../../shared/dunning/dunning-case.store.ts';
import { dateIn } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { planStep } from './dunning-step.ts';
import { nextStep } from './next-step.ts';

/** Tries again to collect what is open; by transfer there is nothing to fetch. */
export const handler = defineStep(planStep, async ({ sellerId, number, case: n, step, enteredAt }) => {
  if (await getStep(sellerId, number, n, step)) return null;
  const { facts, ledger } = await standingOfCase(sellerId, number, n, enteredAt);
  const next = nextStep(facts, enteredAt);
  if (next.do !== 'retry-payment' || next.step !== step) return null;
  const { currency } = ledger.invoice;
  const day = dateIn(enteredAt, facts.zone);
  const written = { schema: 1 as const, step, do: 'retry-payment' as const, day, at: enteredAt, currency, open: facts.balance.open };
  await writeStep(sellerId, n, { ...written, outcome: 'nothing to collect' }, ledger);
  return null;
});
