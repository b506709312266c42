/** Stripe beside the tests of a file, as the environment names it; each test begins with one that knows of nothing. */
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { startStripeHere, type StripeServer } from './stripe-server.ts';

/** @param now epoch seconds of its clock */
export function stripeBeside(now: () => number): () => StripeServer {
  let stripe: StripeServer;
  beforeAll(async () => {
    stripe = await startStripeHere(now);
  });
  beforeEach(() => {
    for (const kept of [stripe.intents, stripe.pages, stripe.mishaps]) (kept as unknown[]).length = 0;
    stripe.forgetKeys();
  });
  afterAll(() => stripe.close());
  return () => stripe;
}
