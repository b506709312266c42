import { z } from 'zod';
import type { Told } from '../../shared/payments/payment.store.ts';
import { answerOf } from './stripe-answer.ts';

/** What is told in an event of Stripe's, as far as it matters here. */
export interface StripeTold {
  readonly event: string;
  /** The payment by its name in metadata, or what Stripe calls it. */
  readonly about: { readonly sellerId: string; readonly id: string } | { readonly reference: string };
  readonly told: Told;
}

const failure = z.object({ code: z.string().optional(), decline_code: z.string().optional(), message: z.string().optional() });
const intent = z.object({
  id: z.string(),
  status: z.string(),
  last_payment_error: failure.nullish(),
  metadata: z.record(z.string(), z.string()).default({}),
});
const dispute = z.object({ payment_intent: z.string().nullish(), reason: z.string() });
const event = z.object({ id: z.string(), type: z.string(), data: z.object({ object: z.unknown() }) });

const INTENTS = new Set(['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.processing']);
/** Stripe takes the money back as soon as the card's bank asks for it. */
const DISPUTED = 'charge.dispute.funds_withdrawn';

/**
 * What an event tells of a payment of ours; undefined where it is of something else, or none that matters.
 *
 * A cancelled PaymentIntent tells nothing: it is cancelled by us, where a page takes its place.
 *
 * @param body of a request whose signature was checked, as JSON
 */
export function toldBy(body: unknown): StripeTold | undefined {
  const { id, type, data } = event.parse(body);
  if (INTENTS.has(type)) {
    const { metadata, ...of } = intent.parse(data.object);
    const { seller, payment } = metadata;
    if (seller === undefined || payment === undefined) return undefined;
    const told = answerOf(of as Parameters<typeof answerOf>[0]);
    // Whoever asked for it makes the page, and says where it is.
    if (told.state === 'action-required') return undefined;
    return { event: id, about: { sellerId: seller, id: payment }, told };
  }
  if (type !== DISPUTED) return undefined;
  const { payment_intent: reference, reason } = dispute.parse(data.object);
  if (reference === null || reference === undefined) return undefined;
  return { event: id, about: { reference }, told: { state: 'returned', code: reason, message: 'The customer disputes the charge.' } };
}
