import { z } from 'zod';
import { paymentDecision } from '../../shared/bank/payment-decision.ts';
import { decidePayment } from '../../shared/bank/payment-decision.store.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { sendBack } from './send-back.ts';

const input = z.object({
  sellerId: id,
  decision: paymentDecision,
  by: person,
  at: instant,
  reason: z.string().trim().min(1).max(1_000),
});

/** A person's decision on money that came or went, or on what is owed, as whoever may call this step says it; what goes back to a card is sent at once. */
export const handler = defineStep(input, async ({ sellerId, decision, ...doing }): Promise<Decided> => {
  const decided = await decidePayment(sellerId, decision, doing);
  return decided.refund ? { ...decided, refund: await sendBack(sellerId, decided.refund, doing) } : decided;
});
