/**
 * A run in which most customers are owed money: usage that was taken back, a year that was cancelled, seats that were never
 * there. Tax is 20 %; each sum is worked out beside the line that expects it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { creditInvoice } from '../local/commands/credit-invoice.ts';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { invoiceTable } from '../local/commands/report.ts';
import { runMonth, type Ended } from '../local/commands/run-month.ts';
import { proofOf } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { requireCustomer } from '../shared/catalog.store.ts';
import { fixClock } from '../shared/clock.ts';
import { creditLedger } from '../shared/credit-ledger.ts';
import { profileFaults } from '../shared/en16931/profile-faults.ts';
import { invoiceFacts, requireFact } from '../shared/invoice.store.ts';
import type { Invoice } from '../shared/invoice.ts';
import { reservationsOf } from '../shared/reservation.store.ts';
import { usageEvent } from '../shared/usage-event.ts';
import { attachmentsIn } from './support/attachments.ts';
import { callsEvent, SELLER, SELLER_SECTION } from './support/catalog.ts';
import { schemaFaults } from './support/cii-schema.ts';
import { arrive } from './support/months.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { printedTexts } from './support/printed-text.ts';

const customer = (id: string, language: string, subscription: string, more = ''): string => `
  - id: ${id}
    name: ${id} Works
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT }
    zone: UTC
    language: ${language}
    email: pay@${id}.example
    subscriptions: [{ id: ${id}.s, start: 2026-10-01, ${subscription} }]${more}`;

function catalog({ series = '\n  creditNoteSeries: GK', end = '', seats = 2, credits = '' } = {}): string {
  return `${SELLER_SECTION.replace('{ prefix: RE, digits: 6 }', `[{ prefix: RE, digits: 6 }, { prefix: GK, digits: 6 }]${series}`)}
meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls, unit: { de: Aufrufe, en: calls } }
plans:
  - id: metered
    name: Metered
    currency: EUR
    prices:
      - { id: base, name: { de: Grundpreis, en: Base fee }, model: flat, amount: 10 }
      - { id: calls, name: { de: Aufrufe, en: Calls }, model: graduated, meter: calls, tiers: [{ upTo: 100, unitPrice: 0.10 }, { upTo: 1000, unitPrice: 0.05 }, { unitPrice: 0.01 }] }
  - { id: yearly, name: Yearly, currency: EUR, interval: year, prices: [{ id: base, name: Base fee, model: flat, amount: 365, billed: advance }] }
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base fee, model: flat, amount: 40 }] }
coupons:
  - { id: tenth, name: { de: Rahmenvertrag, en: Agreement }, percent: 10 }
customers:${customer('adler', 'de', 'plan: metered', '\n    coupons: [{ coupon: tenth }]')}${customer('bussard', 'en', `plan: yearly${end}`)}${customer('falke', 'fr', `plan: flat, quantity: ${seats}`, credits)}${customer('habicht', 'en', 'plan: flat')}
`;
}

const folder = mkdtempSync(join(tmpdir(), 'stepbill-credited-'));
const data = join(folder, 'data');
let home: OneProcess;
let dry: Ended;
let december: Ended;

async function keep(text: string): Promise<void> {
  const file = join(folder, 'catalog.yml');
  writeFileSync(file, text);
  await importCatalog([file], 'ops');
}

const run = async (month: string, isDryRun = false): Promise<Ended> =>
  (await runMonth(home.workspace, { sellerId: SELLER, month, startedBy: 'ops@kranich.example', isDryRun }, () => {})) as Ended;
const note = (number: string): Promise<Invoice> => requireFact(SELLER, number, 'content');
const pdfOf = (number: string): Buffer => readFileSync(join(data, `archive/kranich/2027/${number}.pdf`));

/** October and November go out; in December usage of October is taken back, and terms have changed from the start. */
async function bringAboutDecember(options: Parameters<typeof catalog>[0] = {}): Promise<void> {
  await keep(catalog(options));
  // 1050 calls are 100 × 0.10 + 900 × 0.05 + 50 × 0.01 = 55.50.
  await arrive('2026-10-15', callsEvent('adler', '1050', { id: 'first' }));
  await home.run('2026-10', '2026-11-02T05:00:00Z');
  await home.run('2026-11', '2026-12-02T05:00:00Z');
  const back = { id: 'first-back', customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', reverses: 'first' };
  await arrive('2026-12-20', usageEvent.parse(back));
  const credits = '\n    credits: [{ id: given, amount: 500, currency: EUR }]';
  await keep(catalog({ ...options, end: ', end: 2026-12-01', seats: 1, credits }));
}

beforeAll(async () => {
  home = openOneProcess(data, '2026-11-02T05:00:00Z');
  await bringAboutDecember();
  fixClock(new Date('2027-01-02T05:00:00Z'));
  dry = await run('2026-12', true);
  december = (await home.run('2026-12', '2027-01-02T05:00:00Z')) as Ended;
}, 60_000);
afterAll(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a customer to whom a run owes money', () => {
  it('gets a credit note of usage that was taken back, with its tiers and its coupon', async () => {
    expect(await note('GK-2027-000001')).toMatchObject({
      kind: 'credit-note',
      language: 'de',
      issueDate: '2027-01-02',
      precedingInvoices: [{ number: 'RE-2026-000001', issueDate: '2026-11-02' }],
      reason: 'Die genannten Zeiträume wurden neu berechnet; bisher war mehr berechnet, als zu zahlen ist.',
      lines: [
        // 55.50 − 5.55 were billed, and nothing is due.
        {
          quantity: '1050',
          parts: [
            { quantity: '100', unitPrice: '0.10', amount: '10' },
            { quantity: '900', unitPrice: '0.05', amount: '45' },
            { quantity: '50', unitPrice: '0.01', amount: '0.5' },
          ],
          discounts: [{ coupon: 'tenth', amount: '5.55' }],
          net: '49.95',
          trace: { correction: { ratedExact: '0', billedExact: '55.5', billedNet: '49.95' } },
        },
        // December: 10.00 − 1.00, which is taken off.
        { quantity: '-1', discounts: [{ amount: '-1.00' }], net: '-9.00' },
      ],
      // 49.95 − 9.00, and 20 % of it.
      tax: [{ category: 'S', rate: '20', basis: '40.95', tax: '8.19' }],
      totals: { net: '40.95', tax: '8.19', gross: '49.14', payable: '49.14' },
    });
  });

  it('gets one of the rest of a year that was cancelled', async () => {
    // 365.00 less 61 days of it.
    expect(await note('GK-2027-000002')).toMatchObject({
      precedingInvoices: [{ number: 'RE-2026-000002', issueDate: '2026-11-02' }],
      totals: { net: '304.00', tax: '60.80', payable: '364.80' },
    });
  });

  it('gets one of several months, which names the invoice of each and no other, and no prepaid credit pays it', async () => {
    const made = await note('GK-2027-000003');
    // 40 and 40 back, less 40 for December. RE-2026-000004 and -000007 are those of another customer.
    expect(made).toMatchObject({
      precedingInvoices: [
        { number: 'RE-2026-000003', issueDate: '2026-11-02' },
        { number: 'RE-2026-000006', issueDate: '2026-12-02' },
      ],
      totals: { net: '40.00', tax: '8.00', gross: '48.00', payable: '48.00' },
    });
    expect(made.totals).not.toHaveProperty('prepaid');
    const asking = { sellerId: SELLER, customerId: 'falke', runId: 'look', attempt: 1, isDryRun: false };
    const { credits = [] } = await requireCustomer(SELLER, 'falke');
    expect(creditLedger(credits, (await reservationsOf('credits', asking)).standing, '2027-01-31')).toMatchObject([
      { kind: 'granted', amount: '500.00' },
    ]);
  });

  it('gets it by mail, and owes nothing for it', async () => {
    const mails = readdirSync(join(data, 'outbox')).filter((name) => name.includes('GK-2027-000002'));
    const [text = ''] = readFileSync(join(data, 'outbox', mails[0]!), 'utf8').split('application/pdf');
    expect(text).toContain('Subject: Credit note GK-2027-000002 from Kranich Software GmbH');
    expect(text).toContain('364.80');
    expect(text).not.toMatch(/Please transfer|AT61/);
    const { sent, receivable } = await invoiceFacts(SELLER, 'GK-2027-000002');
    expect([sent?.to, receivable]).toEqual(['pay@bussard.example', undefined]);
  });
});

describe('the run', () => {
  it('comes to what it charges less what it credits', () => {
    // 40.00 − 40.95 − 304.00 − 40.00; with tax 48.00 − 49.14 − 364.80 − 48.00.
    expect(december.review).toMatchObject({
      drafts: 4,
      creditNotes: 3,
      setAside: [],
      totals: [{ currency: 'EUR', net: '-344.95', payable: '-413.94', credited: '461.94' }],
    });
    expect(december.review.plans.map(({ plan, net }) => [plan, net])).toEqual([['flat', '0.00'], ['metered', '-40.95'], ['yearly', '-304.00']]); // prettier-ignore
    expect(december.review.meters).toMatchObject([{ meter: 'calls', quantity: '-1050', net: '-49.95' }]);
  });

  it('shows credit notes first', () => {
    expect(december.review.anomalies.slice(0, 3).map(({ customerId, text }) => `${customerId}: ${text}`)).toEqual([
      'bussard: A credit note; the draft comes to −304.00 EUR.',
      // It came to 80.00 in November.
      'falke: A credit note; the draft comes to −40.00 EUR.',
      'adler: A credit note; the draft comes to −40.95 EUR.',
    ]);
  });

  it('has the content of its dry run, and every number its document', async () => {
    expect(december.run.state).toBe('closed');
    expect(december.review.contentHash).toBe(dry.review.contentHash);
    expect(december.numbers.map(({ first, last }) => [first, last])).toEqual([
      ['GK-2027-000001', 'GK-2027-000003'],
      ['RE-2027-000001', 'RE-2027-000001'],
    ]);
    const proof = await verifySeller(SELLER);
    expect(proofOf([proof], [], [])).toMatchObject({ isWhole: true });
    expect(proof.series.find(({ series }) => series === 'GK-2027')?.totals).toEqual([{ currency: 'EUR', payable: '-461.94' }]);
  });

  it('is listed with what it credits below zero', async () => {
    const table = invoiceTable(await listInvoices(SELLER)).filter((line) => line.startsWith('GK'));
    expect(table[2]).toMatch(/^GK-2027-000003 .* -48\.00 EUR +sent, corrects RE-2026-000003, RE-2026-000006$/);
  });
});

describe('the document', () => {
  it.each([
    { number: 'GK-2027-000001', says: ['Rechnungskorrektur', 'RE-2026-000001', 'insgesamt 0,00, bisher berechnet 49,95', '10,00', '45,00', '0,50', '−5,55', '49,14', 'Gutgeschriebener Betrag'] }, // prettier-ignore
    { number: 'GK-2027-000002', says: ['Credit note', 'RE-2026-000002', 'Corrected invoice', '0.00 in all, 365.00 charged before', '€364.80', 'Amount credited'] }, // prettier-ignore
    { number: 'GK-2027-000003', says: ['Facture d’avoir', 'RE-2026-000003 du 2 novembre 2026, RE-2026-000006 du 2 décembre 2026', 'Montant crédité'] }, // prettier-ignore
  ])('$number says what it corrects and credits, in its language, and asks for nothing', async ({ number, says }) => {
    const texts = (await printedTexts(pdfOf(number))).map(({ text }) => text.replaceAll(' ', ' '));
    const page = texts.join(' ');
    for (const text of says) expect(page).toContain(text);
    expect(page).not.toMatch(/GiroCode|Fällig am|Due on|Zahlung per|IBAN\s+AT61.*Verwendungszweck|Gutschrift\b/);
  });

  it.each(['GK-2027-000001', 'GK-2027-000002', 'GK-2027-000003'])('%s holds a valid XML of type 381', async (number) => {
    const [xml] = await attachmentsIn(pdfOf(number));
    expect(schemaFaults(xml!.text)).toEqual([]);
    expect(xml!.text).toContain('<ram:TypeCode>381</ram:TypeCode>');
    // No price is below zero (BR-27).
    expect(xml!.text).not.toMatch(/ChargeAmount>-/);
    const made = await note(number);
    const [first, ...others] = made.precedingInvoices!;
    expect(xml!.text).toContain(`<ram:IssuerAssignedID>${first!.number}<`);
    // CII has room for one; all of them are in a note.
    for (const it of others.length > 0 ? made.precedingInvoices! : []) expect(xml!.text).toContain(`${it.number} (${it.issueDate})`);
    expect(profileFaults(made, 'cii')).toEqual([]);
  });
});

describe('what comes after a credit note', () => {
  it('bills the same usage again, so that all documents together come to what is due', async () => {
    await arrive('2027-01-20', callsEvent('adler', '250', { id: 'again' }));
    await home.run('2027-01', '2027-02-02T05:00:00Z');
    // October: 100 × 0.10 + 150 × 0.05 = 17.50, less a tenth; January: 10.00, less a tenth.
    expect(await note('RE-2027-000002')).toMatchObject({ kind: 'invoice', lines: [{ quantity: '250', net: '15.75' }, { net: '9.00' }] });
    const all = (await Promise.all((await listInvoices(SELLER)).map(({ number }) => note(number)))).filter(
      (it) => it.customer.id === 'adler',
    );
    const cents = all.map(({ kind, totals }) => Math.round(Number(totals.net) * 100) * (kind === 'credit-note' ? -1 : 1));
    // Four months of 9.00 and 15.75 of calls.
    expect(cents.reduce((sum, it) => sum + it, 0)).toBe(4 * 900 + 1575);
  });

  it('is no credit note of that credit note', async () => {
    const asked = { number: 'GK-2027-000001', wanted: 'rest', reason: 'Again', by: 'cfo@kranich.example' } as const;
    await expect(creditInvoice(home.workspace, SELLER, asked)).rejects.toThrow('GK-2027-000001 is a credit note');
  });
});

describe('a seller without a series of credit notes', () => {
  it('numbers them with the invoices, in the order of the customers', async () => {
    await home.close();
    rmSync(data, { recursive: true });
    home = openOneProcess(data, '2026-11-02T05:00:00Z');
    await bringAboutDecember({ series: '' });
    await home.run('2026-12', '2027-01-02T05:00:00Z');
    const listed = (await listInvoices(SELLER)).filter(({ number }) => number.startsWith('RE-2027'));
    expect(listed.map(({ number, corrects, payable }) => [number, corrects, payable])).toEqual([
      ['RE-2027-000001', 'RE-2026-000001', '49.14'],
      ['RE-2027-000002', 'RE-2026-000002', '364.80'],
      ['RE-2027-000003', 'RE-2026-000003, RE-2026-000006', '48.00'],
      ['RE-2027-000004', undefined, '48.00'],
    ]);
    const proof = await verifySeller(SELLER);
    expect(proofOf([proof], [], [])).toMatchObject({ isWhole: true });
    // 48.00 − 461.94.
    expect(proof.series.find(({ series }) => series === 'RE-2027')?.totals).toEqual([{ currency: 'EUR', payable: '-413.94' }]);
  });
});
