/** Orders from their goods to their confirmation on the real state machines, an exit each. A mug is 10.00 and 20 % of tax; shipping 5.00. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importStatements } from '../local/commands/bank-import.ts';
import { paymentsHere } from '../local/commands/payments-here.ts';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { fixClock } from '../shared/clock.ts';
import { statementXml, transferIn } from './support/camt.ts';
import { SELLER } from './support/catalog.ts';
import { openShopOf, type OpenShop } from './support/open-shop.ts';

let shop: OpenShop;
beforeEach(async () => {
  shop = await openShopOf();
});
afterEach(() => shop.close());

describe('an order that is there', () => {
  it('on account is confirmed with its invoice, whose shipping is a charge, and owed', async () => {
    expect(await shop.place('o-1', 'adler')).toMatchObject({ state: 'confirmed', number: 'RE-2026-000001' });
    const { content, issued, sent, receivable } = await shop.facts('RE-2026-000001');
    // 2 × 10.00 + 5.00 = 25.00, and 20 % of it.
    expect(content).toMatchObject({
      charges: [{ description: 'Versand', reasonCode: 'FC', amount: '5.00', taxCategory: 'S', taxRate: '20' }],
      totals: { lineNet: '20.00', charges: '5.00', net: '25.00', tax: '5.00', payable: '30.00' },
    });
    expect(content!.lines).toMatchObject([{ group: 'Bestellung o-1', description: 'Becher', quantity: '2', net: '20.00' }]);
    expect([issued, sent, receivable]).not.toContain(undefined);
    expect(shop.mails()).toHaveLength(1);
    expect(shop.mails()[0]).toContain('RE-2026-000001.pdf');
    expect(await shop.stock()).toBe('10 on hand, 2 kept');
  });

  it('prepaid is charged before it is confirmed, and free of shipping from 100.00 on', async () => {
    expect(await shop.place('o-1', 'bussard', { quantity: 10 })).toMatchObject({ state: 'confirmed' });
    const { content } = await shop.facts('RE-2026-000001');
    expect(content!.totals).toEqual({ net: '100.00', tax: '20.00', gross: '120.00', payable: '120.00' });
    expect(shop.mails()).toHaveLength(1);
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
  });

  it('by transfer waits for the money, and goes on as soon as the bank has it', async () => {
    expect(await shop.place('o-1', 'habicht')).toMatchObject({ state: 'invoiced' });
    expect(shop.mails('Payment of your order')).toHaveLength(1);
    const file = join(shop.folder, 'bank.xml');
    const paid = transferIn({ amount: '30.00', day: '2026-11-03', ref: 'P1', text: 'RE-2026-000001' });
    writeFileSync(file, statementXml({ entries: [paid], closing: '1030.00' }));
    fixClock(new Date('2026-11-03T12:00:00Z'));
    await importStatements(paymentsHere(shop.home.workspace, SELLER, 'ops'), [file]);
    await shop.settled();
    expect(await shop.order('o-1')).toMatchObject({ state: 'confirmed' });
    expect(shop.mails()).toHaveLength(2);
  });
});

describe('an order that is not there', () => {
  it('is declined before anything is made, and the customer hears what is missing and what is there instead', async () => {
    expect(await shop.place('o-1', 'habicht', { quantity: 11 })).toMatchObject({
      state: 'declined',
      ended: { as: 'unavailable', missing: [{ item: 'mug', wanted: 11, available: 10 }] },
    });
    expect(await shop.execution('o-1')).toBe('SUCCEEDED');
    expect(shop.mails()).toHaveLength(1);
    expect(shop.mails()[0]).toMatch(/Mug: 11 ordered, 10 available\s+Instead: Cup/);
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
    expect(await shop.facts('RE-2026-000001')).toEqual({});
  });

  it('says since when it is sold out', async () => {
    await shop.place('o-1', 'adler', { quantity: 10 });
    expect(await shop.place('o-2', 'habicht', { quantity: 1 })).toMatchObject({
      ended: { missing: [{ available: 0, since: '2026-11-02T09:00:00.000Z' }] },
    });
    expect(shop.mails('sold out since')).toHaveLength(1);
  });
});

describe('a payment that fails', () => {
  it('is asked for, and gives goods and invoice back once the time is over', async () => {
    expect(await shop.place('o-1', 'falke')).toMatchObject({ state: 'invoiced', reservedUntil: '2026-11-04T09:00:00Z' });
    expect(shop.mails('failed: ')).toHaveLength(1);
    await shop.settled('2026-11-04T08:59:59Z');
    expect(await shop.order('o-1')).toMatchObject({ state: 'invoiced' });
    await shop.settled('2026-11-04T09:00:01Z');
    expect(await shop.order('o-1')).toMatchObject({ state: 'declined', ended: { as: 'unpaid' } });
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
    expect((await shop.facts('RE-2026-000002')).content).toMatchObject({ kind: 'credit-note', reason: 'Order o-1 was not paid in time.' });
    expect(shop.mails('was not paid in time')).toHaveLength(1);
  });

  it('is tried again when somebody asks for it, as another payment', async () => {
    await shop.place('o-1', 'falke');
    await shop.decide('o-1', 'retry');
    await shop.settled();
    expect(await shop.order('o-1')).toMatchObject({ state: 'invoiced', retries: 1 });
    expect(shop.mails('failed: ')).toHaveLength(2);
  });
});

describe('a person', () => {
  it('cancels an order that waits: it is credited, and its goods are free', async () => {
    await shop.place('o-1', 'habicht');
    await shop.decide('o-1', 'cancel');
    await shop.settled();
    expect(await shop.order('o-1')).toMatchObject({ state: 'cancelled', ended: { as: 'cancelled', by: 'ops' } });
    // Shipping is credited with the goods.
    expect((await shop.facts('RE-2026-000002')).content).toMatchObject({ kind: 'credit-note', totals: { payable: '30.00' } });
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
    expect(await shop.execution('o-1')).toBe('SUCCEEDED');
  });

  it('ships what is confirmed, once, and takes back no more than was sent', async () => {
    await shop.place('o-1', 'adler', { quantity: 3 });
    await shop.decide('o-1', 'ship');
    await shop.decide('o-1', 'ship');
    expect(await shop.stock()).toBe('7 on hand, 0 kept');
    const back = { item: 'mug', kind: 'return', order: 'o-1', by: 'ops', at: '2026-11-05T08:00:00Z' };
    await shop.step('move-stock', { ...back, id: 'parcel-1', quantity: 2 });
    await shop.step('move-stock', { ...back, id: 'parcel-1', quantity: 2 });
    await expect(shop.step('move-stock', { ...back, id: 'parcel-2', quantity: 2 })).rejects.toThrow(
      '3 of "mug" were sent with order "o-1"; 4',
    );
    expect(await shop.stock()).toBe('9 on hand, 0 kept');
  });

  it('changes an order only until its invoice is begun', async () => {
    await shop.place('o-1', 'adler');
    await expect(shop.place('o-1', 'adler', { quantity: 3 })).rejects.toThrow('Order "o-1" is there with other content');
    await expect(shop.place('o-1', 'adler', { quantity: 3, isChange: true })).rejects.toThrow(
      'its invoice is begun or made: cancel it, and order again',
    );
  });
});

it('has no gap and no document left where an invoice can not be made: its number is void', async () => {
  const { invoke } = shop.home.workspace;
  let calls = 0;
  const failing: typeof invoke = (name, payload, options) =>
    name === 'invoicing/create-invoice' && ++calls === 1 ? Promise.reject(new Error('no disk')) : invoke(name, payload, options);
  Object.assign(shop.home.workspace, { invoke: failing });
  const order = await shop.place('o-1', 'habicht');
  expect(order).toMatchObject({ state: 'declined', ended: { as: 'failed' } });
  expect(await shop.facts('RE-2026-000001')).toMatchObject({ void: { number: 'RE-2026-000001' }, issued: { isVoid: true } });
  expect(await shop.stock()).toBe('10 on hand, 0 kept');
  expect(shop.mails('could not carry out')).toHaveLength(1);
});
