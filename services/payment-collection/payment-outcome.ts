import type { Payment } from '../../shared/payments/payment.ts';

/** What came of a payment, in a few words; undefined is one that was not begun: nothing was to be collected. */
export function paymentOutcome(payment: Payment | undefined): string {
  if (!payment) return 'nothing to collect';
  const { id, outcome } = payment;
  const isFailed = outcome?.state === 'declined' || outcome?.state === 'returned';
  return isFailed ? `${id} ${outcome.state}: ${outcome.code}` : `${id} ${outcome?.state ?? 'begun'}`;
}
