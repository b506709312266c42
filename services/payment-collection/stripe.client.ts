import Stripe from 'stripe';
import { stripeApiUrl } from '../../shared/config.ts';
import { TransientError } from '../../shared/errors.ts';
import { isOnPage } from '../../shared/payments/paying-again.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { hoursAfter } from '../../shared/period.ts';
import type { Answer, PaymentProvider } from './payment-provider.ts';
import { stripeAmount } from './stripe-amount.ts';
import { answerOf } from './stripe-answer.ts';
import type { StripeName } from './stripe-answer.ts';
import { answerToError, answerToLookUp } from './stripe-error.ts';
import { closePage, isPage, pageAnswer } from './stripe-page.ts';
import { refundAtStripe, refundFoundAtStripe } from './stripe-refund.ts';

/** Milliseconds. Shorter than the step's own time, so that no answer is known as none. */
const TIMEOUT = 8_000;

/**
 * Cards through Stripe: PaymentIntents that are confirmed without the customer. Stripe keeps an idempotency key, the payment's
 * id, for a day at least; whatever was begun before is looked up first, so that nothing is sent again blindly behind it.
 *
 * @throws {TransientError} where Stripe wants it later
 * @see docs/sources.md#stripe
 */
export function stripeProvider(secretKey: string, sellerId: string): PaymentProvider {
  const stripe = stripeClient(secretKey);
  return {
    collect: (payment) => collect(stripe, sellerId, payment),
    lookUp: (payment) => lookUp(stripe, sellerId, payment),
    close: (payment) => closePage(stripe, payment),
    refund: (payment, wanted) => refundAtStripe(stripe, sellerId, payment, wanted),
    lookUpRefund: (payment, wanted) => refundFoundAtStripe(stripe, sellerId, payment, wanted),
  };
}

/**
 * The payment that a PaymentIntent was made for, as its metadata says; undefined where it is none of ours.
 *
 * @throws {TransientError} if Stripe can't be asked now
 */
export async function paymentNamedAtStripe(secretKey: string, intent: string): Promise<{ sellerId: string; id: string } | undefined> {
  try {
    const { metadata } = await stripeClient(secretKey).paymentIntents.retrieve(intent);
    const { seller, payment } = metadata;
    return seller === undefined || payment === undefined ? undefined : { sellerId: seller, id: payment };
  } catch (error) {
    if (answerToError(error).state === 'unknown') throw new TransientError(`Stripe can't be asked for ${intent} now.`);
    return undefined;
  }
}

/** No retries of its own, which its client of Node's http would do: whether anything is sent again is for the look-up to say. */
function stripeClient(secretKey: string): Stripe {
  const url = stripeApiUrl() === undefined ? undefined : new URL(stripeApiUrl()!);
  const elsewhere = url && { host: url.hostname, port: url.port, protocol: url.protocol.replace(':', '') as 'http' | 'https' };
  const httpClient = Stripe.createFetchHttpClient();
  return new Stripe(secretKey, { maxNetworkRetries: 0, timeout: TIMEOUT, telemetry: false, httpClient, ...elsewhere });
}

async function collect(stripe: Stripe, sellerId: string, payment: Payment): Promise<Answer> {
  const { by, amount, currency, number } = payment;
  const count = stripeAmount(amount, currency);
  if (by.method !== 'card' || count === undefined)
    return { state: 'declined', code: 'amount-not-chargeable', message: `Stripe can't charge ${amount} ${currency}.` };
  try {
    if (isOnPage(payment)) return await withPage(stripe, sellerId, payment, { state: 'action-required' });
    const intent = await stripe.paymentIntents.create(
      {
        amount: count,
        currency: currency.toLowerCase(),
        customer: by.customer,
        payment_method: by.paymentMethod,
        confirm: true,
        off_session: true,
        description: number,
        metadata: { ...nameOf(sellerId, payment) },
      },
      { idempotencyKey: keyOf(sellerId, payment) },
    );
    return await withPage(stripe, sellerId, payment, answerOf(intent));
  } catch (error) {
    return isOnPage(payment) ? answerToError(error) : withPage(stripe, sellerId, payment, answerToError(error));
  }
}

/** Lists rather than searches: a search may not know yet what happened a minute ago. */
async function lookUp(stripe: Stripe, sellerId: string, payment: Payment): Promise<Answer | undefined> {
  const { by, reference, startedAt, id } = payment;
  if (by.method !== 'card') return undefined;
  const name = (it: { readonly metadata: Stripe.Metadata | null }): boolean =>
    it.metadata?.['payment'] === id && it.metadata['seller'] === sellerId;
  try {
    if (isPage(reference)) return await pageAnswer(stripe, reference, payment);
    const since = Math.floor(Date.parse(hoursAfter(startedAt, -1)) / 1000);
    const found: Stripe.PaymentIntent[] = [];
    for await (const intent of stripe.paymentIntents.list({ customer: by.customer, created: { gte: since }, limit: 100 }))
      if (name(intent)) found.push(intent);
    const best = found.find(({ status }) => status === 'succeeded') ?? found[0];
    return best && (await withPage(stripe, sellerId, payment, answerOf(best)));
  } catch (error) {
    return answerToLookUp(error);
  }
}

/** A payment that the customer has to confirm gets a page of Stripe's on which it can be paid, once. */
async function withPage(stripe: Stripe, sellerId: string, payment: Payment, answer: Answer): Promise<Answer> {
  if (answer.state !== 'action-required') return answer;
  const metadata = { ...nameOf(sellerId, payment) };
  const idempotencyKey = `${keyOf(sellerId, payment)}/page`;
  // Nobody may pay by the first one while the page is there: it is cancelled before the page is made.
  if (answer.reference !== undefined)
    await stripe.paymentIntents.cancel(answer.reference, {}, { idempotencyKey: `${idempotencyKey}/cancel` });
  const page = await stripe.paymentLinks.create(
    {
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: payment.currency.toLowerCase(),
            unit_amount: stripeAmount(payment.amount, payment.currency)!,
            product_data: { name: payment.number },
          },
        },
      ],
      restrictions: { completed_sessions: { limit: 1 } },
      metadata,
      payment_intent_data: { metadata },
    },
    { idempotencyKey },
  );
  return { state: 'action-required', url: page.url, reference: page.id };
}

const keyOf = (sellerId: string, { id }: Payment): string => `${sellerId}/${id}`;
const nameOf = (seller: string, { number, id }: Payment): StripeName => ({ seller, invoice: number, payment: id });
