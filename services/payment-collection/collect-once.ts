import { PaymentDeclinedError, TransientError } from '../../shared/errors.ts';
import type { Outcome, Payment } from '../../shared/payments/payment.ts';
import type { Begun } from '../../shared/payments/payment.store.ts';
import type { Answer, PaymentProvider } from './payment-provider.ts';

/**
 * Collects a payment, or finds out what became of it: a step before this one may have died behind the provider. So whatever
 * is not known to have ended is looked up before anything is tried, and tried only where the provider has nothing of it.
 */
export async function collectOnce(provider: PaymentProvider, { payment, isNew }: Begun): Promise<Answer> {
  const { outcome } = payment;
  if (outcome && isEnded(outcome)) return outcome;
  const found = isNew ? undefined : await provider.lookUp(payment);
  if (found) return found;
  return outcome && outcome.state !== 'unknown' ? outcome : provider.collect(payment);
}

/** Whether nothing more is to be found out about it by asking. */
function isEnded({ state }: Outcome): boolean {
  return state !== 'unknown' && state !== 'pending' && state !== 'action-required';
}

/**
 * Ends a step by what became of its payment.
 *
 * @returns the page on which the customer has to confirm it, if there is one
 * @throws {PaymentDeclinedError} if the money does not come by it
 * @throws {TransientError} while nobody knows
 */
export function requireCollected({ id, outcome }: Payment): string | undefined {
  switch (outcome?.state) {
    case 'declined':
    case 'returned':
      throw new PaymentDeclinedError(outcome.code, outcome.message);
    case 'action-required':
      return outcome.url;
    case undefined:
    case 'unknown':
      throw new TransientError(`What became of payment ${id} is not known: it is looked up the next time.`);
    default:
      return undefined;
  }
}
