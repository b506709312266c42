import { now } from '../../shared/clock.ts';
import { getPayment, paymentReferredTo, tellOutcome } from '../../shared/payments/payment.store.ts';
import { secrets } from '../../shared/ports.ts';
import { tellRefund } from '../../shared/receivables/card-refund.store.ts';
import { takeFoundRefund } from '../../shared/receivables/found-refund.store.ts';
import { defineRoute } from '../../shared/route.ts';
import { providerOf } from './provider.client.ts';
import { closeSettledPages } from './settled-page.store.ts';
import { requireSigned, signatureOf } from './stripe-signature.ts';
import { toldBy } from './stripe-event.ts';
import { paymentNamedAtStripe } from './stripe.client.ts';

/**
 * What Stripe tells of payments and refunds, by whatever way and order it comes: the signature over the bytes it sent says
 * that it is Stripe. An event counts once, by its id; one of something else is taken and does nothing.
 */
export const handler = defineRoute(async (request, note) => {
  const at = now().toISOString();
  const signature = signatureOf(request);
  const it = toldBy(requireSigned(request, signature, await secrets().get('stripe-webhook-secret'), at));
  if (!it) return RECEIVED;
  note({ event: it.event });
  const telling = { at, event: it.event };
  if ('refund' in it) {
    await tellRefund(it.refund.sellerId, it.refund.id, it.told, telling);
    return RECEIVED;
  }
  const payment = 'reference' in it.about ? await paymentCalled(it.about.reference, at) : it.about;
  if (!payment) return RECEIVED;
  if ('found' in it) await takeFoundRefund(payment.sellerId, { payment: payment.id, ...it.found }, telling);
  else await tellOutcome(payment.sellerId, payment.id, it.told, telling);
  // Another attempt at the same invoice may have a page.
  await closeSettledPages(payment.sellerId, at, providerOf);
  return RECEIVED;
});

/**
 * The payment that Stripe calls so. What goes back came before: where nobody has told of that yet, the PaymentIntent says whose
 * it is, and the money counts first.
 */
async function paymentCalled(reference: string, at: string): Promise<{ sellerId: string; id: string } | undefined> {
  const known = await paymentReferredTo(reference);
  if (known) return known;
  const key = await secrets().get('stripe-secret-key');
  const named = key === undefined ? undefined : await paymentNamedAtStripe(key, reference);
  if (!named || !(await getPayment(named.sellerId, named.id))) return undefined;
  await tellOutcome(named.sellerId, named.id, { state: 'paid', reference }, { at });
  return named;
}

const RECEIVED = { received: true };
