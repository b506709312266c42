/**
 * A card from the invoice to its end, on the real state machines with the clock moved by hand: one charge for each debt, one mail
 * for each template, a ledger that is whole, and the same when each step is delivered twice.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { importStatements } from '../local/commands/bank-import.ts';
import { paymentsHere } from '../local/commands/payments-here.ts';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { fixClock, now } from '../shared/clock.ts';
import { getCase } from '../shared/dunning/dunning-case.store.ts';
import { paymentsOf } from '../shared/payments/payment.store.ts';
import { getOpenItem } from '../shared/receivables/open-items.store.ts';
import { statementXml, transferIn } from './support/camt.ts';
import { SELLER } from './support/catalog.ts';
import { collectedCatalog, MORNING, type Payer, tellOfStripe } from './support/collected-month.ts';
import { DUNNED as NUMBER, dunningAt, dunningSettled } from './support/dunned-invoice.ts';
import { imported } from './support/erasable-world.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { type Mishap, startStripeHere, type StripeServer } from './support/stripe-server.ts';

/** Reminded on the third day, tried again on the seventh, handed over on the fourteenth. */
const PLAN = '  dunning: { version: 1, steps: [{ do: remind, after: 3 }, { do: retry-payment, after: 4 }, { do: escalate, after: 7 }] }\n';
const REMINDED = '2026-11-05T07:00:00Z';
const RETRIED = '2026-11-09T07:00:00Z';
const HANDED_OVER = '2026-11-16T07:00:00Z';

let stripe: StripeServer;
let home: OneProcess;
let folder: string;
afterEach(async () => {
  await home.close();
  stripe.close();
  rmSync(folder, { recursive: true });
});

describe.each([false, true])('delivered twice: %s, a card', (isTwice) => {
  /** Bills October, 12.00, of a customer. */
  async function billed(customer: Payer, ...mishaps: Mishap[]): Promise<void> {
    folder = mkdtempSync(join(tmpdir(), 'stepbill-card-'));
    stripe = await startStripeHere(() => Math.floor(now().getTime() / 1_000));
    home = openOneProcess(join(folder, 'data'), MORNING, { watch: { guard: () => {}, isTwice } });
    await imported(home, '2026-09-30T05:00:00Z', collectedCatalog([customer], PLAN));
    stripe.mishaps.push(...mishaps);
    stripe.onEvent = async (body, headers) => {
      const request = JSON.stringify({ headers, body, isBase64Encoded: false });
      const answer = await home.workspace.invoke('payment-collection/stripe-webhook', request, { timeoutMilliseconds: 10_000 });
      expect(JSON.parse(answer)).toMatchObject({ statusCode: 200 });
    };
    await home.run('2026-10', MORNING);
  }

  /** What came of it: charges in cents, payments, the balance, the case, and what mails went out. */
  async function outcome(): Promise<object> {
    const item = (await getOpenItem(SELLER, NUMBER, now().toISOString().slice(0, 10)))!;
    const it = await getCase(SELLER, NUMBER);
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
    return {
      charged: stripe.intents.filter(({ status }) => status === 'succeeded').map(({ amount }) => amount),
      payments: (await paymentsOf(SELLER, NUMBER)).map((payment) => payment.outcome?.state),
      balance: `${item.open} ${item.state}`,
      case: it && [it.case.case, it.case.closed?.as],
      mails: readdirSync(join(folder, 'data', 'outbox')).flatMap((name) => /-(invoice|dunning|confirm)-/.exec(name)?.[1] ?? []).sort(), // prettier-ignore
    };
  }
  const paid = { charged: [1200], payments: ['paid'], balance: '0.00 paid', case: undefined, mails: ['invoice'] };

  it.each([
    { why: 'pays at once', mishaps: [] },
    { why: 'pays before its answer comes, by the webhook', mishaps: ['the event before the answer'] },
    { why: 'pays and its answer is lost', mishaps: ['no answer after the charge'] },
    { why: 'pays and Stripe fails behind it', mishaps: ['a fault of its own after the charge'] },
  ] as const)('$why', async ({ mishaps }) => {
    await billed('bussard', ...mishaps);
    await dunningAt(home, HANDED_OVER);
    expect(await outcome()).toEqual(paid);
  });

  it('is declined, tried again, and pays', async () => {
    await billed('dohle');
    await dunningAt(home, REMINDED);
    await imported(home, '2026-11-08T07:00:00Z', collectedCatalog(['dohle'], PLAN).replaceAll('pm_declines', 'pm_ok'));
    await dunningAt(home, RETRIED);
    await dunningAt(home, HANDED_OVER);
    expect(await outcome()).toEqual({ ...paid, payments: ['declined', 'paid'], case: [1, 'paid'], mails: ['dunning', 'invoice'] });
  });

  it('never pays, and is tried no more than the plan says', async () => {
    await billed('dohle');
    for (const moment of [REMINDED, RETRIED, HANDED_OVER, '2026-12-24T07:00:00Z']) await dunningAt(home, moment);
    expect(await outcome()).toEqual({
      ...{ charged: [], payments: ['declined', 'declined'], balance: '12.00 overdue', case: [1, 'handed-over'] },
      mails: ['dunning', 'invoice'],
    });
    expect(stripe.intents).toHaveLength(2);
  });

  it('is not tried again where a transfer comes while that is scheduled', async () => {
    await billed('dohle');
    await dunningAt(home, REMINDED);
    const file = join(folder, 'statement.xml');
    writeFileSync(file, statementXml({ entries: [transferIn({ amount: '12.00', day: '2026-11-06', text: NUMBER })], closing: '1012.00' }));
    fixClock(new Date('2026-11-06T12:00:00Z'));
    await importStatements(paymentsHere(home.workspace, SELLER, 'ops@kranich.example'), [file]);
    await dunningSettled(home);
    await dunningAt(home, RETRIED);
    expect(await outcome()).toEqual({ ...paid, charged: [], payments: ['declined'], case: [1, 'paid'], mails: ['dunning', 'invoice'] });
    expect(stripe.intents).toHaveLength(1);
  });

  // It was due on 16 November: the first step of the plan is late, and done at once; the next counts from there.
  it('is charged back after 40 days: the invoice is owed again, and gone after', async () => {
    await billed('bussard');
    fixClock(new Date('2026-12-12T09:00:00Z'));
    const dispute = { id: 'dp_1', payment_intent: stripe.intents[0]!.id, reason: 'fraudulent' };
    for (let time = 0; time < 2; time++) expect(await tellOfStripe(home, 'charge.dispute.funds_withdrawn', dispute)).toBe(200);
    const owed = { ...paid, payments: ['returned'], balance: '12.00 overdue' };
    expect(await outcome()).toEqual(owed);
    for (const moment of ['2026-12-12T10:00:00Z', '2026-12-15T07:00:00Z']) {
      await dunningAt(home, moment);
      expect(await outcome()).toEqual({ ...owed, case: [1, undefined], mails: ['dunning', 'invoice'] });
    }
  });
});
