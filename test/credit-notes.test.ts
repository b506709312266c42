/** Credit notes from the decision to the document, on the months of one customer: 40.00 a month, tax is 20 %. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creditInvoice, type CreditAsked } from '../local/commands/credit-invoice.ts';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { runMonth } from '../local/commands/run-month.ts';
import { proofOf } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { auditEntries } from '../shared/audit.store.ts';
import { creditedOf } from '../shared/credited.store.ts';
import type { Invoice } from '../shared/invoice.ts';
import { handler as draftCreditNote } from '../services/invoicing/draft-credit-note.handler.ts';
import { billedOctober } from './support/billed-october.ts';
import { adlerSection, CREDITING_SELLER_SECTION, SELLER } from './support/catalog.ts';
import type { OneProcess } from './support/one-process.ts';
import { printedTexts } from './support/printed-text.ts';

const CATALOG = `${CREDITING_SELLER_SECTION}
plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
coupons:
  - { id: once, name: Once, amount: "10", currency: EUR, bills: 1 }
${adlerSection('{ id: s, plan: flat, start: 2026-10-01 }', { more: 'coupons: [{ coupon: once, from: 2026-11-01 }]' })}`;

const OCTOBER = 'RE-2026-000001';
const ASKED: CreditAsked = { number: OCTOBER, wanted: { amount: '10' }, reason: 'Outage', by: 'cfo@kranich.example' };

let folder: string;
let home: OneProcess;
beforeEach(async () => {
  ({ folder, home } = await billedOctober(CATALOG));
});
afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

const credit = (asked: Partial<CreditAsked> = {}): Promise<Invoice> => creditInvoice(home.workspace, SELLER, { ...ASKED, ...asked });
const numbers = async (): Promise<string[]> => (await listInvoices(SELLER)).map(({ number, payable }) => `${number} ${payable}`);

describe('a credit note', () => {
  it('has a number of its own series, a document in the archive, and an entry in the audit log', async () => {
    const note = await credit();
    // 10.00 and 20 % of it.
    expect(note).toMatchObject({ number: 'GK-2026-000001', precedingInvoices: [{ number: OCTOBER, issueDate: '2026-11-02' }], totals: { payable: '12.00' } }); // prettier-ignore
    const pdf = readFileSync(join(folder, 'data/archive/kranich/2026/GK-2026-000001.pdf'));
    const texts = (await printedTexts(pdf)).map(({ text }) => text);
    for (const text of ['Credit note', 'GK-2026-000001', 'Corrected invoice', OCTOBER, '10.00', '€12.00', 'Reason: Outage'])
      expect(texts.some((it) => it.includes(text))).toBe(true);
    expect(texts.join(' ')).not.toMatch(/IBAN|due on/);
    expect((await auditEntries(SELLER, 'seller')).at(-1)).toMatchObject({
      action: 'credited',
      by: 'cfo@kranich.example',
      numbers: [OCTOBER],
    });
    expect(proofOf([await verifySeller(SELLER)], [], [])).toMatchObject({ isWhole: true });
  });

  it('leaves the invoice as it is', async () => {
    const file = join(folder, `data/archive/kranich/2026/${OCTOBER}.pdf`);
    const before = readFileSync(file);
    await credit({ wanted: 'rest' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is never more than what is left', async () => {
    await credit({ wanted: { amount: '30' } });
    await expect(credit({ wanted: { amount: '10.01' } })).rejects.toThrow('At most 10.00 EUR net is left on this invoice.');
    await credit({ wanted: 'rest' });
    await expect(credit({ wanted: 'rest', reason: 'Again' })).rejects.toThrow(`All of ${OCTOBER} is credited.`);
    expect(await numbers()).toEqual(['GK-2026-000001 36.00', 'GK-2026-000002 12.00', `${OCTOBER} 48.00`]);
  });

  it('is refused for what is no issued invoice', async () => {
    await expect(credit({ number: 'RE-2026-000007' })).rejects.toThrow('There is no issued invoice RE-2026-000007.');
    await credit();
    await expect(credit({ number: 'GK-2026-000001' })).rejects.toThrow('GK-2026-000001 is a credit note; only an invoice can be credited.');
  });

  it('is made once, however often its step runs, also at once with another', async () => {
    const asked = { sellerId: SELLER, ...ASKED, wanted: 'rest', at: '2026-11-05T00:00:00Z' };
    const results = await Promise.allSettled([
      draftCreditNote({ ...asked, creditNote: 'credit-1' }),
      draftCreditNote({ ...asked, creditNote: 'credit-1' }),
      draftCreditNote({ ...asked, creditNote: 'credit-2' }),
    ]);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'TransientError' });
    const { notes } = await creditedOf(SELLER, OCTOBER);
    expect(notes).toHaveLength(1);
    const [made] = notes;
    const again = await draftCreditNote({ ...asked, creditNote: made!.id });
    expect(await draftCreditNote({ ...asked, creditNote: made!.id, at: '2026-11-06T00:00:00Z' })).toEqual(again);
    const other = made!.id === 'credit-1' ? 'credit-2' : 'credit-1';
    await expect(draftCreditNote({ ...asked, creditNote: other })).rejects.toThrow(`All of ${OCTOBER} is credited.`);
    await expect(draftCreditNote({ ...asked, creditNote: made!.id, wanted: { amount: '1' } })).rejects.toThrow('is another credit note');
  });

  it('that was cut off behind its draft is finished by the same command, and not made twice', async () => {
    const at = '2026-11-05T00:00:00Z';
    await draftCreditNote({ sellerId: SELLER, ...ASKED, creditNote: `credit-1-${OCTOBER}`, at });
    expect((await credit()).number).toBe('GK-2026-000001');
    expect(await numbers()).toEqual(['GK-2026-000001 12.00', `${OCTOBER} 48.00`]);
    // Once more is another one: ten more are credited.
    await credit();
    expect(await numbers()).toEqual(['GK-2026-000001 12.00', 'GK-2026-000002 12.00', `${OCTOBER} 48.00`]);
  });

  it('that was cut off is finished before another one is made', async () => {
    await draftCreditNote({ sellerId: SELLER, ...ASKED, creditNote: `credit-1-${OCTOBER}`, at: '2026-11-05T00:00:00Z' });
    expect((await credit({ wanted: 'rest' })).totals.payable).toBe('36.00');
    expect(await numbers()).toEqual(['GK-2026-000001 12.00', 'GK-2026-000002 36.00', `${OCTOBER} 48.00`]);
  });
});

describe('a cancelled invoice', () => {
  it('is billed again by the next run of its month, and its coupons are free again', async () => {
    const november = await home.run('2026-11', '2026-12-02T05:00:00Z');
    expect(november).toMatchObject({ outcome: 'billed' });
    // 40 − 10, and 20 %.
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`, 'RE-2026-000002 36.00']);
    await credit({ number: 'RE-2026-000002', wanted: 'rest', isCancelled: true });
    const again = { sellerId: SELLER, month: '2026-11', onlyCustomers: ['adler'], startedBy: 'ops' };
    await runMonth(home.workspace, again, () => {});
    expect(await numbers()).toEqual(['GK-2026-000001 36.00', `${OCTOBER} 48.00`, 'RE-2026-000002 36.00', 'RE-2026-000003 36.00']);
    expect(proofOf([await verifySeller(SELLER)], [], [])).toMatchObject({ isWhole: true });
  });

  it('is not billed again where it was only credited', async () => {
    await credit({ wanted: 'rest' });
    await home.run('2026-11', '2026-12-02T05:00:00Z');
    expect(await numbers()).toEqual(['GK-2026-000001 48.00', `${OCTOBER} 48.00`, 'RE-2026-000002 36.00']);
  });

  it('comes with the run of the next month', async () => {
    await credit({ wanted: 'rest', isCancelled: true });
    await home.run('2026-11', '2026-12-02T05:00:00Z');
    // October once more, and November: 40 + 40 − 10.
    expect(await numbers()).toEqual(['GK-2026-000001 48.00', `${OCTOBER} 48.00`, 'RE-2026-000002 84.00']);
    expect(existsSync(join(folder, 'data/archive/kranich/2026/GK-2026-000001.pdf'))).toBe(true);
  });
});
