/** What came by a card goes back to it, by the real step on a Stripe that misbehaves: once, whatever is lost or repeated. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { failingOnce, NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { startStripeHere, type StripeServer } from '../../test/support/stripe-server.ts';
import { fixClock } from '../../shared/clock.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { beginPayment, leftOfPayment, requirePayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import { keepTransactions } from '../../shared/bank/bank.store.ts';
import { allocateTransaction } from '../../shared/receivables/allocate.store.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import { refundState, type Refund } from '../../shared/receivables/refund.ts';
import { tellRefund } from '../../shared/receivables/card-refund.store.ts';
import { refundsPage, refundsToOrder, requireRefund, undecidedRefunds } from '../../shared/receivables/refund.store.ts';
import type { Route } from '../../shared/route.ts';
import { cashReport } from '../../shared/reports/report.store.ts';
import { verifyLedger } from '../../local/commands/verify-ledger.ts';
import { handler as webhook } from './stripe-webhook.handler.ts';
import { handler as decide } from './decide-payment.handler.ts';

const NUMBER = 'RE-2026-000001';
const PAYMENT = `${NUMBER}-1`;
const SAID = { sellerId: SELLER, by: 'ops@kranich.example', at: NOW, reason: 'Cancelled' };
const REFUND = { ...SAID, decision: { kind: 'refund', of: { kind: 'invoice', number: NUMBER } } };
const SECONDS = Date.parse(NOW) / 1000;

let stripe: StripeServer;
let world: Embedded;

beforeAll(async () => {
  stripe = await startStripeHere(() => SECONDS);
});
afterAll(() => stripe.close());
beforeEach(() => {
  world = openEmbedded();
  stripe.onEvent = post;
  stripe.refundsBegin = 'succeeded';
});
afterEach(() => world.close());

/** An invoice of 12.00 that a card has paid. */
async function paidByCard({
  provider = 'stripe',
  card = 'pm_ok',
  currency = 'EUR',
}: Partial<Record<'card' | 'currency', string>> & { provider?: 'stripe' | 'fake' } = {}): Promise<void> {
  (stripe.intents as unknown[]).length = 0;
  stripe.refunds.length = 0;
  stripe.mishaps.length = 0;
  stripe.forgetKeys();
  await importCustomers({ id: 'adler' });
  await issue({ payable: '12.00', changes: { currency, paymentMeans: { by: 'card', lastDigits: '4242' } } });
  const by: Payment['by'] = { method: 'card', provider, customer: 'cus_adler', paymentMethod: card };
  await beginPayment(SELLER, { number: NUMBER, by, trigger: 'settlement', startedAt: NOW });
  const intent = { id: 'pi_1', object: 'payment_intent', amount: 1200, currency: currency.toLowerCase(), customer: 'cus_adler', created: SECONDS, metadata: {}, status: 'succeeded', last_payment_error: null }; // prettier-ignore
  (stripe.intents as unknown[]).push(intent);
}

async function comes(): Promise<void> {
  await tellOutcome(SELLER, PAYMENT, { state: 'paid', reference: 'pi_1' }, { at: NOW });
}

async function post(body: string, headers: Record<string, string>): Promise<void> {
  const { statusCode } = await webhook({ headers, body, isBase64Encoded: false } as unknown as Parameters<Route>[0]);
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
}

/** …and that is then credited, so that all of it is overpaid. */
async function overpaid(by: Parameters<typeof paidByCard>[0] = {}): Promise<void> {
  await paidByCard(by);
  await comes();
  const { currency = 'EUR' } = by;
  await issue({
    payable: '12.00',
    changes: { currency, kind: 'credit-note', precedingInvoices: [{ number: NUMBER, issueDate: '2026-11-02' }] },
  });
}

/** …and by a transfer before: what the card has paid counts for nothing. */
async function paidTwice(): Promise<void> {
  await paidByCard();
  const came = { schema: 1 as const, id: 'a', statement: 's', file: 'f', account: 'AT611904300234573201', bookedOn: '2026-11-02', amount: '12.00', currency: 'EUR', counterparty: {}, text: '' }; // prettier-ignore
  await keepTransactions(SELLER, [came]);
  await allocateTransaction(SELLER, 'a', [{ number: NUMBER, amount: '12.00' }], { ...SAID, reason: 'x' });
  await comes();
}

/** Says it as a person does, and says it again after what has failed. */
async function said(decision: object = REFUND): Promise<Refund> {
  for (let attempt = 0; ; attempt++) {
    try {
      return ((await decide(decision)) as { refund: Refund }).refund;
    } catch (error) {
      if ((error as Error).name !== 'TransientError' || attempt === 4) throw error;
    }
  }
}

const again = (refund: string): object => ({ ...SAID, reason: 'Again', decision: { kind: 'send-refund', refund } });
const back = (): number[] => stripe.refunds.map(({ amount }) => amount);
const kept = async (): Promise<Refund> => (await refundsPage(SELLER, { limit: 1 })).refunds[0]!;
const stands = async (): Promise<unknown[]> => [
  (await getOpenItem(SELLER, NUMBER, '2026-11-02'))!.open,
  refundState(await kept()),
  leftOfPayment(await requirePayment(SELLER, PAYMENT)),
  (await verifyLedger(SELLER)).problems,
];

/** Entries that say of a refund that it is back on the card. */
const settlements = async (id: string): Promise<number> =>
  (await requireRefund(SELLER, id)).entries.filter(({ number, amount }) => number === id && amount.startsWith('-')).length;

describe('a refund of what came by a card', () => {
  it.each([
    { why: 'nothing goes wrong', mishaps: [] },
    { why: 'no answer comes, and nothing went back', mishaps: ['no answer, and no charge'] },
    { why: 'the answer is lost behind it', mishaps: ['no answer after the charge'] },
    { why: 'Stripe fails behind it', mishaps: ['a fault of its own after the charge'] },
    { why: 'Stripe wants it later', mishaps: ['too many requests'] },
    { why: 'the event comes before the answer', mishaps: ['the event before the answer'] },
  ] as const)('goes back to that card once where $why', async ({ mishaps }) => {
    await overpaid();
    stripe.mishaps.push(...mishaps);
    const { id, payee } = await said();
    expect(payee).toEqual({ by: 'card', payment: PAYMENT, lastDigits: '4242' });
    await said();
    await said(again(id));
    expect(back()).toEqual([1200]);
    expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
    expect(await refundsToOrder(SELLER)).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])('goes back once where the process dies at its write %s, before and behind it', async (nth) => {
    for (const failure of ['before the write', 'after the write'] as const) {
      world.close();
      world = openEmbedded();
      await overpaid();
      world.connectWith((table) => failingOnce(table, failure, nth));
      await said();
      expect(back()).toEqual([1200]);
      expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
    }
  });

  // Stripe has forgotten the idempotency key by then: sent again, it would send again what is left of the payment.
  it("is looked up two days behind one whose answer was lost, and can't be taken back meanwhile", async () => {
    await overpaid();
    (stripe.intents[0] as { amount: number }).amount = 2400;
    stripe.mishaps.push('no answer after the charge');
    const { id, outcome } = await said();
    expect(outcome).toEqual({ state: 'unknown' });
    await expect(decide({ ...SAID, decision: { kind: 'cancel-refund', refund: id } })).rejects.toThrow('only what it declines');
    stripe.forgetKeys();
    fixClock(new Date((SECONDS + 2 * 86_400) * 1000));
    expect(await said(again(id))).toMatchObject({ outcome: { state: 'paid' }, reference: 're_1' });
    expect(back()).toEqual([1200]);
  });

  /** What came and what was paid back in the week of the test. */
  const week = async (): Promise<unknown> => {
    const { cash } = await cashReport(SELLER, 'Europe/Vienna', NOW);
    const { received, refunded } = cash.flatMap(({ weeks }) => weeks).find((it) => it.week === '2026-11-02')!;
    return [received, refunded];
  };

  it('is paid back in the week in which the card has it, and not where that fails', async () => {
    await overpaid();
    await said();
    expect(await week()).toEqual(['12.00', '12.00']);
    await tells(stripe.refunds[0]!, ['failed', 'failed']);
    expect(await week()).toEqual(['12.00', '0.00']);
  });

  it('that was made at Stripe itself is paid back in that week, once it is known of which invoice', async () => {
    await paidByCard();
    await comes();
    await tells({ id: 're_9', amount: 500 }, ['updated', 'succeeded']);
    expect(await week()).toEqual(['12.00', '5.00']);
  });

  it('of what came for no invoice is on neither side', async () => {
    await paidTwice();
    await decide({ ...SAID, decision: { kind: 'refund', of: { kind: 'payment', payment: PAYMENT } } });
    expect(back()).toEqual([1200]);
    expect(await week()).toEqual(['12.00', '0.00']);
  });

  it('that is declined stays with the reason, and is taken back', async () => {
    await overpaid({ provider: 'fake', card: 'closed' });
    const { id } = await said();
    expect(await kept()).toMatchObject({ outcome: { state: 'declined', code: 'lost_or_stolen_card' } });
    expect([...(await stands()), await settlements(id)]).toEqual(['0.00', 'declined', '0.00', [], 0]);
    // A person may have paid it back otherwise by the time something else is told.
    await tellRefund(SELLER, id, { state: 'paid' }, { at: NOW });
    expect([refundState(await kept()), await settlements(id)]).toEqual(['declined', 0]);
    await decide({ ...SAID, decision: { kind: 'cancel-refund', refund: id } });
    expect(await stands()).toEqual(['-12.00', 'cancelled', '0.00', []]);
    const iban = { by: 'transfer', name: 'Adler', iban: 'DE89370400440532013000' };
    expect((await said({ ...REFUND, reason: 'By transfer', decision: { ...REFUND.decision, payee: iban } })).payee).toEqual(iban);
    expect(await refundsToOrder(SELLER)).toHaveLength(1);
  });

  it('that Stripe declines says its code', async () => {
    await overpaid();
    (stripe.intents[0] as { amount: number }).amount = 0;
    expect(await said()).toMatchObject({ outcome: { state: 'declined', code: 'charge_already_refunded' } });
  });

  it('that Stripe has still to send is settled when it says so', async () => {
    await overpaid();
    stripe.mishaps.push('no answer after the charge');
    const { id } = await said();
    stripe.refunds[0]!.status = 'pending';
    expect(await settlements(id)).toBe(0);
    expect(await said(again(id))).toMatchObject({ outcome: { state: 'pending' } });
    expect([refundState(await kept()), await settlements(id)]).toEqual(['ordered', 0]);
    stripe.refunds[0]!.status = 'succeeded';
    await said(again(id));
    expect(await settlements(id)).toBe(1);
    expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
  });

  it('is in the currency of the card, which a transfer is not', async () => {
    await overpaid({ currency: 'CHF' });
    await said();
    expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
    expect(back()).toEqual([1200]);
  });

  it('can be what of a payment counts for nothing, since a transfer was there before', async () => {
    await paidTwice();
    expect(leftOfPayment(await requirePayment(SELLER, PAYMENT))).toBe('12.00');
    const left = { ...SAID, decision: { kind: 'refund', of: { kind: 'payment', payment: PAYMENT } } };
    await said(left);
    await said(left);
    expect(back()).toEqual([1200]);
    expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
    await expect(decide({ ...left, reason: 'Anew' })).rejects.toThrow('Nothing is to be paid back');
  });

  it('that is disputed after all leaves the invoice owed by what went twice', async () => {
    await overpaid();
    await said();
    await tellOutcome(SELLER, PAYMENT, { state: 'returned', code: 'fraudulent', message: 'x' }, { at: NOW });
    expect((await getOpenItem(SELLER, NUMBER, '2026-11-02'))!.open).toBe('12.00');
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
  });
});

/** Refunds are numbered by what Stripe calls them. */
type Event = readonly [type: 'created' | 'updated' | 'failed', status: string, id?: string];

async function tells(refund: object, ...events: readonly Event[]): Promise<void> {
  for (const [type, status, id = `evt_${type}_${status}`] of events) {
    const { body, headers } = stripe.event(id, `refund.${type}`, {
      ...{ object: 'refund', payment_intent: 'pi_1', currency: 'eur', metadata: {}, ...refund, status },
      ...(status === 'failed' ? { failure_reason: 'expired_or_canceled_card' } : {}),
    });
    await post(body, headers);
  }
}

describe('an event of a refund', () => {
  const [PENDING, DONE, FAILED]: readonly Event[] = [['created', 'pending'], ['updated', 'succeeded'], ['failed', 'failed']]; // prettier-ignore
  const ORDERS = [
    [PENDING!, DONE!],
    [DONE!, PENDING!],
    [DONE!, DONE!, PENDING!, PENDING!],
  ];

  it.each(ORDERS)('settles one that was on its way, in any order and once', async (...events) => {
    await overpaid();
    stripe.refundsBegin = 'pending';
    expect(await said()).toMatchObject({ outcome: { state: 'pending' } });
    const [made] = stripe.refunds;
    await tells(made!, ...events);
    expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
    const before = world.picture();
    await tells(made!, ...events);
    expect(world.picture()).toEqual(before);
  });

  it.each([{ order: [DONE!, FAILED!] }, { order: [FAILED!, DONE!] }, { order: [FAILED!, FAILED!, PENDING!, DONE!] }])(
    'reopens one that fails after it was done, in any order, so that it can go elsewhere ($order)',
    async ({ order }) => {
      await overpaid();
      const { id } = await said();
      await tells(stripe.refunds[0]!, ...order);
      expect(await kept()).toMatchObject({ outcome: { state: 'declined', code: 'expired_or_canceled_card' } });
      expect(await stands()).toEqual(['0.00', 'declined', '0.00', []]);
      await decide({ ...SAID, decision: { kind: 'cancel-refund', refund: id } });
      expect(await stands()).toEqual(['-12.00', 'cancelled', '0.00', []]);
    },
  );

  it('tells of one that was made at Stripe itself: the invoice is open again by it, once', async () => {
    await paidByCard();
    await comes();
    await tells({ id: 're_9', amount: 500 }, PENDING!, DONE!, PENDING!, DONE!, ['updated', 'succeeded', 'evt_another']);
    expect(await stands()).toEqual(['5.00', 'paid', '0.00', []]);
    expect(await kept()).toMatchObject({ of: { kind: 'invoice', number: NUMBER }, amount: '5.00', reference: 're_9', by: 'stepbill' });
  });

  it.each([[[DONE!, FAILED!]], [[FAILED!, DONE!]]])('leaves nothing of one at Stripe that fails, in any order', async (order) => {
    await paidByCard();
    await comes();
    await tells({ id: 're_9', amount: 500 }, ...order);
    expect(await stands()).toEqual(['0.00', 'cancelled', '0.00', []]);
    expect(await undecidedRefunds(SELLER)).toEqual([]);
  });

  it('settles what was overpaid where it was made at Stripe itself', async () => {
    await overpaid();
    await tells({ id: 're_9', amount: 1200 }, DONE!);
    expect(await stands()).toEqual(['0.00', 'paid', '0.00', []]);
    await expect(said()).rejects.toThrow('Nothing is to be paid back');
  });

  it('comes before anybody has told of the payment: Stripe says whose it is, and the money counts first', async () => {
    await paidByCard();
    (stripe.intents[0] as { metadata: object }).metadata = { seller: SELLER, invoice: NUMBER, payment: PAYMENT };
    await tells({ id: 're_9', amount: 1200 }, DONE!);
    await comes();
    expect(await stands()).toEqual(['12.00', 'paid', '0.00', []]);
  });

  it('of a payment that is none of ours does nothing', async () => {
    await paidByCard();
    await comes();
    const before = world.picture();
    await tells({ id: 're_9', amount: 1200, payment_intent: 'pi_other' }, DONE!);
    expect(world.picture()).toEqual(before);
  });

  // The same money may have been meant by the transfer that waits for a file.
  it('waits for a person where another refund has not left yet, and counts for what that says', async () => {
    await overpaid();
    const iban = { by: 'transfer', name: 'Adler', iban: 'DE89370400440532013000' };
    const { id: waiting } = await said({ ...REFUND, decision: { ...REFUND.decision, payee: iban } });
    await tells({ id: 're_9', amount: 1200 }, DONE!, ['updated', 'succeeded']);
    const [found] = await undecidedRefunds(SELLER);
    expect(found).toMatchObject({ reference: 're_9', amount: '12.00' });
    const allocate = { ...SAID, decision: { kind: 'allocate-refund', refund: found!.id, of: { kind: 'invoice', number: NUMBER } } };
    await decide({ ...SAID, decision: { kind: 'cancel-refund', refund: waiting } });
    await decide(allocate);
    await decide(allocate);
    expect((await getOpenItem(SELLER, NUMBER, '2026-11-02'))!.open).toBe('0.00');
    expect(await undecidedRefunds(SELLER)).toEqual([]);
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
    const other = { ...allocate.decision, of: { kind: 'payment', payment: PAYMENT } };
    await expect(decide({ ...SAID, decision: other })).rejects.toThrow('is decided already');
  });

  it('counts once where the process dies at any write', async () => {
    for (const nth of [1, 2, 3])
      for (const failure of ['before the write', 'after the write'] as const) {
        world.close();
        world = openEmbedded();
        await paidByCard();
        await comes();
        world.connectWith((table) => failingOnce(table, failure, nth));
        for (let told = 0; told < 2; told++) await tells({ id: 're_9', amount: 500 }, DONE!).catch(() => undefined);
        expect(await stands()).toEqual(['5.00', 'paid', '0.00', []]);
      }
  });
});
