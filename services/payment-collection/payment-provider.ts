import type { Refund } from '../../shared/receivables/refund.ts';
import type { Outcome, Payment } from '../../shared/payments/payment.ts';

/** What a provider says of a payment, and what it calls it. */
export type Answer = Outcome & { readonly reference?: string };

/** What is to go back; the currency is that of the payment. */
export type Wanted = Pick<Refund, 'id' | 'amount'>;

/** A means by which money is collected, one file each. */
export interface PaymentProvider {
  /**
   * Collects a payment, once for its id: asked again it tells what became of it, or has asked nothing.
   *
   * No answer is `unknown`, not an error: the money may have moved.
   */
  collect(payment: Payment): Promise<Answer>;

  /** What became of a payment; undefined where it is certain that the provider has none of that id. */
  lookUp(payment: Payment): Promise<Answer | undefined>;

  /**
   * Ends a payment that the customer has still to make, once what it is for is settled: `cancelled` where nobody can make it any
   * more. It is asked again as long as the answer is another, and nobody has paid.
   */
  close(payment: Payment): Promise<Answer>;

  /** Sends part of a payment back to where it came from, once for the id of the refund; no answer is `unknown`, as above. */
  refund(payment: Payment, refund: Wanted): Promise<Answer>;

  /** What became of a refund; undefined where it is certain that the provider has none of that id. */
  lookUpRefund(payment: Payment, refund: Wanted): Promise<Answer | undefined>;
}
