import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { ACCOUNT } from '../../test/support/camt.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { keepTransactions } from '../../shared/bank/bank.store.ts';
import { beginPayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import { table } from '../../shared/ports.ts';
import { allocateTransaction } from '../../shared/receivables/allocate.store.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { verifyLedger } from './verify-ledger.ts';

const ENTRY = 'allocation|RE-2026-000001|000001';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
  await issue({ payable: '12.00' });
  const said = { account: ACCOUNT, bookedOn: '2026-11-09', currency: 'EUR', counterparty: {}, text: '' };
  await keepTransactions(SELLER, [{ schema: 1, id: 'a', statement: 'f', amount: '12.00', ...said }]);
  await allocateTransaction(SELLER, 'a', [{ number: 'RE-2026-000001', amount: '12.00' }], { at: NOW, by: 'cfo', reason: 'x' });
});
afterEach(() => world.close());

async function overwrite(pk: string, changes: Partial<Allocation>): Promise<void> {
  const found = await table().get({ pk, sk: ENTRY });
  await table().write([{ put: { pk, sk: ENTRY, body: { ...found!.body, ...changes } } }]);
}
const problems = async (): Promise<string[]> => (await verifyLedger(SELLER)).problems.map(({ where, what }) => `${where}: ${what}`);

it('finds nothing where all is whole', async () => {
  expect(await verifyLedger(SELLER)).toEqual({ count: 1, problems: [] });
});

it('finds an entry that was changed on one side, and more than came', async () => {
  await overwrite(`${SELLER}|bank-transaction|a`, { amount: '12.01' });
  expect(await problems()).toEqual([
    'Transaction a: its entries come to more than it',
    'Transaction a: entry 1 of RE-2026-000001 is not with the invoice',
  ]);
});

it('finds an invoice that was paid above what it comes to', async () => {
  for (const side of ['bank-transaction|a', 'ledger|RE-2026-000001']) await overwrite(`${SELLER}|${side}`, { amount: '13.00' });
  expect(await problems()).toContain('RE-2026-000001: 13 EUR were paid of it');
});

it('finds an entry that is gone', async () => {
  await table().write([{ delete: { pk: `${SELLER}|ledger|RE-2026-000001`, sk: ENTRY } }]);
  expect(await problems()).toEqual(['Transaction a: entry 1 of RE-2026-000001 is not with the invoice']);
});

it('finds a payment that counts for more than it brought, and one whose entry is not with the invoice', async () => {
  const by = { method: 'card', provider: 'fake', customer: 'c', paymentMethod: 'p' } as const;
  await issue({ payable: '7.00', changes: { paymentMeans: { by: 'card', lastDigits: '4242' } } });
  await beginPayment(SELLER, { number: 'RE-2026-000002', by, trigger: 'settlement', startedAt: NOW });
  await tellOutcome(SELLER, 'RE-2026-000002-1', { state: 'paid' }, { at: NOW });
  expect(await verifyLedger(SELLER)).toEqual({ count: 2, problems: [] });
  const key = { pk: `${SELLER}|payment|RE-2026-000002-1`, sk: 'allocation|RE-2026-000002|000001' };
  const found = await table().get(key);
  await table().write([{ put: { ...key, body: { ...found!.body, amount: '7.01' } } }]);
  expect(await problems()).toEqual([
    'Payment RE-2026-000002-1: its entries come to 7.01 EUR',
    'Payment RE-2026-000002-1: entry 1 of RE-2026-000002 is not with the invoice',
  ]);
});
