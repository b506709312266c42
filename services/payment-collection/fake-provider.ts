import { isOnPage } from '../../shared/payments/paying-again.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import type { Answer, PaymentProvider } from './payment-provider.ts';

/** What a card of the fake provider does, by what the catalog calls it; any other pays. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  declines: { state: 'declined', code: 'insufficient_funds', message: 'The card has insufficient funds.' },
  expired: { state: 'declined', code: 'expired_card', message: 'The card has expired.' },
  authenticates: { state: 'action-required', url: 'https://pay.example/authenticate' },
};

/**
 * Moves no money, for trying things out: the card's name says what becomes of it, the same each time it is asked. Its page,
 * on which any card pays, is ours.
 */
export const fakeProvider: PaymentProvider = {
  collect: ({ by, id }) => Promise.resolve({ ...answerTo(by), reference: `fake-${id}` }),
  lookUp: ({ by, id }) => Promise.resolve({ ...answerTo(by), reference: `fake-${id}` }),
  close: ({ number }) => Promise.resolve({ state: 'cancelled', message: `${number} was settled before it was paid on its page` }),
  refund: ({ by }, { id }) => Promise.resolve(refundAnswer(by, id)),
  lookUpRefund: ({ by }, { id }) => Promise.resolve(refundAnswer(by, id)),
};

/** A card that is closed pays, and takes nothing back. */
function refundAnswer(by: Payment['by'], id: string): Answer {
  const isClosed = by.method === 'card' && by.paymentMethod === 'closed';
  if (isClosed) return { state: 'declined', code: 'lost_or_stolen_card', message: 'The card takes nothing back.' };
  return { state: 'paid', reference: `fake-${id}` };
}

function answerTo(by: Payment['by']): Answer {
  if (isOnPage({ by })) return { state: 'action-required' };
  return (by.method === 'card' ? ANSWERS[by.paymentMethod] : undefined) ?? { state: 'paid' };
}
