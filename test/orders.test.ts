/** Orders from their goods to their confirmation on the real state machines, an exit each. A mug is 10.00 and 20 % of tax; shipping 5.00. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importStatements } from '../local/commands/bank-import.ts';
import { paymentsHere } from '../local/commands/payments-here.ts';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { fixClock } from '../shared/clock.ts';
import { invoiceFacts } from '../shared/invoice.store.ts';
import type { InvoiceFacts } from '../shared/invoice.store.ts';
import { requireOrder } from '../shared/orders/order.store.ts';
import { executionOfOrder } from '../shared/orders/order.ts';
import type { Order } from '../shared/orders/order.ts';
import { stocksBy } from '../shared/orders/stock.store.ts';
import { statementXml, transferIn } from './support/camt.ts';
import { SELLER } from './support/catalog.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { ORDER_CATALOG } from './support/ordered-throughout.ts';

let folder: string;
let home: OneProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-orders-'));
  home = openOneProcess(join(folder, 'data'), '2026-11-02T08:00:00Z');
  writeFileSync(join(folder, 'shop.yml'), ORDER_CATALOG);
  await importCatalog([join(folder, 'shop.yml')], 'ops');
  await home.workspace.runner();
  await step('move-stock', { id: 'delivery-1', item: 'mug', kind: 'receive', quantity: 10, by: 'ops', at: '2026-11-02T08:00:00Z' });
});
afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

async function step(name: string, input: object): Promise<unknown> {
  return JSON.parse(
    await home.workspace.invoke(`orders/${name}`, JSON.stringify({ sellerId: SELLER, ...input }), { timeoutMilliseconds: 20_000 }),
  );
}
async function settled(moment?: string): Promise<void> {
  if (moment !== undefined) fixClock(new Date(moment));
  const runner = await home.workspace.runner();
  await runner.resume();
  runner.wake();
  await runner.settle();
}
async function place(id: string, by: string, quantity = 2, isChange = false): Promise<Order> {
  const order = { id, customer: by, currency: 'EUR', lines: [{ item: 'mug', quantity }] };
  await step('place-order', { order, isChange, by: 'shop', at: '2026-11-02T09:00:00Z' });
  await settled('2026-11-02T09:00:00Z');
  return (await requireOrder(SELLER, id)).order;
}
const orderOf = async (id: string): Promise<Order> => (await requireOrder(SELLER, id)).order;
const stockOf = async (): Promise<string> => {
  const { onHand, reserved } = (await stocksBy(SELLER, ['mug'])).get('mug')!;
  return `${onHand} on hand, ${reserved} kept`;
};
const decide = (orderId: string, kind: string): Promise<unknown> =>
  step('decide-order', { orderId, kind, by: 'ops', at: '2026-11-02T10:00:00Z' });
const ended = async (id: string, version = 1): Promise<unknown> => {
  const runner = await home.workspace.runner();
  return (await runner.describe('order', executionOfOrder(SELLER, { id, version })))?.status;
};
const facts = (number: string): Promise<InvoiceFacts> => invoiceFacts(SELLER, number);
const mails = (): string[] =>
  readdirSync(join(folder, 'data/outbox')).filter((name) => name.endsWith('.eml')).sort().map((name) => readFileSync(join(folder, 'data/outbox', name), 'utf8')); // prettier-ignore
const mailsAbout = (text: string): string[] => mails().filter((it) => it.includes(text));

describe('an order that is there', () => {
  it('on account is confirmed with its invoice, whose shipping is a charge, and owed', async () => {
    expect(await place('o-1', 'adler')).toMatchObject({ state: 'confirmed', number: 'RE-2026-000001' });
    const { content, issued, sent, receivable } = await facts('RE-2026-000001');
    // 2 × 10.00 + 5.00 = 25.00, and 20 % of it.
    expect(content).toMatchObject({
      charges: [{ description: 'Versand', reasonCode: 'FC', amount: '5.00', taxCategory: 'S', taxRate: '20' }],
      totals: { lineNet: '20.00', charges: '5.00', net: '25.00', tax: '5.00', payable: '30.00' },
    });
    expect(content!.lines).toMatchObject([{ group: 'Bestellung o-1', description: 'Becher', quantity: '2', net: '20.00' }]);
    expect([issued, sent, receivable]).not.toContain(undefined);
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toContain('RE-2026-000001.pdf');
    expect(await stockOf()).toBe('10 on hand, 2 kept');
  });

  it('prepaid is charged before it is confirmed, and free of shipping from 100.00 on', async () => {
    expect(await place('o-1', 'bussard', 10)).toMatchObject({ state: 'confirmed' });
    const { content } = await facts('RE-2026-000001');
    expect(content!.totals).toEqual({ net: '100.00', tax: '20.00', gross: '120.00', payable: '120.00' });
    expect(mails()).toHaveLength(1);
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
  });

  it('by transfer waits for the money, and goes on as soon as the bank has it', async () => {
    expect(await place('o-1', 'habicht')).toMatchObject({ state: 'invoiced' });
    expect(mailsAbout('Payment of your order')).toHaveLength(1);
    const file = join(folder, 'bank.xml');
    const paid = transferIn({ amount: '30.00', day: '2026-11-03', ref: 'P1', text: 'RE-2026-000001' });
    writeFileSync(file, statementXml({ entries: [paid], closing: '1030.00' }));
    fixClock(new Date('2026-11-03T12:00:00Z'));
    await importStatements(paymentsHere(home.workspace, SELLER, 'ops'), [file]);
    await settled();
    expect(await orderOf('o-1')).toMatchObject({ state: 'confirmed' });
    expect(mails()).toHaveLength(2);
  });
});

describe('an order that is not there', () => {
  it('is declined before anything is made, and the customer hears what is missing and what is there instead', async () => {
    expect(await place('o-1', 'habicht', 11)).toMatchObject({
      state: 'declined',
      ended: { as: 'unavailable', missing: [{ item: 'mug', wanted: 11, available: 10 }] },
    });
    expect(await ended('o-1')).toBe('SUCCEEDED');
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toMatch(/Mug: 11 ordered, 10 available\s+Instead: Cup/);
    expect(await stockOf()).toBe('10 on hand, 0 kept');
    expect(await facts('RE-2026-000001')).toEqual({});
  });

  it('says since when it is sold out', async () => {
    await place('o-1', 'adler', 10);
    expect(await place('o-2', 'habicht', 1)).toMatchObject({ ended: { missing: [{ available: 0, since: '2026-11-02T09:00:00.000Z' }] } });
    expect(mailsAbout('sold out since')).toHaveLength(1);
  });
});

describe('a payment that fails', () => {
  it('is asked for, and gives goods and invoice back once the time is over', async () => {
    expect(await place('o-1', 'falke')).toMatchObject({ state: 'invoiced', reservedUntil: '2026-11-04T09:00:00Z' });
    expect(mailsAbout('failed: ')).toHaveLength(1);
    await settled('2026-11-04T08:59:59Z');
    expect(await orderOf('o-1')).toMatchObject({ state: 'invoiced' });
    await settled('2026-11-04T09:00:01Z');
    expect(await orderOf('o-1')).toMatchObject({ state: 'declined', ended: { as: 'unpaid' } });
    expect(await stockOf()).toBe('10 on hand, 0 kept');
    expect((await facts('RE-2026-000002')).content).toMatchObject({ kind: 'credit-note', reason: 'Order o-1 was not paid in time.' });
    expect(mailsAbout('was not paid in time')).toHaveLength(1);
  });

  it('is tried again when somebody asks for it, as another payment', async () => {
    await place('o-1', 'falke');
    await decide('o-1', 'retry');
    await settled();
    expect(await orderOf('o-1')).toMatchObject({ state: 'invoiced', retries: 1 });
    expect(mailsAbout('failed: ')).toHaveLength(2);
  });
});

describe('a person', () => {
  it('cancels an order that waits: it is credited, and its goods are free', async () => {
    await place('o-1', 'habicht');
    await decide('o-1', 'cancel');
    await settled();
    expect(await orderOf('o-1')).toMatchObject({ state: 'cancelled', ended: { as: 'cancelled', by: 'ops' } });
    // Shipping is credited with the goods.
    expect((await facts('RE-2026-000002')).content).toMatchObject({ kind: 'credit-note', totals: { payable: '30.00' } });
    expect(await stockOf()).toBe('10 on hand, 0 kept');
    expect(await ended('o-1')).toBe('SUCCEEDED');
  });

  it('ships what is confirmed, once, and takes back no more than was sent', async () => {
    await place('o-1', 'adler', 3);
    await decide('o-1', 'ship');
    await decide('o-1', 'ship');
    expect(await stockOf()).toBe('7 on hand, 0 kept');
    const back = { item: 'mug', kind: 'return', order: 'o-1', by: 'ops', at: '2026-11-05T08:00:00Z' };
    await step('move-stock', { ...back, id: 'parcel-1', quantity: 2 });
    await step('move-stock', { ...back, id: 'parcel-1', quantity: 2 });
    await expect(step('move-stock', { ...back, id: 'parcel-2', quantity: 2 })).rejects.toThrow('3 of "mug" were sent with order "o-1"; 4');
    expect(await stockOf()).toBe('9 on hand, 0 kept');
  });

  it('changes an order only until its invoice is begun', async () => {
    await place('o-1', 'adler');
    await expect(place('o-1', 'adler', 3)).rejects.toThrow('Order "o-1" is there with other content');
    await expect(place('o-1', 'adler', 3, true)).rejects.toThrow('its invoice is begun or made: cancel it, and order again');
  });
});

it('has no gap and no document left where an invoice can not be made: its number is void', async () => {
  const { invoke } = home.workspace;
  let calls = 0;
  const failing: typeof invoke = (name, payload, options) =>
    name === 'invoicing/create-invoice' && ++calls === 1 ? Promise.reject(new Error('no disk')) : invoke(name, payload, options);
  Object.assign(home.workspace, { invoke: failing });
  const order = await place('o-1', 'habicht');
  expect(order).toMatchObject({ state: 'declined', ended: { as: 'failed' } });
  expect(await facts('RE-2026-000001')).toMatchObject({ void: { number: 'RE-2026-000001' }, issued: { isVoid: true } });
  expect(await stockOf()).toBe('10 on hand, 0 kept');
  expect(mailsAbout('could not carry out')).toHaveLength(1);
});
