import { now } from '../../shared/clock.ts';
import { secrets } from '../../shared/ports.ts';
import { paymentReferredTo, tellOutcome } from '../../shared/payments/payment.store.ts';
import { defineRoute } from '../../shared/route.ts';
import { requireSigned, signatureOf } from './stripe-signature.ts';
import { toldBy } from './stripe-event.ts';

/**
 * What Stripe tells of payments, by whatever way and order it comes: the signature over the bytes it sent says that it is
 * Stripe. An event counts once, by its id; one of something else is taken and does nothing.
 */
export const handler = defineRoute(async (request, note) => {
  const at = now().toISOString();
  const signature = signatureOf(request);
  const told = toldBy(requireSigned(request, signature, await secrets().get('stripe-webhook-secret'), at));
  if (!told) return { received: true };
  note({ event: told.event });
  const payment = 'reference' in told.about ? await paymentReferredTo(told.about.reference) : told.about;
  if (payment) await tellOutcome(payment.sellerId, payment.id, told.told, { at, event: told.event });
  return { received: true };
});
