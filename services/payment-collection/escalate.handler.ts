import { writeStep } from '../../shared/dunning/charge.store.ts';
import { getStep } from '../../shared/dunning/dunning-case.store.ts';
import { dateIn } from '../../shared/period.ts';
import { files } from '../../shared/ports.ts';
import { balanceOf } from '../../shared/receivables/balance.ts';
import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { planStep } from './dunning-step.ts';
import { handOverFile } from './hand-over.ts';
import { nextStep } from './next-step.ts';

/**
 * Writes the file with which a person hands the claim over. The step is written down first: from then on the claim is what
 * it was, whatever comes in while the file is made.
 */
export const handler = defineStep(planStep, async ({ sellerId, number, case: n, step, enteredAt }) => {
  if (await getStep(sellerId, number, n, step)) return null;
  const { facts, ledger } = await standingOfCase(sellerId, number, n, enteredAt);
  const next = nextStep(facts, enteredAt);
  if (next.do !== 'escalate' || next.step !== step) return null;

  const { invoice, entries } = ledger;
  const { currency, totals, dueDate } = invoice;
  const day = dateIn(enteredAt, facts.zone);
  const balance = balanceOf({ currency, payable: totals.payable, dueDate }, entries, day);
  const fileKey = `${sellerId}/dunning/${number}-${n}.csv`;
  await files().putFirst(fileKey, new TextEncoder().encode(handOverFile(invoice, balance, facts)), 'text/csv');
  await writeStep(sellerId, n, { schema: 1, step, do: 'escalate', day, at: enteredAt, currency, open: balance.open, fileKey }, ledger);
  return null;
});
