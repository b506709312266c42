import { secrets } from '../../shared/ports.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { directDebit } from './direct-debit.ts';
import { fakeProvider } from './fake-provider.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { stripeProvider } from './stripe.client.ts';

/**
 * Who collects a payment.
 *
 * @throws {Error} if the key of the provider is missing, naming it
 */
export async function providerOf(sellerId: string, { by }: Payment): Promise<PaymentProvider> {
  if (by.method === 'direct-debit') return directDebit;
  if (by.provider === 'fake') return fakeProvider;
  const key = await secrets().get('stripe-secret-key');
  if (key === undefined) throw new Error('The secret stripe-secret-key is missing: docs/payments.md says where it goes.');
  return stripeProvider(key, sellerId);
}
