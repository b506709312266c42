/**
 * A settlement whose process is killed right before any of its changes: whoever opens the folder next comes to what comes out
 * without. Stripe and the mail server outlive it, and count: one charge for each debt, and one mail, or a second one where the
 * process died between sending it and writing down that it was sent.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { fixClock } from '../shared/clock.ts';
import { getCase } from '../shared/dunning/dunning-case.store.ts';
import { getFact } from '../shared/invoice.store.ts';
import { paymentsOf } from '../shared/payments/payment.store.ts';
import { openItems } from '../shared/receivables/open-items.store.ts';
import { postIssued } from '../shared/receivables/posted.store.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { SELLER } from './support/catalog.ts';
import { collectedCatalog, MORNING, type Payer } from './support/collected-month.ts';
import { openOneProcess } from './support/one-process.ts';
import { openSmtpInbox, type SmtpInbox } from './support/smtp-inbox.ts';
import { runScript, SURROUNDINGS } from './support/stepbill.ts';
import { startStripe, type StripeServer } from './support/stripe-server.ts';

const DYING = fileURLToPath(new URL('./support/dying-settlement.fixture.ts', import.meta.url));
const NUMBER = 'RE-2026-000001';
/** When a claim of a mail is over, whose sender has died. */
const LATER = '2026-11-02T05:03:00Z';
const DUNNING = '  dunning: { version: 1, steps: [{ do: remind, after: 3 }] }\n';

const OUTCOME = { payments: [], open: '12.00', hasCase: false, asked: 0, charged: 0, pages: 0, mails: 1 } as const;
/** What each customer owes 12.00 by, and what it comes to. All invoices are sent alike: one customer's is killed at that. */
const CUSTOMERS = {
  falke: { steps: ['send-invoice', 'collect-payment'], outcome: OUTCOME },
  adler: { steps: ['collect-payment'], outcome: { ...OUTCOME, payments: ['pending'] } },
  bussard: {
    steps: ['collect-payment'],
    outcome: { ...OUTCOME, payments: ['paid'], open: '0.00', asked: 1, charged: 1 },
  },
  dohle: {
    steps: ['collect-payment', 'open-dunning-case'],
    outcome: { ...OUTCOME, payments: ['declined'], hasCase: true, asked: 1 },
  },
  eule: {
    steps: ['collect-payment'],
    outcome: { ...OUTCOME, payments: ['action-required'], asked: 1, pages: 1, mails: 2 },
  },
} as const satisfies Partial<Record<Payer, object>>;

const folder = mkdtempSync(join(tmpdir(), 'stepbill-killed-settlement-'));
let inbox: SmtpInbox;
let stripe: StripeServer;
beforeAll(async () => {
  inbox = await openSmtpInbox();
});
afterEach(() => stripe.close());
afterAll(async () => {
  await inbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const surroundings = (): Record<string, string> => ({
  STEPBILL_SMTP_URL: inbox.url,
  STRIPE_API_URL: stripe.url,
  STRIPE_SECRET_KEY: 'sk_test_of_nobody',
});

/** The customer's data folder right before anything of its settlement is changed. */
async function prepared(customer: keyof typeof CUSTOMERS): Promise<string> {
  const data = join(folder, customer);
  const catalog = join(folder, `${customer}.yml`);
  writeFileSync(catalog, collectedCatalog([customer], DUNNING));
  expect(await commandInTurn(['import', catalog, '--now', MORNING, '--data', data])).toMatchObject({ code: 0 });
  await newWorld();
  expect(await killedBefore(data, 'send-invoice', 1)).toBeDefined();
  return data;
}

/** Nothing was sent yet, and Stripe knows of nothing. */
async function newWorld(): Promise<void> {
  stripe?.close();
  stripe = await startStripe(() => Date.parse(MORNING) / 1_000);
  (inbox.taken as string[]).length = 0;
}

/** Bills October until it is killed before a change of a step; undefined if the step makes no so many. */
async function killedBefore(
  data: string,
  step: string,
  change: number,
  onStart?: Parameters<typeof runScript>[2],
): Promise<string | undefined> {
  const env = { ...SURROUNDINGS.env, ...surroundings() };
  const { signal, stdout, stderr, code } = await runScript(DYING, [data, step, String(change)], onStart, { env });
  if (signal === 'SIGKILL') return stdout;
  if (code !== 0) throw new Error(stderr);
  return undefined;
}

/**
 * Goes on as a person does, and says what it comes to. Stripe has forgotten the idempotency keys by then; not where it made a
 * page, which it would make anew, to be told of alone.
 */
async function outcomeOf(data: string): Promise<unknown> {
  if (stripe.pages.length === 0) stripe.forgetKeys();
  const ended = await commandInTurn(['run', '2026-10', '--now', LATER, '--data', data], surroundings());
  expect(ended).toMatchObject({ code: 0 });
  const home = openOneProcess(data, LATER);
  try {
    await postIssued(SELLER, LATER);
    const [item] = await openItems(SELLER, '2026-11-02');
    return {
      payments: (await paymentsOf(SELLER, NUMBER)).map(({ outcome }) => outcome?.state),
      open: item?.open ?? '0.00',
      hasCase: (await getCase(SELLER, NUMBER)) !== undefined,
      problems: (await verifyLedger(SELLER)).problems,
      asked: stripe.intents.length,
      charged: stripe.intents.filter(({ status }) => status === 'succeeded').length,
      pages: stripe.pages.length,
      mails: new Set(inbox.taken).size,
    };
  } finally {
    await home.close();
    rmSync(data, { recursive: true });
  }
}

it.each(Object.keys(CUSTOMERS) as (keyof typeof CUSTOMERS)[])(
  'comes to the same for %s, wherever it was hit',
  async (customer) => {
    const { steps, outcome } = CUSTOMERS[customer];
    const before = await prepared(customer);
    for (const step of steps) {
      let diedBefore = '';
      for (let change = 1; ; change++) {
        const data = `${before}-${step}-${change}`;
        cpSync(before, data, { recursive: true });
        await newWorld();
        const died = await killedBefore(data, step, change);
        if (died === undefined) {
          expect({ step, hits: change - 1 }).not.toEqual({ step, hits: 0 });
          break;
        }
        const left = [...inbox.taken];
        expect({ died, ...((await outcomeOf(data)) as object) }).toEqual({ died, problems: [], ...outcome });
        const again = inbox.taken.slice(left.length).filter((id) => left.includes(id));
        // Of the two changes of a mail one claims it, before it leaves, and one writes down that it left.
        const isUnrecorded = died.endsWith('|MAIL') && diedBefore.endsWith('|MAIL');
        expect({ died, again }).toEqual({ died, again: isUnrecorded ? left.slice(-1) : [] });
        diedBefore = died;
      }
    }
  },
  240_000,
);

// Nobody sees whether the sender of a claim is alive: the step waits until the claim is over, and sends the mail then.
it('sends the mail whose sender has just died, behind its claim', async () => {
  const data = await prepared('falke');
  await newWorld();
  expect(await killedBefore(data, 'send-invoice', 3)).toMatch(/MAIL$/);
  expect(inbox.taken).toHaveLength(1);
  Object.assign(process.env, surroundings());
  const over = (error: unknown): void => ((error as Error).name === 'MailUnderWayError' ? fixClock(new Date(LATER)) : undefined);
  const home = openOneProcess(data, MORNING, { onThrown: over, millisecondsPerSecond: 250 });
  try {
    await home.run('2026-10', MORNING);
    expect(inbox.taken).toHaveLength(2);
    expect(new Set(inbox.taken).size).toBe(1);
    expect(await getFact(SELLER, NUMBER, 'sent')).toMatchObject({ to: 'pay@falke.example' });
  } finally {
    for (const name of Object.keys(surroundings())) delete process.env[name];
    await home.close();
  }
}, 60_000);

it('charges a card once where it was hit while Stripe answered', async () => {
  const data = await prepared('bussard');
  await newWorld();
  stripe.mishaps.push('the event before the answer');
  await killedBefore(data, 'collect-payment', Infinity, (child) => {
    stripe.onEvent = () => Promise.resolve(void child.kill('SIGKILL'));
  });
  expect(stripe.intents).toHaveLength(1);
  expect(await outcomeOf(data)).toEqual({ problems: [], ...CUSTOMERS.bussard.outcome });
}, 60_000);
