import type Stripe from 'stripe';
import type { Payment } from '../../shared/payments/payment.ts';
import type { Answer, Wanted } from './payment-provider.ts';
import { stripeAmount } from './stripe-amount.ts';
import { answerToError, answerToLookUp } from './stripe-error.ts';

/**
 * Sends part of what a PaymentIntent brought back to its card, with the id of the refund as idempotency key.
 *
 * @throws {TransientError} where Stripe wants it later
 * @see docs/sources.md#stripe
 */
export async function refundAtStripe(stripe: Stripe, sellerId: string, payment: Payment, { id, amount }: Wanted): Promise<Answer> {
  const { reference, currency, number } = payment;
  const count = stripeAmount(amount, currency);
  if (reference === undefined || count === undefined)
    return { state: 'declined', code: 'not-refundable', message: `Stripe can't send ${amount} ${currency} of payment ${payment.id} back.` };
  try {
    const metadata = { seller: sellerId, invoice: number, refund: id };
    const made = await stripe.refunds.create(
      { payment_intent: reference, amount: count, metadata },
      { idempotencyKey: `${sellerId}/${id}` },
    );
    return refundAnswer(made);
  } catch (error) {
    return answerToError(error);
  }
}

/** Looks among the refunds of the PaymentIntent, which are few, for the one of that id. */
export async function refundFoundAtStripe(
  stripe: Stripe,
  seller: string,
  { reference }: Payment,
  { id }: Wanted,
): Promise<Answer | undefined> {
  if (reference === undefined) return undefined;
  try {
    for await (const it of stripe.refunds.list({ payment_intent: reference, limit: 100 }))
      if (it.metadata?.['refund'] === id && it.metadata['seller'] === seller) return refundAnswer(it);
    return undefined;
  } catch (error) {
    return answerToLookUp(error);
  }
}

/** What a refund at Stripe says of the money. */
export function refundAnswer({
  id: reference,
  status,
  failure_reason: code,
}: Pick<Stripe.Refund, 'id' | 'status' | 'failure_reason'>): Answer {
  switch (status) {
    case 'succeeded':
      return { state: 'paid', reference };
    case 'failed':
    case 'canceled':
      return { state: 'declined', code: code ?? status, message: `The refund ${reference} is ${status} at Stripe.`, reference };
    default:
      return { state: 'pending', reference };
  }
}
