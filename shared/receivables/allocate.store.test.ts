import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { keepTransactions, requireBankLedger } from '../bank/bank.store.ts';
import type { BankTransaction } from '../bank/bank-transaction.ts';
import { ACCOUNT } from '../../test/support/camt.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { keepVoided } from '../../test/support/runs.ts';
import { auditEntries } from '../audit.store.ts';
import { STEPBILL } from '../person.ts';
import { allocateTransaction, reverseTransaction } from './allocate.store.ts';
import { getOpenItem } from './open-items.store.ts';

const DOING = { at: NOW, by: 'cfo@kranich.example', reason: 'as the customer says' };
const [ONE, TWO, DOLLARS] = ['RE-2026-000001', 'RE-2026-000002', 'RE-2026-000003'];

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
  await issue({ payable: '12.00' }, { payable: '30.00' }, { payable: '100.00', changes: { currency: 'USD' } });
});
afterEach(() => world.close());

async function came(id: string, amount: string, changes: Partial<BankTransaction> = {}): Promise<void> {
  const rest = { statement: 'f', account: ACCOUNT, bookedOn: '2026-11-09', currency: 'EUR', counterparty: {}, text: '', ...changes };
  await keepTransactions(SELLER, [{ schema: 1, id, amount, ...rest }]);
}

const open = async (number: string): Promise<string> => (await getOpenItem(SELLER, number, '2026-11-09'))!.open;
const left = async (id: string): Promise<string> => (await requireBankLedger(SELLER, id)).left.toFixed(2);

describe('at the same moment', () => {
  // What matching does has no entry in the audit log, whose chain would keep two apart as well.
  const doing = { ...DOING, by: STEPBILL };

  it('two payments of one invoice pay it once', async () => {
    await came('a', '12.00');
    await came('b', '12.00');
    const both = ['a', 'b'].map((id) => allocateTransaction(SELLER, id, [{ number: ONE, amount: '12.00' }], doing));
    const ended = await Promise.allSettled(both);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('is open with 0.00 EUR') },
    });
    expect(await open(ONE)).toBe('0.00');
  });

  it('one payment for two invoices comes to no more than came', async () => {
    await came('a', '30.00');
    const both = [
      { number: ONE, amount: '12.00' },
      { number: TWO, amount: '30.00' },
    ].map((share) => allocateTransaction(SELLER, 'a', [share], doing));
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(['0.00', '18.00']).toContain(await left('a'));
  });
});

describe('what is refused', () => {
  it.each([
    { why: 'more than came', amount: '20.00', shares: [{ number: TWO, amount: '20.01' }], says: 'Only 20.00 EUR is left' },
    { why: 'more than is open', amount: '20.00', shares: [{ number: ONE, amount: '12.01' }], says: 'is open with 12.00 EUR' },
    {
      why: 'more than is open with what is written off',
      amount: '20.00',
      shares: [{ number: ONE, amount: '11.00', writeOff: '1.01' }],
      says: 'is open with',
    },
    {
      why: 'two that come to more than came',
      amount: '20.00',
      shares: [
        { number: ONE, amount: '12.00' },
        { number: TWO, amount: '8.01' },
      ],
      says: 'Only 20.00',
    },
    {
      why: 'an invoice twice',
      amount: '20.00',
      shares: [
        { number: ONE, amount: '1.00' },
        { number: ONE, amount: '1.00' },
      ],
      says: 'named twice',
    },
    { why: 'nothing', amount: '20.00', shares: [{ number: ONE, amount: '0.00' }], says: 'has to be above zero' },
    { why: 'a payment below zero', amount: '20.00', shares: [{ number: ONE, amount: '-1.00' }], says: 'has to be above zero' },
    {
      why: 'another currency without what of each',
      amount: '20.00',
      shares: [{ number: DOLLARS, amount: '20.00' }],
      says: 'is in USD, and what came is in EUR',
    },
    {
      why: 'a return of more than came for it',
      amount: '-5.00',
      shares: [{ number: ONE, amount: '-5.00' }],
      says: "0.00 EUR came for RE-2026-000001; 5.00 EUR can't have gone back",
    },
    {
      why: 'an invoice that was never issued',
      amount: '5.00',
      shares: [{ number: 'RE-2026-000009', amount: '5.00' }],
      says: 'has issued no invoice',
    },
  ])('$why', async ({ amount, shares, says }) => {
    await came('a', amount, amount.startsWith('-') ? { returned: 'AC04' } : {});
    const before = world.picture();
    await expect(allocateTransaction(SELLER, 'a', shares, DOING)).rejects.toThrow(says);
    expect(world.picture()).toEqual(before);
  });

  it('a void number', async () => {
    await keepVoided('adler', 'RE-2026-000004');
    await came('a', '12.00');
    await expect(allocateTransaction(SELLER, 'a', [{ number: 'RE-2026-000004', amount: '12.00' }], DOING)).rejects.toThrow(
      'has issued no invoice',
    );
  });

  it('to take back a payment that went back, before its return is taken back', async () => {
    await came('a', '12.00');
    await came('b', '-12.00', { returned: 'AC04' });
    await allocateTransaction(SELLER, 'a', [{ number: ONE, amount: '12.00' }], DOING);
    await allocateTransaction(SELLER, 'b', [{ number: ONE, amount: '-12.00' }], DOING);
    await expect(reverseTransaction(SELLER, 'a', undefined, DOING)).rejects.toThrow('went back');
    await reverseTransaction(SELLER, 'b', undefined, DOING);
    await reverseTransaction(SELLER, 'a', undefined, DOING);
    expect(await open(ONE)).toBe('12.00');
  });

  it('to take back a return behind which the invoice was paid again', async () => {
    await came('a', '12.00');
    await came('b', '-12.00', { returned: 'AC04' });
    await came('c', '12.00');
    for (const [id, amount] of [
      ['a', '12.00'],
      ['b', '-12.00'],
      ['c', '12.00'],
    ] as const)
      await allocateTransaction(SELLER, id, [{ number: ONE, amount }], DOING);
    await expect(reverseTransaction(SELLER, 'b', undefined, DOING)).rejects.toThrow('was paid again since');
  });
});

it('takes of each currency what a person says', async () => {
  await came('a', '92.10');
  await allocateTransaction(SELLER, 'a', [{ number: DOLLARS, amount: '100.00', used: '92.10' }], DOING);
  expect([await open(DOLLARS), await left('a')]).toEqual(['0.00', '0.00']);
  await reverseTransaction(SELLER, 'a', DOLLARS, DOING);
  expect([await open(DOLLARS), await left('a')]).toEqual(['100.00', '92.10']);
});

it('settles an invoice with a difference, and takes both back together', async () => {
  await came('a', '12.40');
  await allocateTransaction(SELLER, 'a', [{ number: ONE, amount: '12.40', writeOff: '-0.40' }], DOING);
  expect([await open(ONE), await left('a')]).toEqual(['0.00', '0.00']);
  await reverseTransaction(SELLER, 'a', undefined, DOING);
  expect([await open(ONE), await left('a')]).toEqual(['12.00', '12.40']);
  expect(await reverseTransaction(SELLER, 'a', undefined, DOING)).toEqual([]);
});

it('writes down who decided, on which transaction and invoices', async () => {
  await came('a', '12.00');
  await allocateTransaction(SELLER, 'a', [{ number: ONE, amount: '12.00' }], DOING);
  expect((await auditEntries(SELLER, 'seller')).at(-1)).toMatchObject({
    action: 'payment-matched',
    transaction: 'a',
    numbers: [ONE],
    ...DOING,
  });
});
