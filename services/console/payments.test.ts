import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf, statementXml, transferIn } from '../../test/support/camt.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import type { Role } from '../../shared/signed-in.ts';
import { auditEntries } from '../../shared/audit.store.ts';
import { beginPayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import { handler } from './console.handler.ts';

const PAYMENTS = `/sellers/${SELLER}/payments`;
const PAYER = 'DE89370400440532013000';
const [ONE, TWO] = ['RE-2026-000001', 'RE-2026-000002'];
const as = (role: Role = 'biller'): Browsing => browsing(handler, { email: `${role}@kranich.example`, role });

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
  await issue({ payable: '12.00', changes: { dueDate: '2026-10-31' } }, { payable: '30.00' });
});
afterEach(() => world.close());

/** A statement of one payment that names nothing. @param closing 1000.00 and what comes, added by hand */
const statement = (amount: string, closing: string): string =>
  statementXml({ entries: [transferIn({ amount, ref: 'B1', text: 'Bill', name: 'Adler Works', iban: PAYER })], closing });

async function imported(person: Browsing, content: string): Promise<string> {
  await person.get(`${PAYMENTS}/statements`);
  const { status, text } = await person.upload(`${PAYMENTS}/statements`, { name: 'november.xml', content });
  expect(status).toBe(200);
  expect(text).toContain('november.xml: 1 transaction, 1 of them new.');
  const { text: list } = await person.get(`${PAYMENTS}/bank?show=all`);
  return /payments\/bank\/([0-9a-f]{20})/.exec(list)?.[1] ?? '';
}

const badgeOf = async (person: Browsing, number: string): Promise<string> =>
  /<h1>[^]*?<\/svg>([^<]+)</.exec((await person.get(`/sellers/${SELLER}/invoices/${number}`)).text)?.[1] ?? '';

/** The cash report as a file, a week later. */
async function cash(): Promise<string> {
  const later = browsing(handler, { email: 'v@kranich.example', role: 'viewer' }, Date.parse('2026-11-10T05:00:00Z'));
  return (await later.get(`/sellers/${SELLER}/reports/cash.csv`)).text;
}

it('shows what is open by age, and what is overdue alone', async () => {
  const { text } = await as('viewer').get(PAYMENTS);
  // 12.00 three days over on 3 November, 30.00 due on the 16th.
  expect(text).toContain('42.00 EUR');
  expect(text).toContain('2 invoices, 1 overdue');
  expect(text).toContain('the most, 30.00 EUR, is not due.');
  const overdue = await as('viewer').get(`${PAYMENTS}?filter=overdue`);
  expect(overdue.text).toContain(ONE);
  expect(overdue.text).not.toContain(`>${TWO}<`);
});

describe('a statement', () => {
  it('that is refused says why, is kept, and is listed', async () => {
    const person = as();
    await person.get(`${PAYMENTS}/statements`);
    const bomb = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>';
    const { status, text } = await person.upload(`${PAYMENTS}/statements`, { name: 'bomb.xml', content: bomb });
    expect(status).toBe(400);
    expect(text).toContain('bomb.xml was not imported, and nothing of it is booked.');
    expect((await person.get(`${PAYMENTS}/statements`)).text).toMatch(/Refused[^]*document type/);
  });

  it('is taken from a biller alone', async () => {
    const viewer = as('viewer');
    await viewer.get(`${PAYMENTS}/statements`);
    const content = statement('12.00', '1012.00');
    expect((await viewer.upload(`${PAYMENTS}/statements`, { name: 'a.xml', content })).status).toBe(403);
    expect((await viewer.get(`${PAYMENTS}/statements`)).text).toContain('No statement yet');
  });
});

it('goes from what is left over to a matched invoice and back, with who decided', async () => {
  const person = as();
  const id = await imported(person, statement('12.00', '1012.00'));
  const { text: list } = await person.get(`${PAYMENTS}/bank`);
  expect(list).toContain(`${ONE}, Adler Works`);
  expect(list).toContain('Not certain: no invoice is named, and the account has not paid before.');
  const { text: page } = await person.get(`${PAYMENTS}/bank/${id}`);
  expect(page.indexOf(`value="${ONE}"`)).toBeLessThan(page.indexOf(`value="${TWO}"`));
  expect((await person.post(`${PAYMENTS}/bank/${id}`, { act: 'match', number: ONE })).status).toBe(303);
  expect(await badgeOf(person, ONE)).toBe('Paid');
  // In the week in which the bank booked it, and in none once it is taken back.
  expect(await cash()).toContain('2026-11-09,EUR,12.00,0.00');
  expect((await person.get(`${PAYMENTS}/bank`)).text).toContain('Every payment is matched');
  expect((await person.post(`${PAYMENTS}/bank/${id}`, { act: 'unmatch' })).status).toBe(400);
  await person.post(`${PAYMENTS}/bank/${id}`, { act: 'unmatch', reason: 'Paid by somebody else' });
  expect(await badgeOf(person, ONE)).toBe('Overdue, due 31 Oct 2026');
  expect(await cash()).toContain('2026-11-09,EUR,0.00,0.00');
  await person.post(`${PAYMENTS}/bank/${id}`, { act: 'dismiss', reason: 'Interest' });
  expect((await person.get(`${PAYMENTS}/bank`)).text).toContain('Every payment is matched');
  expect((await auditEntries(SELLER, 'seller')).slice(-3).map(({ action, by }) => `${action} ${by}`)).toEqual([
    'payment-matched biller@kranich.example',
    'payment-unmatched biller@kranich.example',
    'payment-dismissed biller@kranich.example',
  ]);
});

it('splits a payment, settles with what is missing, and writes off what never comes', async () => {
  const person = as();
  const id = await imported(person, statement('20.00', '1020.00'));
  await person.get(`${PAYMENTS}/bank/${id}`);
  await person.post(`${PAYMENTS}/bank/${id}`, { act: 'match', others: `${ONE}=11.90`, settle: 'yes' });
  await person.post(`${PAYMENTS}/bank/${id}`, { act: 'match', others: `${TWO}` });
  // 20.00 less 11.90 is 8.10; 30.00 less that is 21.90.
  expect(await badgeOf(person, ONE)).toBe('Paid');
  expect(await badgeOf(person, TWO)).toBe('Partially paid');
  await person.post(`/sellers/${SELLER}/invoices/${TWO}/payments`, { act: 'write-off', reason: 'Insolvent' });
  expect(await badgeOf(person, TWO)).toBe('Uncollectible');
  await person.post(`/sellers/${SELLER}/invoices/${TWO}/payments`, { act: 'undo-write-off', reason: 'They pay after all' });
  expect(await badgeOf(person, TWO)).toBe('Partially paid');
});

it('pays back what a credit note leaves overpaid: one file, and the statement that shows it leaving', async () => {
  const person = as();
  const id = await imported(person, statement('12.00', '1012.00'));
  await person.post(`${PAYMENTS}/bank/${id}`, { act: 'match', number: ONE });
  await issue({ payable: '12.00', changes: { kind: 'credit-note', precedingInvoices: [{ number: ONE, issueDate: '2026-11-02' }] } });
  expect(await badgeOf(person, ONE)).toBe('Overpaid');
  await person.post(`/sellers/${SELLER}/invoices/${ONE}/payments`, { act: 'refund', reason: 'Cancelled' });
  expect(await badgeOf(person, ONE)).toBe('Refunded');
  expect((await person.get(`${PAYMENTS}/refunds`)).text).toContain('1 refund waits');
  await person.post(`${PAYMENTS}/refunds`, { on: '2026-11-05' });
  const { text } = await person.get(`${PAYMENTS}/refunds`);
  const set = /refunds\/files\/([\w-]+)"/.exec(text)?.[1] ?? '';
  const refund = /refund-[0-9a-f]{16}/.exec(text)?.[0] ?? '';
  const file = await person.get(`${PAYMENTS}/refunds/files/${set}`);
  expect(file.text).toContain(`<EndToEndId>${refund}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">12.00</InstdAmt></Amt>`);
  expect(file.text).toContain(`<IBAN>${PAYER}</IBAN>`);
  const left = `<TxDtls><Refs><EndToEndId>${refund}</EndToEndId></Refs></TxDtls>`;
  const debit = entryOf({ amount: '12.00', side: 'DBIT', day: '2026-11-05', ref: 'B2', details: left });
  await person.upload(`${PAYMENTS}/statements`, { name: 'november.xml', content: statementXml({ entries: [debit], closing: '988.00' }) });
  expect((await person.get(`${PAYMENTS}/refunds`)).text).toMatch(/badge done[^]*Paid/);
  expect((await person.post(`${PAYMENTS}/refunds/${refund}`, { reason: 'No' })).status).toBe(409);
  // It left on Thursday, and came on Monday of the week that follows.
  const weeks = await cash();
  expect(weeks).toContain('2026-11-02,EUR,0.00,0.00,12.00');
  expect(weeks).toContain('2026-11-09,EUR,12.00,0.00,0.00');
});

it.each([
  { card: 'pays', says: /Card …4242[^]*badge done[^]*Back on the card/, canBeTakenBack: false },
  { card: 'closed', says: /badge failed[^]*Declined[^]*lost_or_stolen_card: The card takes nothing back\./, canBeTakenBack: true },
])('sends back to a card that $card what it paid, and says how it went', async ({ card, says, canBeTakenBack }) => {
  const person = as();
  const by = { method: 'card', provider: 'fake', customer: 'c', paymentMethod: card } as const;
  await issue({ payable: '12.00', changes: { paymentMeans: { by: 'card', lastDigits: '4242' } } });
  const number = 'RE-2026-000003';
  await beginPayment(SELLER, { number, by, trigger: 'settlement', startedAt: NOW });
  await tellOutcome(SELLER, `${number}-1`, { state: 'paid' }, { at: NOW });
  await issue({ payable: '12.00', changes: { kind: 'credit-note', precedingInvoices: [{ number, issueDate: '2026-11-02' }] } });
  expect(await badgeOf(person, number)).toBe('Overpaid');
  await person.post(`/sellers/${SELLER}/invoices/${number}/payments`, { act: 'refund', reason: 'Cancelled' });
  const { text } = await person.get(`${PAYMENTS}/refunds`);
  expect(text).toMatch(says);
  expect(text).not.toContain('for a file</h2>');
  expect(text.includes('Take back…')).toBe(canBeTakenBack);
});
