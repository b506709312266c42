import { z } from 'zod';
import { invoiceStep } from '../../shared/billing-run.ts';
import { instant } from '../../shared/period.ts';
import { person, STEPBILL } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { openDunningCase } from './open-dunning-case.store.ts';

const input = invoiceStep.extend({
  enteredAt: instant,
  opened: z.enum(['declined', 'by-hand']).default('declined'),
  by: person.default(STEPBILL),
  reason: z.string().trim().min(1).max(300).optional(),
});

/** Opens a dunning case for an invoice whose payment was declined, or because a person wants it. */
export const handler = defineStep(input, async ({ sellerId, number, enteredAt, ...opening }) => {
  const it = await openDunningCase(sellerId, number, { ...opening, at: enteredAt });
  return it ? { case: it.case } : null;
});
