import type Stripe from 'stripe';
import type { Answer } from './payment-provider.ts';

/** What Stripe writes beside a payment, so that it is found again: metadata of PaymentIntents. */
export interface StripeName {
  readonly seller: string;
  readonly invoice: string;
  readonly payment: string;
}

/** The card's bank wants its holder to confirm: then Stripe says so in place of an answer. */
export const AUTHENTICATION = 'authentication_required';

type IntentState = Pick<Stripe.PaymentIntent, 'id' | 'status' | 'last_payment_error'>;

/** What a PaymentIntent says of a payment. */
export function answerOf({ id: reference, status, last_payment_error: error }: IntentState): Answer {
  switch (status) {
    case 'succeeded':
      return { state: 'paid', reference };
    case 'processing':
      return { state: 'pending', reference };
    case 'requires_action':
      return { state: 'action-required', reference };
    case 'requires_payment_method':
      if (error?.code === AUTHENTICATION) return { state: 'action-required', reference };
      return { state: 'declined', ...declineOf(error ?? {}), reference };
    case 'canceled':
      // Cancelled by us, to be paid on a page that is not made yet.
      if (error?.code === AUTHENTICATION) return { state: 'action-required' };
      return { state: 'declined', code: 'canceled', message: 'The payment was cancelled at Stripe.', reference };
    default:
      return { state: 'unknown', reference };
  }
}

/** Code and words of a decline: those of the card's bank, or else Stripe's own. */
export function declineOf(error: { readonly decline_code?: string; readonly code?: string; readonly message?: string }): {
  code: string;
  message: string;
} {
  return { code: error.decline_code ?? error.code ?? 'declined', message: error.message ?? 'The card was declined.' };
}
