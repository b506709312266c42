/** A customer pays on the page of the provider, by real handlers on a Stripe that misbehaves: one charge for each debt, whatever is pressed. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SELLER, SELLER_YAML } from '../../test/support/catalog.ts';
import { failingOnce, NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { stripeBeside } from '../../test/support/stripe-beside.ts';
import type { StripeServer } from '../../test/support/stripe-server.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { paymentsOf, tellOutcome } from '../../shared/payments/payment.store.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import { originOf } from '../../shared/receivables/refund-origin.store.ts';
import type { Route } from '../../shared/route.ts';
import { handler as collect } from './collect-payment.handler.ts';
import { handler as press } from './pay-on-page.handler.ts';
import { handler as webhook } from './stripe-webhook.handler.ts';

const NUMBER = 'RE-2026-000001';
const SECONDS = Date.parse(NOW) / 1000;

const server = stripeBeside(() => SECONDS);
let stripe: StripeServer;
let world: Embedded;
beforeEach(() => {
  stripe = server();
  world = openEmbedded();
});
afterEach(() => world.close());

/** Adler owes 12.00 EUR, and its card was declined. */
async function declined(card = 'pm_declines'): Promise<void> {
  const yaml = `${SELLER_YAML}customers:
  - { id: adler, name: Adler GmbH, zone: Europe/Vienna, email: pay@adler.example,
      address: { street: Weg 1, postalCode: "1010", city: Wien, country: AT },
      payment: { method: card, provider: stripe, customer: cus_adler, paymentMethod: ${card}, lastDigits: "4242" } }
`;
  await keepCatalog(parseCatalog(yaml, 'catalog.yml'));
  await issue({ payable: '12.00', changes: { paymentMeans: { by: 'card', lastDigits: '4242' } } });
  await settle();
}
const settle = (trigger = 'settlement'): Promise<unknown> =>
  collect({ sellerId: SELLER, number: NUMBER, trigger, enteredAt: NOW }).catch((error: Error) => error.name);
const pressed = (): Promise<unknown> => press({ sellerId: SELLER, number: NUMBER, at: NOW }).catch((error: Error) => error.name);
const payments = (): Promise<Payment[]> => paymentsOf(SELLER, NUMBER);
const states = async (): Promise<unknown[]> => (await payments()).map(({ outcome }) => outcome?.state);
const open = async (): Promise<string> => (await getOpenItem(SELLER, NUMBER, '2026-11-02'))!.open;

/** The customer pays on a page, and Stripe tells of it. */
async function paysOn(page: number, event = 'evt_1'): Promise<void> {
  const intent = {
    ...stripe.intents[0]!,
    id: 'pi_9',
    status: 'succeeded',
    last_payment_error: null,
    metadata: stripe.pages[page]!.metadata,
  };
  const { body, headers } = stripe.event(event, 'payment_intent.succeeded', intent);
  const { statusCode } = await webhook({ headers, body, isBase64Encoded: false } as unknown as Parameters<Route>[0]);
  expect(statusCode).toBe(200);
}

describe('whose card was declined', () => {
  it('gets a page that takes what is open, once, and has paid when Stripe says so', async () => {
    await declined();
    expect(await pressed()).toBeNull();
    expect(stripe.pages).toMatchObject([{ amount: 1200, metadata: { seller: SELLER, invoice: NUMBER, payment: `${NUMBER}-2` } }]);
    expect(await payments()).toMatchObject([{}, { by: { isOnPage: true }, outcome: { url: 'https://pay.stripe.example/1' } }]);
    await paysOn(0);
    await pressed();
    expect([await open(), await states()]).toEqual(['0.00', ['declined', 'paid']]);
    expect(stripe.pages).toHaveLength(1);
    // What goes back goes to whatever card was taken there, which need not be the one of the invoice.
    const { lastPayer } = await originOf(SELLER, { kind: 'payment', payment: `${NUMBER}-2` });
    expect(lastPayer).toEqual({ by: 'card', payment: `${NUMBER}-2` });
  });

  it.each([
    { why: 'nothing goes wrong', mishaps: [] },
    { why: 'the answer of Stripe is lost', mishaps: ['no answer after the charge'] },
    { why: 'nothing reaches Stripe', mishaps: ['no answer, and no charge'] },
    { why: 'Stripe wants it later', mishaps: ['too many requests'] },
  ] as const)('has one page, however often it is pressed and at once, where $why', async ({ mishaps }) => {
    await declined();
    stripe.mishaps.push(...mishaps);
    await Promise.all([pressed(), pressed(), pressed()]);
    await pressed();
    expect(stripe.pages).toHaveLength(1);
    expect(await states()).toEqual(['declined', 'action-required']);
  });

  it.each([1, 2])('has one page where the process dies at its write %s, before and behind it', async (nth) => {
    for (const failure of ['before the write', 'after the write'] as const) {
      world.close();
      world = openEmbedded();
      for (const kept of [stripe.intents, stripe.pages]) (kept as unknown[]).length = 0;
      stripe.forgetKeys();
      await declined();
      world.connectWith((table) => failingOnce(table, failure, nth));
      await pressed();
      await pressed();
      expect(await states()).toEqual(['declined', 'action-required']);
      expect(stripe.pages).toHaveLength(1);
    }
  });

  it('is charged by nobody else while the page is there, and gets no mail with what it is looking at', async () => {
    await declined();
    await pressed();
    expect(await settle('dunning-1-3')).toBeNull();
    expect(stripe.intents).toHaveLength(1);
    expect(Object.keys(world.picture().mails)).toEqual([]);
    expect(await payments()).toHaveLength(2);
  });

  it('is charged once where it presses while somebody else tries the card again', async () => {
    await declined();
    await Promise.all([pressed(), settle('dunning-1-3')]);
    const [, second, ...others] = await payments();
    expect(others).toEqual([]);
    // Whichever was first: the page is there, or the card was asked again and declined.
    expect(stripe.pages.length + stripe.intents.length).toBe(2);
    expect(second!.outcome?.state).toBe(stripe.pages.length === 1 ? 'action-required' : 'declined');
  });

  it('is told that it is paid where Stripe knows it and no event has come', async () => {
    await declined();
    await pressed();
    const [first] = stripe.intents;
    (stripe.intents as unknown[]).push({ ...first!, id: 'pi_9', status: 'succeeded', metadata: { page: 'plink_1' } });
    await pressed();
    expect([await open(), await states()]).toEqual(['0.00', ['declined', 'paid']]);
  });
});

it('begins another payment where the money of the one before went back', async () => {
  await declined();
  await pressed();
  await paysOn(0);
  await tellOutcome(SELLER, `${NUMBER}-2`, { state: 'returned', code: 'fraudulent', message: 'Disputed.' }, { at: NOW });
  await pressed();
  expect(await states()).toEqual(['declined', 'returned', 'action-required']);
  expect(stripe.pages).toMatchObject([{ id: 'plink_1' }, { id: 'plink_2', metadata: { payment: `${NUMBER}-3` } }]);
});

describe('nothing is begun', () => {
  it('where nobody knows what became of the last charge', async () => {
    await declined();
    (stripe.intents as unknown[]).length = 0;
    stripe.mishaps.push('no answer after the charge');
    expect(await settle('dunning-1-3')).toBe('TransientError');
    expect(await pressed()).toBeNull();
    expect(await states()).toEqual(['declined', 'unknown']);
    expect(stripe.pages).toEqual([]);
  });

  it('where the card has paid, and where the invoice is not to be paid by card', async () => {
    await declined('pm_ok');
    await pressed();
    await issue({ payable: '5.00', changes: {} });
    await press({ sellerId: SELLER, number: 'RE-2026-000002', at: NOW });
    expect([await states(), await paymentsOf(SELLER, 'RE-2026-000002')]).toEqual([['paid'], []]);
    expect(stripe.pages).toEqual([]);
  });
});
