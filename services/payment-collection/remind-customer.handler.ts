import { pageToPay } from '../../shared/customer-link.store.ts';
import { completeStep, getStep } from '../../shared/dunning/dunning-case.store.ts';
import { chargedBy } from '../../shared/dunning/dunning-case.ts';
import { writeStep } from '../../shared/dunning/charge.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { archive } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { planStep } from './dunning-step.ts';
import { movementsOf } from './movements.store.ts';
import { nextStep } from './next-step.ts';
import { reminderMail } from './reminder-mail.ts';
import { reminderOf } from './reminder.ts';

/**
 * Writes a letter of the plan: what it charges is entered first, then it is sent, once. Nothing is done where the case has
 * something else to do by now: the money came, or a person decided.
 */
export const handler = defineStep(planStep, async ({ sellerId, number, case: n, step, enteredAt }) => {
  const { facts, ledger } = await standingOfCase(sellerId, number, n, enteredAt);
  const { invoice } = ledger;
  let written = await getStep(sellerId, number, n, step);
  if (written?.sent) return null;
  if (!written) {
    const next = nextStep(facts, enteredAt);
    if (next.do !== 'remind' || next.step !== step) return null;
    const { currency, totals, dueDate } = invoice;
    const movements = await movementsOf(sellerId, ledger.entries, facts.zone);
    written = reminderOf({ facts, invoice: { currency, payable: totals.payable, dueDate }, movements }, step, enteredAt);
    await writeStep(sellerId, n, written, ledger);
  }

  const issued = await getFact(sellerId, number, 'issued');
  const pdf = issued && (await archive().get(issued.archiveKey));
  if (!pdf) throw new NotFoundError(`The document of ${number} is not in the archive.`);
  const { letter, asked, payBy } = written;
  if (letter === undefined || asked === undefined || payBy === undefined)
    throw new NotFoundError(`Step ${step} of ${number} is no letter.`);
  const charged = chargedBy([...facts.done.filter((it) => it.step !== step), written], invoice.currency);
  const url = await pageToPay(invoice);
  const message = reminderMail(invoice, { pdf, url }, { case: n, step: { ...written, letter, asked, payBy }, charged });
  const fate = await sendUnlessMarked(sellerId, message);
  if (fate) await completeStep(sellerId, number, n, { ...written, sent: { messageId: fate.messageId, to: message.to } });
  return null;
});
