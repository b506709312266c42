/** Every request to Stripe, as stripe-mock checks it: against Stripe's own OpenAPI description. What becomes of money it does not play. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Payment } from '../../shared/payments/payment.ts';
import { paymentNamedAtStripe, stripeProvider } from './stripe.client.ts';

const SELLER = 'kranich';
const KEY = 'sk_test_123';
const PAYMENT: Payment = {
  schema: 1,
  id: 'RE-2026-000017-1',
  number: 'RE-2026-000017',
  attempt: 1,
  trigger: 'settlement',
  customerId: 'adler',
  amount: '12.00',
  currency: 'EUR',
  by: { method: 'card', provider: 'stripe', customer: 'cus_1', paymentMethod: 'pm_1' },
  startedAt: '2026-11-02T05:00:00Z',
};
const ON_PAGE: Payment = { ...PAYMENT, by: { ...PAYMENT.by, isOnPage: true } as Payment['by'] };
const REFUND = { id: 'refund-4f1a9c20b7d3e815', amount: '5.00' };

const asked: string[] = [];
const plainFetch = globalThis.fetch;
beforeAll(() => {
  process.env['STRIPE_API_URL'] = process.env['STRIPE_MOCK_URL'];
  globalThis.fetch = async (input, init) => {
    const answer = await plainFetch(input, init);
    const path = new URL(input instanceof Request ? input.url : input).pathname;
    asked.push(`${init?.method ?? 'GET'} ${path} ${answer.status}`);
    return answer;
  };
});
afterAll(() => {
  globalThis.fetch = plainFetch;
  delete process.env['STRIPE_API_URL'];
});

it.each([
  { what: 'a charge', ask: () => provider().collect(PAYMENT), requests: ['POST /v1/payment_intents'] },
  { what: 'a page that takes one payment', ask: () => provider().collect(ON_PAGE), requests: ['POST /v1/payment_links'] },
  { what: 'what became of a charge', ask: () => provider().lookUp(PAYMENT), requests: ['GET /v1/payment_intents'] },
  {
    what: 'what became of a page',
    ask: () => provider().lookUp({ ...ON_PAGE, reference: 'plink_1' }),
    requests: ['GET /v1/checkout/sessions'],
  },
  {
    what: 'the end of a page',
    ask: () => provider().close({ ...ON_PAGE, reference: 'plink_1' }),
    requests: ['POST /v1/payment_links/plink_1', 'GET /v1/checkout/sessions'],
  },
  { what: 'a refund', ask: () => provider().refund({ ...PAYMENT, reference: 'pi_1' }, REFUND), requests: ['POST /v1/refunds'] },
  {
    what: 'what became of a refund',
    ask: () => provider().lookUpRefund({ ...PAYMENT, reference: 'pi_1' }, REFUND),
    requests: ['GET /v1/refunds'],
  },
  { what: 'whose a PaymentIntent is', ask: () => paymentNamedAtStripe(KEY, 'pi_1'), requests: ['GET /v1/payment_intents/pi_1'] },
])('asks for $what as Stripe describes it', async ({ ask, requests }) => {
  asked.length = 0;
  await ask();
  for (const request of requests) expect(asked).toContain(`${request} 200`);
  expect(asked.filter((it) => !it.endsWith(' 200'))).toEqual([]);
});

it('would be told of a field that Stripe does not know', async () => {
  const { status } = await plainFetch(`${process.env['STRIPE_MOCK_URL']}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'amount=1200&currency=eur&invoice_number=1',
  });
  expect(status).toBe(400);
});

const provider = () => stripeProvider(KEY, SELLER);
