import { TransientError } from '../../shared/errors.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import type { Refund } from '../../shared/receivables/refund.ts';
import type { Answer, PaymentProvider } from './payment-provider.ts';

/**
 * Has a refund go back to the card of its payment, or finds out what became of it: whoever was here before may have died
 * behind the provider. So one that is not new is looked for first, and sent only where the provider has nothing of it; one that
 * is on its way is not sent again, even where it can't be found.
 */
export async function sendOnce(
  provider: PaymentProvider,
  payment: Payment,
  { refund, isNew }: { readonly refund: Refund; readonly isNew: boolean },
): Promise<Answer> {
  const found = isNew ? undefined : await provider.lookUpRefund(payment, refund);
  if (found) return found;
  if (refund.outcome?.state === 'pending') return refund.outcome;
  try {
    return await provider.refund(payment, refund);
  } catch (error) {
    if (error instanceof TransientError) return { state: 'unknown' };
    throw error;
  }
}
