import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { statementXml, transferIn } from '../../test/support/camt.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { openWorkerPool } from '../../test/support/steps-here.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { importStatements } from './bank-import.ts';
import { transactionLines, unmatchedLines } from './bank-list.ts';
import { dismissTransaction, matchTransaction, unmatchTransaction } from './bank-match.ts';
import type { Payments } from './payments.ts';
import { paymentsHere } from './payments-here.ts';
import { receivablesLines } from './receivables.ts';

const CFO = 'cfo@kranich.example';
const REASON = 'as the customer says';

let world: Embedded;
let payments: Payments;
beforeEach(async () => {
  world = openEmbedded();
  payments = paymentsHere({ data: world.folder, ...(await openWorkerPool()) }, SELLER, CFO);
  mkdirSync(join(world.folder, 'in'));
  await importCustomers({ id: 'adler' });
  await issue({ payable: '12.00' }, { payable: '30.00' });
});
afterEach(() => world.close());

function fileOf(name: string, text: string): string {
  const path = join(world.folder, 'in', name);
  writeFileSync(path, text);
  return path;
}
const statement = fileNamed('november.xml', '1012.00', transferIn({ amount: '12.00', ref: 'B1', text: 'Bill', name: 'Adler Works' }));
function fileNamed(name: string, closing: string, ...entries: string[]): () => string {
  return () => fileOf(name, statementXml({ entries, closing }));
}

describe('a file that is refused', () => {
  it.each([
    { name: 'bomb.xml', text: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', says: 'document type' },
    {
      name: 'other.xml',
      text: statementXml({ entries: [], closing: '1000.00', account: 'DE89370400440532013000' }),
      says: 'is of the account',
    },
    { name: 'turnover.csv', text: 'a;b\n', says: 'say with a mapping' },
  ])('is kept as it is, and nothing of it is booked: $name', async ({ name, text, says }) => {
    const path = fileOf(name, text);
    const refused = importStatements(payments, [path]);
    await expect(refused).rejects.toThrow(says);
    await expect(refused).rejects.toThrow(`${path} was not imported, and nothing of it is booked`);
    expect(readFileSync(join(world.folder, 'files', SELLER, 'statements', sha256(text)), 'utf8')).toBe(text);
    expect(under(world.records(), `${SELLER}|bank`)).toEqual([]);
  });

  it.each([
    { path: 'nowhere.xml', says: 'There is no file' },
    { path: '.', says: 'is a folder' },
  ])('is told by its name: $path', async ({ path, says }) => {
    await expect(importStatements(payments, [join(world.folder, path)])).rejects.toThrow(says);
  });
});

it('goes from what a bank says to what is open, with what to type', async () => {
  expect(await importStatements(payments, [statement()])).toMatchObject([{ isNew: true, transactions: 1, added: 1 }]);
  const [left] = await payments.transactions(true);
  const id = left!.id;
  expect(unmatchedLines([left!])).toEqual([
    `${id}  2026-11-09  12.00 EUR  Adler Works`,
    '  “Bill”',
    '  Not certain: no invoice is named, and the account has not paid before.',
    '  RE-2026-000001  Adler Works, open with 12.00 EUR: the amount is what is open; the payer is called as the customer is',
    '  RE-2026-000002  Adler Works, open with 30.00 EUR: the payer is called as the customer is',
    expect.stringContaining(`bank match ${id} RE-2026-000001`),
  ]);
  await matchTransaction(payments, id.slice(0, 8), ['RE-2026-000001'], { reason: REASON });
  expect(await payments.transactions(true)).toEqual([]);
  expect(transactionLines(await payments.transactions(false))[1]).toContain('RE-2026-000001');
  const { items, ageing } = await payments.receivables(false);
  expect(items.map(({ number, open }) => `${number} ${open}`)).toEqual(['RE-2026-000002 30.00']);
  expect(ageing).toMatchObject([{ currency: 'EUR', notDue: '30.00', total: '30.00' }]);
  expect((await payments.receivables(true)).items).toEqual([]);
});

describe('a decision', () => {
  let id: string;
  beforeEach(async () => {
    await importStatements(payments, [statement()]);
    id = (await payments.transactions(true))[0]!.id;
  });

  it('that is typed again changes nothing', async () => {
    await matchTransaction(payments, id, ['RE-2026-000002=12.00'], { reason: REASON });
    const before = world.picture();
    expect((await matchTransaction(payments, id, ['RE-2026-000002=12'], { reason: REASON })).entries).toEqual([]);
    expect((await matchTransaction(payments, id, ['RE-2026-000002'], { reason: REASON })).entries).toEqual([]);
    expect(world.picture()).toEqual(before);
    await expect(matchTransaction(payments, id, ['RE-2026-000002=5'], { reason: REASON })).rejects.toThrow('with another amount');
  });

  it('settles an invoice with what came, where a person wants that', async () => {
    await matchTransaction(payments, id, ['RE-2026-000002'], { reason: REASON, isSettling: true });
    const { items } = await payments.receivables(false);
    expect(items.map(({ number }) => number)).toEqual(['RE-2026-000001']);
  });

  it('is taken back, or that it pays nothing', async () => {
    await matchTransaction(payments, id, ['RE-2026-000001'], { reason: REASON });
    await expect(dismissTransaction(payments, id, REASON)).rejects.toThrow('It counts for RE-2026-000001');
    await unmatchTransaction(payments, id, undefined, REASON);
    expect(await dismissTransaction(payments, id, REASON)).toEqual({ isNew: true });
    expect(await dismissTransaction(payments, id, REASON)).toEqual({ isNew: false });
    expect(await payments.transactions(true)).toEqual([]);
    await matchTransaction(payments, id, ['RE-2026-000001'], { reason: REASON });
    expect(receivablesLines(await payments.receivables(false))[1]).toContain('RE-2026-000002');
  });

  it.each([
    { wanted: 'RE-2026-000001=0x1', says: 'write a number' },
    { wanted: 'RE-2026-000009', says: 'There is no issued invoice' },
    { wanted: 'RE-2026-000001=1.001', says: 'no whole number of minor units' },
    { wanted: 'RE-2026-000001=99', says: 'is open with 12.00 EUR' },
  ])('is refused with what is wrong: $wanted', async ({ wanted, says }) => {
    await expect(matchTransaction(payments, id, [wanted], { reason: REASON })).rejects.toThrow(says);
  });
});
