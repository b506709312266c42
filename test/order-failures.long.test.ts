/** Steps of an order that keep failing, on the real state machines: no invoice stays without an order that owns it, and no goods stay kept. */
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { decideOrder } from '../local/commands/orders.ts';
import type { Home } from '../local/home.ts';
import { loadMachines } from '../local/runner/machine-files.ts';
import { markAddress } from '../shared/marked-address.store.ts';
import { SELLER } from './support/catalog.ts';
import { openShopOf, ORDERED_AT, type OpenShop } from './support/open-shop.ts';

let shop: OpenShop;
afterEach(() => shop.close());

/** Has a step fail, the first so many times it is called. */
function failing(step: string, times = Infinity): void {
  const { workspace } = shop.home;
  const { invoke } = workspace;
  let calls = 0;
  const failingInvoke: typeof invoke = (name, ...rest) =>
    name === step && ++calls <= times ? Promise.reject(new Error('no disk')) : invoke(name, ...rest);
  Object.assign(workspace, { invoke: failingInvoke });
}

describe('an invoice', () => {
  it('that was issued and could not be written down with its order is credited, and says so', async () => {
    shop = await openShopOf();
    failing('orders/record-invoice');
    expect(await shop.place('o-1', 'habicht')).toMatchObject({ state: 'declined', ended: { as: 'failed' }, number: 'RE-2026-000001' });
    expect((await shop.facts('RE-2026-000002')).content).toMatchObject({
      kind: 'credit-note',
      reason: 'Order o-1 could not be carried out.',
      totals: { payable: '30.00' },
    });
    expect(shop.mails('could not carry out')).toHaveLength(1);
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
  });

  it('that can not be made at all has no number: the goods are free, and the customer hears', async () => {
    shop = await openShopOf();
    failing('invoice-numbering/generate-invoice-number');
    expect(await shop.place('o-1', 'habicht')).toMatchObject({ state: 'declined', ended: { as: 'failed' } });
    expect(await shop.facts('RE-2026-000001')).toEqual({});
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
    expect(shop.mails('could not carry out')).toHaveLength(1);
  });

  it('whose workflow does not come to its end leaves no goods kept either', async () => {
    const machines = loadMachines(fileURLToPath(new URL('..', import.meta.url))).map((machine) => {
      if (machine.name !== 'order') return machine;
      const { States, ...rest } = machine.definition as { States: { GenerateInvoice: object } };
      const inOneSecond = { ...States.GenerateInvoice, TimeoutSeconds: 1, Retry: [] };
      return { ...machine, definition: { ...rest, States: { ...States, GenerateInvoice: inOneSecond } } };
    });
    shop = await openShopOf(undefined, { machines });
    const { invoke } = shop.home.workspace;
    const hanging: typeof invoke = (name, ...rest) =>
      name === 'invoice-numbering/generate-invoice-number' ? new Promise(() => {}) : invoke(name, ...rest);
    Object.assign(shop.home.workspace, { invoke: hanging });
    expect(await shop.place('o-1', 'habicht')).toMatchObject({ state: 'declined', ended: { as: 'failed' } });
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
  });
});

describe('an execution that failed', () => {
  it('with its goods kept goes on when the same order is placed again, under the number it has', async () => {
    shop = await openShopOf();
    failing('invoicing/create-invoice', 2);
    failing('orders/void-number', 1);
    expect(await shop.place('o-1', 'habicht')).toMatchObject({ state: 'invoicing' });
    expect(await shop.execution('o-1')).toBe('FAILED');
    expect(await shop.stock()).toBe('10 on hand, 2 kept');
    await shop.place('o-1', 'habicht');
    await shop.place('o-1', 'habicht');
    expect(await shop.order('o-1')).toMatchObject({ state: 'declined', ended: { as: 'failed' } });
    expect(await shop.facts('RE-2026-000001')).toMatchObject({ void: { number: 'RE-2026-000001' }, issued: { isVoid: true } });
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
  });

  it('before its credit note was made makes that one, and no other', async () => {
    shop = await openShopOf();
    await shop.place('o-1', 'falke');
    failing('invoicing/create-invoice', 1);
    await shop.settled('2026-11-04T09:00:01Z');
    expect(await shop.execution('o-1')).toBe('FAILED');
    await shop.place('o-1', 'falke', { at: '2026-11-05T09:00:00Z' });
    expect((await shop.facts('RE-2026-000001')).credited).toHaveLength(1);
    expect((await shop.facts('RE-2026-000002')).content).toMatchObject({ kind: 'credit-note', totals: { payable: '30.00' } });
    expect(await shop.facts('RE-2026-000003')).toEqual({});
    expect(shop.mails('was not paid in time')).toHaveLength(1);
  });
});

describe('a mail', () => {
  it('that can not be delivered leaves the order confirmed, and its invoice owed', async () => {
    shop = await openShopOf();
    failing('orders/send-confirmation');
    await shop.place('o-1', 'adler');
    expect(await shop.execution('o-1')).toBe('SUCCEEDED');
    expect((await shop.facts('RE-2026-000001')).receivable).toMatchObject({ amount: '30.00' });
  });

  it('to an address that mails came back from is held back, and the order goes on', async () => {
    shop = await openShopOf();
    await markAddress(SELLER, { address: 'pay@adler.example', kind: 'bounced', reason: 'No such mailbox', at: ORDERED_AT });
    expect(await shop.place('o-1', 'adler')).toMatchObject({ state: 'confirmed' });
    expect(await shop.place('o-2', 'adler', { quantity: 9 })).toMatchObject({ state: 'declined' });
    expect(shop.mails()).toEqual([]);
    expect((await shop.facts('RE-2026-000001')).sent).toBeUndefined();
  });
});

it('an order that waits on a stage is credited once when it is cancelled there: by its own execution', async () => {
  shop = await openShopOf();
  await shop.place('o-1', 'habicht');
  // Whoever cancels on a stage does not follow what its state machines do.
  const stage = { ...shop.home.workspace, data: undefined } as unknown as Home;
  await decideOrder(stage, SELLER, 'o-1', 'cancel', { by: 'ops', reason: 'Ordered twice' });
  await shop.settled();
  expect(await shop.execution('o-1')).toBe('SUCCEEDED');
  expect((await shop.facts('RE-2026-000001')).credited).toMatchObject([{ by: 'stepbill', wanted: 'rest' }]);
  expect(shop.mails('is cancelled')).toHaveLength(1);
});

it('a try again that is asked for twice at one moment is one', async () => {
  shop = await openShopOf();
  await shop.place('o-1', 'falke');
  await Promise.all([shop.decide('o-1', 'retry'), shop.decide('o-1', 'retry')]);
  expect(await shop.decide('o-1', 'retry')).toMatchObject({ isNew: false });
  await shop.settled();
  expect(await shop.order('o-1')).toMatchObject({ retries: 1 });
  await shop.decide('o-1', 'retry', '2026-11-02T10:05:00Z');
  expect(await shop.order('o-1')).toMatchObject({ retries: 2 });
});
