import type { z } from 'zod';
import { writeStep } from '../../shared/dunning/charge.store.ts';
import { letterFacts, writtenLetter } from '../../shared/dunning/letter-content.ts';
import type { LetterFacts } from '../../shared/dunning/letter-content.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { InvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { planStep } from './dunning-step.ts';
import type { Movement } from './late-interest.ts';
import { nextStep } from './next-step.ts';
import type { CaseFacts } from './next-step.ts';
import { reminderOf } from './reminder.ts';

/**
 * The letter of a step, written down with what it charges if it is not yet. Nothing is written where the case has something
 * else to do by now: the money came, or a person decided.
 *
 * @param movementsOf reads what settled some of the invoice, for its interest
 * @returns undefined if there is no letter
 * @throws {TransientError} if something came in for the invoice meanwhile
 */
export async function letterOf(
  { sellerId, case: n, step, enteredAt }: z.infer<typeof planStep>,
  { facts, ledger }: { readonly facts: CaseFacts; readonly ledger: InvoiceLedger },
  movementsOf: (sellerId: string, entries: InvoiceLedger['entries'], zone: string) => Promise<readonly Movement[]>,
): Promise<{ invoice: Invoice; facts: LetterFacts } | undefined> {
  const { invoice } = ledger;
  let written = facts.done.find((it) => it.step === step);
  if (!written) {
    const next = nextStep(facts, enteredAt);
    if (next.do !== 'remind' || next.step !== step) return undefined;
    const { currency, totals, dueDate } = invoice;
    const movements = await movementsOf(sellerId, ledger.entries, facts.zone);
    written = reminderOf({ facts, invoice: { currency, payable: totals.payable, dueDate }, movements }, step, enteredAt);
    await writeStep(sellerId, n, written, ledger);
  }
  const letter = writtenLetter(written);
  return letter && { invoice, facts: letterFacts(n, letter, facts.done) };
}
