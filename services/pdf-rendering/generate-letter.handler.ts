import { z } from 'zod';
import { letterKey } from '../../shared/document-key.ts';
import { requireCase } from '../../shared/dunning/dunning-case.store.ts';
import { letterFacts, writtenLetter } from '../../shared/dunning/letter-content.ts';
import { isDocument } from '../../shared/dunning/letter.ts';
import { invoiceStep } from '../../shared/billing-run.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { archive } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { renderDunningLetter } from './dunning-letter-pdf.ts';
import { warmUp } from './inter-font.ts';

// Fonts are opened while the function starts, not in its first letter.
warmUp();

const input = invoiceStep.extend({ case: z.int().min(1), step: z.int().min(1) });

/**
 * Puts a dunning letter into the archive, beside the document of its invoice; one that is there already stays the one. Where
 * the step is no letter, or came to nothing, there is none.
 */
export const handler = defineStep(input, async ({ sellerId, number, case: n, step }) => {
  const { done } = await requireCase(sellerId, number, n);
  const letter = writtenLetter(done.find((it) => it.step === step));
  if (!letter || !isDocument(letter.letter) || letter.sent) return null;
  const content = await requireFact(sellerId, number, 'content');
  const { archiveKey } = await requireFact(sellerId, number, 'issued');
  const pdf = await renderDunningLetter(content, letterFacts(n, letter, done), await requireLogo(content.seller));
  await archive().putFirst(letterKey(archiveKey, n, step), pdf, 'application/pdf');
  return null;
});
