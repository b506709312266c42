import Stripe from 'stripe';
import { TransientError } from '../../shared/errors.ts';
import type { Answer } from './payment-provider.ts';
import { AUTHENTICATION, declineOf } from './stripe-answer.ts';

/**
 * What an error says of the money: a card error that it did not move, no answer and a fault of Stripe's that nobody knows.
 *
 * @throws {TransientError} if Stripe wants it later: then it has done nothing
 */
export function answerToError(error: unknown): Answer {
  const { errors } = Stripe;
  if (error instanceof errors.StripeRateLimitError) throw new TransientError('Stripe wants fewer requests at a time.');
  if (error instanceof errors.StripeConnectionError || error instanceof errors.StripeAPIError) return { state: 'unknown' };
  // Another call with this key is under way, and will tell.
  if (error instanceof errors.StripeIdempotencyError && error.statusCode === 409) return { state: 'unknown' };
  const reference = error instanceof errors.StripeError ? error.payment_intent?.id : undefined;
  const named = reference === undefined ? {} : { reference };
  if (error instanceof errors.StripeCardError && error.code === AUTHENTICATION) return { state: 'action-required', ...named };
  if (error instanceof errors.StripeCardError || error instanceof errors.StripeInvalidRequestError)
    return { state: 'declined', ...declineOf(error), ...named };
  throw error;
}

/** While it can't be looked up nothing is known, and nothing is tried. */
export function answerToLookUp(error: unknown): Answer {
  const answer = answerToError(error);
  return answer.state === 'unknown' ? answer : { state: 'unknown' };
}
