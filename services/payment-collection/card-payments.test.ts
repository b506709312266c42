/** Cards, by real handlers on a Stripe that misbehaves: one charge for each debt, whatever is lost, repeated or told first. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';

import { customerYaml, SELLER_YAML, SELLER } from '../../test/support/catalog.ts';
import { failingOnce, NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { signed, startStripeHere, type StripeServer, WEBHOOK_SECRET } from '../../test/support/stripe-server.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { fixClock } from '../../shared/clock.ts';
import { paymentsOf, requirePayment, leftOfPayment } from '../../shared/payments/payment.store.ts';
import { keepTransactions } from '../../shared/bank/bank.store.ts';
import { allocateTransaction } from '../../shared/receivables/allocate.store.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import { verifyLedger } from '../../local/commands/verify-ledger.ts';
import type { Route } from '../../shared/route.ts';
import { handler as collect } from './collect-payment.handler.ts';
import { handler as decide } from './decide-payment.handler.ts';
import { handler as look } from './open-dunning-cases.handler.ts';
import { handler as webhook } from './stripe-webhook.handler.ts';

const NUMBER = 'RE-2026-000001';
const PAYMENT = `${NUMBER}-1`;
const INPUT = { sellerId: SELLER, number: NUMBER, enteredAt: NOW };
const SECONDS = Date.parse(NOW) / 1000;

const CAME = { schema: 1 as const, id: 'a', statement: 'f', account: 'AT611904300234573201', bookedOn: '2026-11-02', amount: '12.00', currency: 'EUR', counterparty: {}, text: '' }; // prettier-ignore

let stripe: StripeServer;
let world: Embedded;
let clock = SECONDS;

beforeAll(async () => {
  stripe = await startStripeHere(() => clock);
});
afterAll(() => stripe.close());
beforeEach(() => {
  world = openEmbedded();
  clock = SECONDS;
  (stripe.intents as unknown[]).length = 0;
  (stripe.pages as unknown[]).length = 0;
  stripe.mishaps.length = 0;
  stripe.forgetKeys();
  stripe.onEvent = post;
});
afterEach(() => world.close());

/** Adler owes 12.00 EUR and pays by this card. */
async function owes(card: string): Promise<void> {
  const yaml = `${SELLER_YAML}customers:
  - id: adler
    name: Adler GmbH
    address: { street: Weg 1, postalCode: "1010", city: Wien, country: AT }
    zone: Europe/Vienna
    email: pay@adler.example
    payment: { method: card, provider: stripe, customer: cus_adler, paymentMethod: ${card}, lastDigits: "4242" }
`;
  await keepCatalog(parseCatalog(yaml, 'catalog.yml'));
  await issue({ payable: '12.00', changes: { paymentMeans: { by: 'card', lastDigits: '4242' } } });
}

async function paidByTransfer(): Promise<void> {
  await keepTransactions(SELLER, [CAME]);
  await allocateTransaction(SELLER, 'a', [{ number: NUMBER, amount: '12.00' }], { at: NOW, by: 'ops@kranich.example', reason: 'x' });
}

/** Calls a step as a state machine does: again after what is worth trying again, and no more than four times. */
async function step(): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await collect(INPUT);
    } catch (error) {
      if ((error as Error).name !== 'TransientError' || attempt === 4) return (error as Error).name;
    }
  }
}

async function post(body: string, headers: Record<string, string>): Promise<void> {
  const { statusCode } = await webhook({ headers, body, isBase64Encoded: false } as unknown as Parameters<Route>[0]);
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
}

const open = async (): Promise<string> => (await getOpenItem(SELLER, NUMBER, '2026-11-02'))!.open;
const state = async (): Promise<string | undefined> => (await requirePayment(SELLER, PAYMENT)).payment.outcome?.state;
/** Charges that took money, in cents. */
const charges = (): number[] => stripe.intents.filter(({ status }) => status === 'succeeded').map(({ amount }) => amount);

describe('a card that pays', () => {
  it.each([
    { why: 'nothing goes wrong', mishaps: [] },
    { why: 'no answer comes, and no charge was made', mishaps: ['no answer, and no charge'] },
    { why: 'the answer is lost after the charge', mishaps: ['no answer after the charge'] },
    { why: 'Stripe fails after the charge', mishaps: ['a fault of its own after the charge'] },
    { why: 'the event comes before the answer', mishaps: ['the event before the answer'] },
    { why: 'Stripe wants it later, twice', mishaps: ['too many requests', 'too many requests'] },
    {
      why: 'two answers are lost',
      mishaps: ['no answer, and no charge', 'no answer after the charge'],
    },
  ] as const)('is charged once where $why', async ({ mishaps }) => {
    await owes('pm_ok');
    stripe.mishaps.push(...mishaps);
    expect(await step()).toBeNull();
    expect(await step()).toBeNull();
    expect(charges()).toEqual([1200]);
    expect([await open(), await state()]).toEqual(['0.00', 'paid']);
  });

  it.each([1, 2, 3, 4, 5])('is charged once where the process dies at its write %s, before and behind it', async (nth) => {
    for (const failure of ['before the write', 'after the write'] as const) {
      world.close();
      world = openEmbedded();
      (stripe.intents as unknown[]).length = 0;
      stripe.forgetKeys();
      await owes('pm_ok');
      world.connectWith((table) => failingOnce(table, failure, nth));
      expect(await step()).toBeNull();
      expect(charges()).toEqual([1200]);
      expect([await open(), await state()]).toEqual(['0.00', 'paid']);
    }
  });

  it('is charged once where the step runs twice at once', async () => {
    await owes('pm_ok');
    await Promise.all([step(), step()]);
    expect(charges()).toEqual([1200]);
    expect(await open()).toBe('0.00');
  });

  // Stripe has forgotten the idempotency key by then: sent again, it would charge again.
  it('is not charged again two days behind a charge whose answer was lost', async () => {
    await owes('pm_ok');
    stripe.mishaps.push('no answer after the charge');
    await expect(collect(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
    stripe.forgetKeys();
    clock += 2 * 86_400;
    fixClock(new Date(clock * 1000));
    expect(await step()).toBeNull();
    expect(charges()).toEqual([1200]);
    expect(await open()).toBe('0.00');
  });

  it('waits where Stripe has failed and keeps its fault, and is charged when it has forgotten it', async () => {
    await owes('pm_ok');
    stripe.mishaps.push('a fault of its own, and no charge');
    expect(await step()).toBe('TransientError');
    expect([charges(), await open(), await state()]).toEqual([[], '12.00', 'unknown']);
    stripe.forgetKeys();
    expect(await step()).toBeNull();
    expect([charges(), await open()]).toEqual([[1200], '0.00']);
  });

  it('is not charged for what was paid by transfer before', async () => {
    await owes('pm_ok');
    await paidByTransfer();
    expect(await step()).toBeNull();
    expect(charges()).toEqual([]);
  });

  it('leaves what came twice to be paid back: the invoice is paid once', async () => {
    await owes('pm_ok');
    stripe.mishaps.push('no answer after the charge');
    await expect(collect(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
    await paidByTransfer();
    expect(await step()).toBeNull();
    expect(await open()).toBe('0.00');
    expect(leftOfPayment(await requirePayment(SELLER, PAYMENT))).toBe('12.00');
  });
});

describe('a card that is declined', () => {
  it('ends the step by the code of its bank, again and again, and is asked once', async () => {
    await owes('pm_declines');
    for (let i = 0; i < 2; i++)
      await expect(collect(INPUT)).rejects.toMatchObject({ name: 'PaymentDeclinedError', code: 'insufficient_funds' });
    expect(stripe.intents).toHaveLength(1);
    expect([await open(), await state()]).toEqual(['12.00', 'declined']);
  });
});

describe('a card that is gone', () => {
  it('is not charged, and nothing else is: the invoice announced it', async () => {
    await owes('pm_ok');
    const yaml = customerYaml({ id: 'adler', plan: 'none' });
    await keepCatalog(parseCatalog(`${SELLER_YAML}customers:${yaml}\n`, 'catalog.yml'));
    await expect(collect(INPUT)).rejects.toMatchObject({ name: 'PaymentDeclinedError', code: 'no-card' });
    expect(stripe.intents).toEqual([]);
    expect([await open(), await paymentsOf(SELLER, NUMBER)]).toEqual(['12.00', []]);
  });
});

describe('a card whose bank wants its holder to confirm', () => {
  it('gets one page, and one mail with it', async () => {
    await owes('pm_authenticates');
    await step();
    await step();
    expect(stripe.pages).toMatchObject([{ id: 'plink_1', metadata: { seller: SELLER, invoice: NUMBER, payment: PAYMENT } }]);
    expect(Object.keys(world.picture().mails)).toEqual([expect.stringMatching(/^kranich-confirm-RE-2026-000001-1-/)]);
    expect(stripe.intents.map(({ status }) => status)).toEqual(['canceled']);
  });

  it('is paid by the event of the page, whatever was declined on it before', async () => {
    await owes('pm_authenticates');
    await step();
    const [first] = stripe.intents;
    const declined = {
      ...first!,
      id: 'pi_8',
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code: 'card_declined', message: 'No.' },
    };
    const paid = { ...first!, id: 'pi_9', status: 'succeeded', last_payment_error: null };
    for (const [i, intent] of [declined, paid].entries()) {
      const { body, headers } = stripe.event(`evt_${i}`, i === 0 ? 'payment_intent.payment_failed' : 'payment_intent.succeeded', intent);
      await post(body, headers);
    }
    expect([await open(), await state()]).toEqual(['0.00', 'paid']);
    expect(await step()).toBeNull();
    expect(stripe.intents).toHaveLength(1);
  });

  describe('on a page, and pays by transfer', () => {
    const decided = { sellerId: SELLER, by: 'ops@kranich.example', at: NOW, reason: 'x' };
    const opened = (status: 'open' | 'paying' | 'complete', paid: object = {}): void => {
      stripe.sessions.push({ id: `cs_${stripe.sessions.length + 1}`, payment_link: 'plink_1', status, ...paid });
    };
    const pays = async (): Promise<unknown> => {
      await keepTransactions(SELLER, [CAME]);
      return decide({ ...decided, decision: { kind: 'match', transaction: 'a', shares: [{ number: NUMBER }] } });
    };
    const closes = async (): Promise<unknown> => look({ sellerId: SELLER, at: NOW });
    const isActive = (): boolean[] => stripe.pages.map(({ active }) => active);

    beforeEach(async () => {
      stripe.sessions.length = 0;
      await owes('pm_authenticates');
      await step();
    });

    it('can pay there no more: the page is closed, and what was opened of it', async () => {
      opened('open');
      opened('open');
      await pays();
      expect([isActive(), stripe.sessions.map(({ status }) => status)]).toEqual([[false], ['expired', 'expired']]);
      expect([await open(), await state()]).toEqual(['0.00', 'cancelled']);
      const before = world.picture();
      await closes();
      expect(world.picture()).toEqual(before);
    });

    it('keeps the page while something is open', async () => {
      await closes();
      expect([isActive(), await state()]).toEqual([[true], 'action-required']);
    });

    it('has the page closed the next time where no answer came, whatever was decided holding', async () => {
      opened('open');
      stripe.mishaps.push('no answer after the page is closed');
      await pays();
      expect([await open(), await state()]).toEqual(['0.00', 'action-required']);
      await closes();
      expect([isActive(), stripe.sessions[0]!.status, await state()]).toEqual([[false], 'expired', 'cancelled']);
    });

    it('has paid twice where the page was paid a moment before: what came is left of the payment', async () => {
      opened('complete', { payment_status: 'paid', payment_intent: 'pi_9' });
      await pays();
      expect([await open(), await state()]).toEqual(['0.00', 'paid']);
      expect(leftOfPayment(await requirePayment(SELLER, PAYMENT))).toBe('12.00');
    });

    it('is not told that it is closed while a payment on it is under way', async () => {
      opened('paying');
      await pays();
      expect(await state()).toBe('action-required');
      Object.assign(stripe.sessions[0]!, { status: 'complete', payment_status: 'paid', payment_intent: 'pi_9' });
      await closes();
      expect([await state(), leftOfPayment(await requirePayment(SELLER, PAYMENT))]).toEqual(['paid', '12.00']);
    });

    it('has paid twice where the event comes behind the closing', async () => {
      await pays();
      const paid = { ...stripe.intents[0]!, id: 'pi_9', status: 'succeeded', last_payment_error: null };
      const { body, headers } = stripe.event('evt_9', 'payment_intent.succeeded', paid);
      await post(body, headers);
      expect([await open(), await state()]).toEqual(['0.00', 'paid']);
      expect(leftOfPayment(await requirePayment(SELLER, PAYMENT))).toBe('12.00');
      expect((await verifyLedger(SELLER)).problems).toEqual([]);
    });
  });

  it('has the page made by whoever comes after one that died in between', async () => {
    await owes('pm_authenticates');
    await step();
    // As it was before the page: cancelled at Stripe, and nothing of it told.
    const record = world.records().find(({ pk, sk }) => pk === `${SELLER}|payment|${PAYMENT}` && sk === 'content')!;
    const { outcome: _, reference: __, ...begun } = record.body as Record<string, unknown>;
    await world.ports.table.write([{ put: { pk: record.pk, sk: record.sk, body: begun } }]);
    await step();
    expect(await state()).toBe('action-required');
    expect(stripe.pages).toHaveLength(1);
  });
});

describe('an event', () => {
  async function paid(): Promise<{ body: string; headers: Record<string, string> }> {
    await owes('pm_ok');
    await step();
    return stripe.event('evt_1', 'payment_intent.succeeded', stripe.intents[0]!);
  }

  it('counts once, however often it comes', async () => {
    const { body, headers } = await paid();
    const before = world.picture();
    await post(body, headers);
    await post(body, headers);
    expect(world.picture()).toEqual(before);
  });

  it('that is older changes nothing about money that came', async () => {
    await paid();
    const before = world.picture();
    const late = stripe.event('evt_0', 'payment_intent.payment_failed', { ...stripe.intents[0]!, status: 'requires_payment_method' });
    await post(late.body, late.headers);
    expect(world.picture()).toEqual(before);
  });

  it('of a dispute opens the invoice again, once', async () => {
    await paid();
    clock += 40 * 86_400;
    fixClock(new Date(clock * 1000));
    await disputed('withdrawn', 'withdrawn');
    expect([await open(), await state()]).toEqual(['12.00', 'returned']);
  });

  /** The bank takes the money back, or Stripe gives it again. */
  async function disputed(...what: readonly ('withdrawn' | 'reinstated')[]): Promise<void> {
    for (const it of what) {
      const dispute = { id: 'dp_1', object: 'dispute', payment_intent: 'pi_1', reason: 'fraudulent' };
      const { body, headers } = stripe.event(`evt_${it}`, `charge.dispute.funds_${it}`, dispute);
      await post(body, headers);
    }
  }

  it.each([
    { order: ['withdrawn', 'reinstated'] },
    { order: ['reinstated', 'withdrawn'] },
    { order: ['reinstated', 'reinstated', 'withdrawn', 'withdrawn', 'reinstated'] },
  ] as const)('of a dispute that was won has the money there again, once, in any order ($order)', async ({ order }) => {
    await paid();
    await disputed(...order);
    expect([await open(), await state()]).toEqual(['0.00', 'paid']);
    expect(leftOfPayment(await requirePayment(SELLER, PAYMENT))).toBe('0.00');
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
  });

  it('of a dispute that was won leaves what a transfer has paid meanwhile to be paid back', async () => {
    await paid();
    await disputed('withdrawn');
    await paidByTransfer();
    await disputed('reinstated');
    expect(await open()).toBe('0.00');
    expect(leftOfPayment(await requirePayment(SELLER, PAYMENT))).toBe('12.00');
  });

  it.each([
    { why: 'whose bytes were changed', change: (body: string) => body.replace('1200', '0001'), headers: undefined },
    { why: 'that another secret signed', change: (body: string) => body, headers: (body: string) => signed(body, SECONDS, 'whsec_other') },
    { why: 'that was signed six minutes ago', change: (body: string) => body, headers: (body: string) => signed(body, SECONDS - 360) },
    { why: 'without a signature', change: (body: string) => body, headers: () => ({}) },
  ])('$why is refused', async ({ change, headers }) => {
    const event = await paid();
    const body = change(event.body);
    await expect(post(body, headers ? headers(body) : event.headers)).rejects.toThrow('answered 401');
  });

  // Stripe's own library signs here, so that the rule is not ours alone; bytes that are no UTF-8 text as they stand come as base64.
  it('is taken as Stripe signs it, and as API Gateway hands it on', async () => {
    const { body } = await paid();
    const header = new Stripe('sk_test').webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET, timestamp: SECONDS });
    const request = { headers: { 'stripe-signature': header }, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    expect((await webhook(request as unknown as Parameters<Route>[0])).statusCode).toBe(200);
  });
});
