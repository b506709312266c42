import { TransientError } from '../../shared/errors.ts';
import { requirePayment } from '../../shared/payments/payment.store.ts';
import { beginSending, isEnded, tellRefund } from '../../shared/receivables/card-refund.store.ts';
import type { Doing } from '../../shared/receivables/posting.store.ts';
import type { Refund } from '../../shared/receivables/refund.ts';
import type { Answer, PaymentProvider } from './payment-provider.ts';
import { providerOf } from './provider.client.ts';

/**
 * Has a refund go back to the card that it came by, or finds out what became of it; one by transfer is left as it is. Marked
 * before the provider is asked: whoever comes after one that died looks there first, and asks only where it has nothing of it.
 *
 * @throws {DecisionRefusedError} if it is taken back
 * @throws {TransientError} if others kept writing to the same
 */
export async function sendBack(sellerId: string, made: Refund, doing: Omit<Doing, 'reason'>): Promise<Refund> {
  if (made.payee.by !== 'card' || isEnded(made)) return made;
  const { payment } = await requirePayment(sellerId, made.payee.payment);
  // Without its key nothing is marked, and the refund can be taken back.
  const provider = await providerOf(sellerId, payment);
  const { refund, isNew } = await beginSending(sellerId, made.id, doing);
  if (isEnded(refund)) return refund;
  const found = isNew ? undefined : await provider.lookUpRefund(payment, refund);
  return tellRefund(sellerId, refund.id, found ?? (await asked(provider, payment, refund)), doing.at);
}

/** One that is on its way is not asked for again, even where it can't be found. */
async function asked(provider: PaymentProvider, payment: Parameters<PaymentProvider['refund']>[0], refund: Refund): Promise<Answer> {
  if (refund.outcome?.state === 'pending') return refund.outcome;
  try {
    return await provider.refund(payment, refund);
  } catch (error) {
    if (error instanceof TransientError) return { state: 'unknown' };
    throw error;
  }
}
