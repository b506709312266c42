/** Dunning from the overdue invoice to the hand-over, on the real state machine: 40.00 and 20 % of tax, due on 16 November 2026. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importStatements } from '../local/commands/bank-import.ts';
import { paymentsHere } from '../local/commands/payments-here.ts';
import { exportCustomer } from '../local/commands/export-customer.ts';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { fixClock, now } from '../shared/clock.ts';
import { getCase } from '../shared/dunning/dunning-case.store.ts';
import type { CaseRecord } from '../shared/dunning/dunning-case.ts';
import { paymentsOf } from '../shared/payments/payment.store.ts';
import { getOpenItem } from '../shared/receivables/open-items.store.ts';
import { handler } from '../services/console/console.handler.ts';
import { billedOctober } from './support/billed-october.ts';
import { browsing, type Browsing } from './support/browsing.ts';
import { entryOf, detailOf, statementXml, transferIn } from './support/camt.ts';
import { SELLER } from './support/catalog.ts';
import { DUNNED, DUNNED_CATALOG, dunningAt, dunningSettled, dunningStep } from './support/dunned-invoice.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { askApi } from './support/people.ts';

const NUMBER = DUNNED;

/** Adler pays by transfer, or by a card of the fake provider. */
const catalogOf = (card?: string): string =>
  card === undefined
    ? DUNNED_CATALOG
    : `${DUNNED_CATALOG}    payment: { method: card, provider: fake, customer: c, paymentMethod: ${card}, lastDigits: "4242" }\n`;

let folder: string;
let home: OneProcess;
let statements = 0;
beforeEach(async () => {
  ({ folder, home } = await billedOctober(catalogOf(expect.getState().currentTestName!.includes('card') ? 'declines' : undefined)));
});
afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

const CASES = `/sellers/${SELLER}/payments/dunning`;
const V1 = `/v1/sellers/${SELLER}/invoices`;
const BILLER = { email: 'biller@kranich.example', role: 'biller' } as const;
const as = (role: 'viewer' | 'biller', moment: string): Browsing =>
  browsing(handler, { email: `${role}@kranich.example`, role }, Date.parse(moment));
const step = (name: string, input: object): Promise<unknown> => dunningStep(home, name, input);
const at = (moment: string): Promise<void> => dunningAt(home, moment);
const settled = (): Promise<void> => dunningSettled(home);

const letters = (): string[] =>
  readdirSync(join(folder, 'data/outbox')).filter((name) => name.includes('dunning')).sort().map((name) => readFileSync(join(folder, 'data/outbox', name), 'utf8')); // prettier-ignore
const subjects = (): string[] => letters().map((text) => /^Subject: (.*)$/m.exec(text)![1]!);
const theCase = async (): Promise<CaseRecord> => (await getCase(SELLER, NUMBER))!;
const standing = async (): Promise<string> => {
  const { open, state } = (await getOpenItem(SELLER, NUMBER, now().toISOString().slice(0, 10)))!;
  return `${open} ${state}`;
};

/** What the bank books on a day, and the case that is woken by it. */
async function bank(day: string, entry: string, closing: string): Promise<void> {
  const file = join(folder, `${++statements}.xml`);
  writeFileSync(file, statementXml({ entries: [entry], closing }));
  fixClock(new Date(`${day}T12:00:00Z`));
  await importStatements(paymentsHere(home.workspace, SELLER, 'ops@kranich.example'), [file]);
  await settled();
}
const pay = (day: string, amount: string): Promise<void> =>
  bank(day, transferIn({ amount, day, ref: `P${day}`, text: NUMBER }), (1000 + Number(amount)).toFixed(2));

describe('an invoice that nobody pays', () => {
  it('goes through every level, each once, and is handed over', async () => {
    await at('2026-11-16T20:00:00Z');
    expect(await getCase(SELLER, NUMBER)).toBeUndefined();
    await at('2026-11-17T05:10:00Z');
    expect((await theCase()).case).toMatchObject({ case: 1, opened: 'overdue', since: '2026-11-16' });
    expect(letters()).toEqual([]);

    await at('2026-11-19T07:00:00Z');
    expect(subjects()).toEqual([expect.stringContaining('Payment reminder')]);
    expect(await standing()).toBe('48.00 overdue');

    // The first of the 1st and the 15th from 23 November on; a week later a notice.
    await at('2026-12-01T07:00:00Z');
    await at('2026-12-08T06:59:59Z');
    expect(letters()).toHaveLength(1);
    await at('2026-12-08T07:00:00Z');
    // 48.00 × 10 % × 22 / 365 = 0.2893…, from 17 November to 8 December.
    expect((await theCase()).done.at(-1)).toMatchObject({
      step: 3,
      level: 1,
      fee: '5.00',
      interest: '0.29',
      asked: '53.29',
      open: '48.00',
    });
    expect(await standing()).toBe('53.29 overdue');

    await at('2026-12-22T07:00:00Z');
    // 48.00 × 10 % × 14 / 365 = 0.1841…; fees and interest bear none.
    expect((await theCase()).done.at(-1)).toMatchObject({ interest: '0.18', asked: '53.47', open: '48.00', payBy: '2027-01-01' });
    expect(subjects().map((it) => it.split(':')[0])).toEqual(['Payment reminder', 'Dunning notice 1', 'Final notice']);

    await at('2027-01-05T07:00:00Z');
    const { case: it, done } = await theCase();
    expect(it.closed).toMatchObject({ as: 'handed-over', at: '2027-01-05T07:00:00.000Z' });
    const [head, row] = Buffer.from((await home.ports.files.get(done.at(-1)!.fileKey!))!).toString().trim().split('\r\n'); // prettier-ignore
    const claim = Object.fromEntries(head!.split(',').map((name, i) => [name, row!.split(',')[i]]));
    expect(claim).toMatchObject({
      invoice: NUMBER,
      principal_amount: '48.00',
      fees_amount: '5.00',
      interest_amount: '0.47',
      interest_until: '2026-12-22',
      claim_amount: '53.47',
      letters: '3',
    });
    expect((await verifyLedger(SELLER)).problems).toEqual([]);

    const page = await as('biller', '2027-01-05T08:00:00Z').get(`${CASES}/${NUMBER}`);
    expect(page.text).toContain('Handed over');
    expect(page.text).toContain('Late interest 0.29 EUR, 17 Nov 2026 to 8 Dec 2026');
    expect((await as('biller', '2027-01-05T08:00:00Z').get(`${CASES}/${NUMBER}/1/hand-over.csv`)).text).toContain(row);
    expect((await as('viewer', '2027-01-05T08:00:00Z').get(`${CASES}/${NUMBER}/1/hand-over.csv`)).status).toBe(403);
    const asked = await askApi(
      { email: 'cfo@kranich.example', role: 'biller' },
      'GET',
      `/v1/sellers/${SELLER}/invoices/${NUMBER}/dunning/1/hand-over`,
    );
    expect(String(asked.body)).toContain(row);
    expect((await as('biller', '2027-01-05T08:00:00Z').get(`/sellers/${SELLER}/catalog/seller`)).text).toContain(
      '10 % a year from 1 January 2026',
    );

    // A reminder is a mail alone; what follows is a letter beside its invoice, which comes with both.
    const filed = await home.ports.archive.list(`${SELLER}/2026/`);
    expect(filed.keys.filter((it) => it.includes('dunning'))).toEqual([3, 4].map((it) => `${SELLER}/2026/${NUMBER}-dunning-1-${it}.pdf`));
    const attached = letters().map((text) => [...text.matchAll(/filename="?([^"\r\n]+)/g)].map(([, name]) => name));
    expect(attached).toEqual([[`${NUMBER}.pdf`], [`${NUMBER}-1-3.pdf`, `${NUMBER}.pdf`], [`${NUMBER}-1-4.pdf`, `${NUMBER}.pdf`]]);
    const notice = Buffer.from((await home.ports.archive.get(`${SELLER}/2026/${NUMBER}-dunning-1-3.pdf`))!);
    const href = /href="([^"]*letters\/3)"/.exec(page.text)![1]!;
    expect((await as('viewer', '2027-01-05T08:00:00Z').get(href)).status).toBe(200);
    const api = await askApi({ email: 'v@kranich.example', role: 'viewer' }, 'GET', `${V1}/${NUMBER}/dunning/1/letters/3`);
    expect(Buffer.from(api.body as Uint8Array).equals(notice)).toBe(true);
    expect((await as('viewer', '2027-01-05T08:00:00Z').get(href.replace('/3', '/1'))).status).toBe(404);
    const { files: exported } = await exportCustomer(join(folder, 'data'), SELLER, 'adler', join(folder, 'adler'));
    expect(exported.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`documents/${NUMBER}-dunning-1-3.pdf`, `mails/dunning-${NUMBER}-1-1.eml`]),
    );

    // A person ended it by the plan: nothing begins again by itself.
    await at('2027-03-01T07:00:00Z');
    expect(letters()).toHaveLength(3);
    expect((await theCase()).case.case).toBe(1);
  }, 30_000);

  it('leaves the same when each step runs twice and the folder is opened anew on each morning', async () => {
    const mornings = ['2026-11-19', '2026-12-01', '2026-12-08', '2026-12-22', '2027-01-05'].map((day) => `${day}T07:00:00Z`);
    for (const moment of mornings) await at(moment);
    const once = { ...(await theCase()), letters: letters(), item: await getOpenItem(SELLER, NUMBER, '2027-01-05') };
    await home.close();
    rmSync(folder, { recursive: true, force: true });

    ({ folder, home } = await billedOctober(catalogOf()));
    for (const moment of mornings) {
      await home.close();
      home = openOneProcess(join(folder, 'data'), moment, { watch: { guard: () => {}, isTwice: true } });
      await (await home.workspace.runner()).resume();
      await at(moment);
    }
    expect({ ...(await theCase()), letters: letters(), item: await getOpenItem(SELLER, NUMBER, '2027-01-05') }).toEqual(once);
  }, 30_000);
});

describe('money that comes', () => {
  it('ends the case at once, while it waits, and no letter follows', async () => {
    await at('2026-11-17T05:10:00Z');
    await pay('2026-11-18', '48.00');
    expect((await theCase()).case.closed).toMatchObject({ as: 'paid', at: '2026-11-18T12:00:00.000Z' });
    await at('2027-01-05T07:00:00Z');
    expect(letters()).toEqual([]);
  });

  it('is matched with fee and interest together', async () => {
    for (const moment of ['2026-11-19T07:00:00Z', '2026-12-01T07:00:00Z', '2026-12-08T07:00:00Z']) await at(moment);
    await pay('2026-12-10', '53.29');
    expect(await standing()).toBe('0.00 paid');
    expect((await theCase()).case.closed).toMatchObject({ as: 'paid' });
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
  });

  it('that is less than all lets the plan go on with the rest, and bears no interest from its day', async () => {
    for (const moment of ['2026-11-19T07:00:00Z', '2026-12-01T07:00:00Z']) await at(moment);
    await pay('2026-12-04', '20.00');
    await at('2026-12-08T07:00:00Z');
    // 17 days of 48.00 from 17 November to 3 December, 5 of 28.00: 956.00 × 10 % / 365 = 0.2619…
    expect((await theCase()).done.at(-1)).toMatchObject({ open: '28.00', interest: '0.26', asked: '33.26' });
  });

  it('and goes back after 40 days opens another case, which counts from that day', async () => {
    await at('2026-11-17T05:10:00Z');
    await pay('2026-11-18', '48.00');
    const details = detailOf({ text: NUMBER, more: '<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>' });
    await bank('2026-12-28', entryOf({ amount: '48.00', day: '2026-12-28', side: 'DBIT', ref: 'BACK', details }), '952.00');
    expect(await standing()).toBe('48.00 overdue');
    await at('2026-12-28T13:00:00Z');
    expect((await theCase()).case).toMatchObject({ case: 2, opened: 'overdue', since: '2026-12-28' });
    await at('2026-12-31T07:00:00Z');
    expect(letters()).toHaveLength(1);
  });
});

describe('a person', () => {
  const decide = (at: string, decision: object): Promise<unknown> => {
    fixClock(new Date(at));
    return step('decide-dunning', { number: NUMBER, by: 'cfo@kranich.example', reason: 'They called', at, ...decision });
  };

  it('pauses a case, and it goes on by itself when the pause is over', async () => {
    await at('2026-11-17T05:10:00Z');
    await decide('2026-11-18T10:00:00Z', { kind: 'pause', until: '2026-12-31' });
    await settled();
    await at('2026-12-20T07:00:00Z');
    expect(letters()).toEqual([]);
    await at('2027-01-01T07:00:00Z');
    await at('2027-01-04T07:00:00Z');
    expect(letters()).toHaveLength(1);
  });

  it('agrees on instalments that come to what is open, and on no others', async () => {
    await at('2026-11-17T05:10:00Z');
    const instalments = [{ day: '2026-12-01', amount: '24.00' }, { day: '2027-01-01', amount: '24.00' }]; // prettier-ignore
    const wrong = [{ day: '2026-12-01', amount: '24.00' }];
    await expect(decide('2026-11-18T10:00:00Z', { kind: 'instalments', instalments: wrong })).rejects.toThrow(
      'The instalments come to 24; open is 48.00.',
    );
    await decide('2026-11-18T10:00:00Z', { kind: 'instalments', instalments });
    await settled();
    await pay('2026-11-30', '24.00');
    await at('2026-12-20T07:00:00Z');
    expect(letters()).toEqual([]);
    // The second does not come: three days after it was missed the plan goes on.
    await at('2027-01-02T07:00:00Z');
    await at('2027-01-05T07:00:00Z');
    expect(letters()).toHaveLength(1);
    expect(letters()[0]).toContain('24.00');
  });

  it('decides in the console and over the API, with a role and a reason', async () => {
    await at('2026-11-19T07:00:00Z');
    const biller = as('biller', '2026-11-19T10:00:00Z');
    expect((await biller.get(CASES)).text).toMatch(/RE-2026-000001[^]*Under way[^]*Payment reminder[^]*48\.00 EUR/);
    const { text } = await biller.get(`${CASES}/${NUMBER}`);
    // The first of the 1st and the 15th, four days after the reminder at the earliest.
    expect(text).toMatch(/AwaitStep[^]*until 1 Dec/);
    expect((await biller.post(`${CASES}/${NUMBER}`, { act: 'pause', until: '2026-12-31' })).status).toBe(400);
    expect((await biller.post(`${CASES}/${NUMBER}`, { act: 'instalments', instalments: '2026-12-01=24.00', reason: 'r' })).status).toBe(
      409,
    );
    expect((await biller.post(`${CASES}/${NUMBER}`, { act: 'pause', until: '2026-12-31', reason: 'They called' })).status).toBe(303);
    await settled();
    expect((await biller.get(CASES)).text).toContain('Paused until 31 Dec 2026');
    const viewer = as('viewer', '2026-11-19T10:00:00Z');
    await viewer.get(`${CASES}/${NUMBER}`);
    expect((await viewer.post(`${CASES}/${NUMBER}`, { act: 'close', reason: 'No' })).status).toBe(403);

    const asked = { at: '2026-11-19T11:00:00Z' };
    const found = await askApi(BILLER, 'GET', `${V1}/${NUMBER}/dunning`, asked);
    expect(found.body).toMatchObject({
      waitsUntil: '2027-01-01T07:00:00Z',
      cases: [{ steps: [{ step: 1 }], decisions: [{ kind: 'pause', by: BILLER.email }] }],
    });
    await askApi(BILLER, 'POST', `${V1}/${NUMBER}/dunning/decisions`, { ...asked, body: { kind: 'close', reason: 'Good will' } });
    await settled();
    expect((await theCase()).case.closed).toMatchObject({ as: 'by-hand', reason: 'Good will' });
    expect((await askApi(BILLER, 'POST', `${V1}/${NUMBER}/dunning`, { ...asked, body: { reason: 'No money came' } })).body).toEqual({
      case: 2,
    });
    await settled();
  });

  it('ends a case and opens it again', async () => {
    await at('2026-11-17T05:10:00Z');
    await decide('2026-11-18T10:00:00Z', { kind: 'close' });
    await settled();
    expect((await theCase()).case.closed).toMatchObject({ as: 'by-hand', by: 'cfo@kranich.example', reason: 'They called' });
    await at('2026-12-20T07:00:00Z');
    expect(letters()).toEqual([]);
    await step('open-dunning-case', {
      number: NUMBER,
      enteredAt: '2026-12-20T08:00:00Z',
      opened: 'by-hand',
      by: 'cfo@kranich.example',
      reason: 'No money came',
    });
    await settled();
    await at('2026-12-23T07:00:00Z');
    expect(letters()).toHaveLength(1);
    expect((await theCase()).case).toMatchObject({ case: 2, opened: 'by-hand', since: '2026-12-20' });
  });
});

describe('a card that is declined behind the invoice', () => {
  const payments = async (): Promise<string[]> =>
    (await paymentsOf(SELLER, NUMBER)).map(({ id, trigger, outcome }) => `${id} ${trigger} ${outcome?.state}`);

  it('opens a case on that day, and is charged once for each try of the plan, until one is paid', async () => {
    expect((await theCase()).case).toMatchObject({ case: 1, opened: 'declined', since: '2026-11-02' });
    for (const moment of ['2026-11-05T07:00:00Z', '2026-11-15T07:00:00Z']) await at(moment);
    expect(await payments()).toEqual([`${NUMBER}-1 settlement declined`, `${NUMBER}-2 dunning-1-2 declined`]);
    expect((await theCase()).done.at(-1)).toMatchObject({ step: 2, outcome: `${NUMBER}-2 declined: insufficient_funds` });

    // Asked once more for the same try, nothing is charged; the customer has another card by the time a person opens a new case.
    const again = { number: NUMBER, trigger: 'dunning-1-2', enteredAt: '2026-11-15T08:00:00Z' };
    await expect(step('collect-payment', again)).rejects.toMatchObject({ name: 'PaymentDeclinedError' });
    await keepCatalog(parseCatalog(catalogOf('pays'), 'catalog.yml'));
    const said = { number: NUMBER, by: 'cfo@kranich.example', reason: 'A new card' };
    await step('decide-dunning', { ...said, kind: 'close', at: '2026-11-15T09:00:00Z' });
    await settled();
    await step('open-dunning-case', { ...said, opened: 'by-hand', enteredAt: '2026-11-15T10:00:00Z' });
    await settled();
    for (const moment of ['2026-11-18T07:00:00Z', '2026-12-01T07:00:00Z']) await at(moment);
    expect((await payments()).at(-1)).toBe(`${NUMBER}-3 dunning-2-2 paid`);
    expect(await standing()).toBe('0.00 paid');
    expect((await theCase()).case.closed).toMatchObject({ as: 'paid' });
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
  });
});
