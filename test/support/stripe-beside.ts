/** Stripe beside the tests of a file, as the environment names it; each test begins with one that knows of nothing. */
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { startStripe, type StripeServer, WEBHOOK_SECRET } from './stripe-server.ts';

/** @param now epoch seconds of its clock */
export function stripeBeside(now: () => number): () => StripeServer {
  let stripe: StripeServer;
  beforeAll(async () => {
    stripe = await startStripe(now);
    const environment = { STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: 'sk_test_of_nobody', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
    Object.assign(process.env, environment);
  });
  beforeEach(() => {
    for (const kept of [stripe.intents, stripe.pages, stripe.mishaps]) (kept as unknown[]).length = 0;
    stripe.forgetKeys();
  });
  afterAll(() => {
    for (const name of ['STRIPE_API_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) Reflect.deleteProperty(process.env, name);
    stripe.close();
  });
  return () => stripe;
}
