import { z } from 'zod';
import { completeStep, getStep, stepChange } from '../../shared/dunning/dunning-case.store.ts';
import { ConditionFailedError, TransientError } from '../../shared/errors.ts';
import { dateIn } from '../../shared/period.ts';
import { table } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { planStep } from './dunning-step.ts';

const input = planStep.extend({ failure: z.object({ Error: z.string(), Cause: z.string().optional() }) });

/** Writes down that a step can't be done, and why, so that people see it and the plan goes on behind it. */
export const handler = defineStep(input, async ({ sellerId, number, case: n, step, enteredAt, failure }) => {
  const outcome = `failed: ${failure.Error}`;
  const begun = await getStep(sellerId, number, n, step);
  if (begun) {
    if (begun.outcome === undefined) await completeStep(sellerId, number, n, { ...begun, outcome });
    return null;
  }
  const { facts, ledger } = await standingOfCase(sellerId, number, n, enteredAt);
  const { do: doing } = facts.case.plan.steps[step - 1]!;
  const day = dateIn(enteredAt, facts.zone);
  const written = {
    schema: 1 as const,
    step,
    do: doing,
    day,
    at: enteredAt,
    currency: ledger.invoice.currency,
    open: facts.balance.open,
    outcome,
  };
  try {
    await table().write([stepChange(sellerId, number, n, written)]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Step ${step} of ${number} was written in between.`);
  }
  return null;
});
