import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { creditWanted } from '../../shared/credit-note.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { defineStep } from '../../shared/step.ts';
import { creditNoteOf, requireCreditable } from './credit-note.ts';

const input = z.object({ sellerId: id, number: z.string(), wanted: creditWanted, reason: z.string().trim().min(1).max(300) });

/** The draft that a credit note would be, for who decides on it; refused as it would be. Keeps nothing. */
export const handler = defineStep(input, async ({ sellerId, number, wanted, reason }) => {
  const facts = await invoiceFacts(sellerId, number);
  return creditNoteOf(requireCreditable(number, facts), facts.credited ?? [], wanted, reason).draft;
});
