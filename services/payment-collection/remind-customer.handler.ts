import { pageToPay } from '../../shared/customer-link.store.ts';
import { letterKey } from '../../shared/document-key.ts';
import { completeStep } from '../../shared/dunning/dunning-case.store.ts';
import { isDocument } from '../../shared/dunning/letter.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { archive } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { planStep } from './dunning-step.ts';
import { movementsOf } from './movements.store.ts';
import { reminderMail } from './reminder-mail.ts';
import { letterOf } from './written-letter.store.ts';

/**
 * Sends a letter of the plan, once. An execution that the release before has begun comes here first: it is written down then,
 * and goes without a document.
 */
export const handler = defineStep(planStep, async (planned) => {
  const { sellerId, number, case: n, step } = planned;
  const standing = await standingOfCase(sellerId, number, n, planned.enteredAt);
  const found = await letterOf(planned, standing, movementsOf);
  if (!found || found.facts.step.sent) return null;
  const { invoice, facts } = found;

  const issued = await getFact(sellerId, number, 'issued');
  const pdf = issued && (await archive().get(issued.archiveKey));
  if (!pdf) throw new NotFoundError(`The document of ${number} is not in the archive.`);
  const key = letterKey(issued.archiveKey, n, step);
  const letter = isDocument(facts.step.letter) ? await archive().get(key) : undefined;
  const message = reminderMail(invoice, { invoice: pdf, letter, url: await pageToPay(invoice) }, facts);
  const fate = await sendUnlessMarked(sellerId, message);
  const sent = fate && { messageId: fate.messageId, to: message.to };
  if (sent) await completeStep(sellerId, number, n, { ...facts.step, ...(letter ? { letterKey: key } : {}), sent });
  return null;
});
