import { z } from 'zod';
import { paymentDecision } from '../../shared/bank/payment-decision.ts';
import { decidePayment } from '../../shared/bank/payment-decision.store.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { requirePayment } from '../../shared/payments/payment.store.ts';
import { beginSending, isEnded, tellRefund } from '../../shared/receivables/card-refund.store.ts';
import type { Doing } from '../../shared/receivables/posting.store.ts';
import type { Refund } from '../../shared/receivables/refund.ts';
import { defineStep } from '../../shared/step.ts';
import { providerOf } from './provider.client.ts';
import { sendOnce } from './send-once.ts';
import { closeSettledPages } from './settled-page.store.ts';

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
  if (decided.entries.length > 0) await closeSettledPages(sellerId, doing.at, providerOf);
  return decided.refund ? { ...decided, refund: await sendBack(sellerId, decided.refund, doing) } : decided;
});

/** Marked before the provider is asked, and not without its key: until then it can be taken back. */
async function sendBack(sellerId: string, made: Refund, doing: Doing): Promise<Refund> {
  if (made.payee.by !== 'card' || isEnded(made)) return made;
  const { payment } = await requirePayment(sellerId, made.payee.payment);
  const provider = await providerOf(sellerId, payment);
  const sending = await beginSending(sellerId, made.id, doing);
  if (isEnded(sending.refund)) return sending.refund;
  return tellRefund(sellerId, made.id, await sendOnce(provider, payment, sending), { at: doing.at });
}
