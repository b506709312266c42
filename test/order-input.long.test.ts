/** What is wrong with an order is said with the field it is in, at the command line, and nothing of it is kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandInTurn } from './support/command-in-turn.ts';
import { ORDER_CATALOG } from './support/ordered-throughout.ts';
import type { Ended } from './support/stepbill.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-order-input-'));
const OPTIONS = ['--data', join(folder, 'data'), '--now', '2026-11-02T09:00:00Z'];
const typed = (...args: string[]): Promise<Ended> => commandInTurn([...args, ...OPTIONS, '--as', 'ops']);
const shown = async (...args: string[]): Promise<string> => (await commandInTurn([...args, ...OPTIONS])).stdout;

beforeAll(async () => {
  writeFileSync(join(folder, 'shop.yml'), ORDER_CATALOG);
  expect(await commandInTurn(['import', join(folder, 'shop.yml'), '--data', join(folder, 'data')])).toMatchObject({ code: 0 });
  expect(await typed('stock', 'receive', 'mug', '10', '--id', 'delivery-1')).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function order(wanted: object, ...command: string[]): Promise<Ended> {
  const file = join(folder, 'order.json');
  writeFileSync(file, JSON.stringify({ id: 'o-1', customer: 'adler', currency: 'EUR', lines: [{ item: 'mug', quantity: 1 }], ...wanted }));
  return typed(...(command.length > 0 ? command : ['order']), file);
}

describe('an order is refused', () => {
  it.each<{ why: string; wanted: object; says: string[] }>([
    {
      why: 'of an item nobody sells',
      wanted: { lines: [{ item: 'mugg', quantity: 1 }] },
      says: ['lines[0].item: there is no item "mugg"'],
    },
    {
      why: 'of no pieces',
      wanted: { lines: [{ item: 'mug', quantity: 0 }] },
      says: ['whole number of pieces, at least 1', 'lines[0].quantity'],
    },
    { why: 'of less than none', wanted: { lines: [{ item: 'mug', quantity: -2 }] }, says: ['at least 1', 'lines[0].quantity'] },
    { why: 'of half a piece', wanted: { lines: [{ item: 'mug', quantity: '1.5' }] }, says: ['lines[0].quantity'] },
    {
      why: 'at a price that is not the catalog’s',
      wanted: { lines: [{ item: 'cup', quantity: 1 }, { item: 'mug', quantity: 1, price: '9.99' }] }, // prettier-ignore
      says: ['lines[1].price: 9.99 EUR is not the price of "mug" in the catalog, which is 10'],
    },
    { why: 'of one item twice', wanted: { lines: [{ item: 'mug', quantity: 1 }, { item: 'mug', quantity: 2 }] }, says: ['lines[1].item'] }, // prettier-ignore
    { why: 'of nothing', wanted: { lines: [] }, says: ['expected a line at least', 'lines'] },
    { why: 'in a currency without prices', wanted: { currency: 'USD' }, says: ['lines[0].item: "mug" has no price in USD, only in EUR'] },
    { why: 'of a customer nobody knows', wanted: { customer: 'nobody' }, says: ['customer: there is no customer "nobody"'] },
    { why: 'with a field nobody knows', wanted: { coupon: 'x' }, says: ['coupon'] },
    {
      why: 'with an address without a country',
      wanted: { shipTo: { street: 'A 1', postalCode: '1', city: 'B' } },
      says: ['shipTo.country'],
    },
    {
      why: 'of ten thousand lines',
      wanted: { lines: Array.from({ length: 10_000 }, (_, i) => ({ item: `item-${i}`, quantity: 1 })) },
      says: ['an order has at most 80 lines: make several orders of it'],
    },
  ])('$why', async ({ wanted, says }) => {
    const { code, stderr } = await order(wanted);
    expect(code).not.toBe(0);
    for (const text of says) expect(stderr).toContain(text);
    expect(stderr.length).toBeLessThan(1_000);
    expect(await shown('orders', 'list')).toContain('There are no orders.');
    expect(await shown('stock', 'list')).toMatch(/mug +10 +0 +10/);
  });
});

it('an id is that of one content for good, and of one customer', async () => {
  expect(await order({})).toMatchObject({ code: 0 });
  expect(await order({})).toMatchObject({ code: 0 });
  const other = await order({ lines: [{ item: 'mug', quantity: 2 }] });
  expect(other.code).not.toBe(0);
  expect(other.stderr).toContain('Order "o-1" is there with other content: give this one an id of its own, or change that one.');
  const handed = await order({ customer: 'bussard' }, 'orders', 'change');
  expect(handed.stderr).toContain('Order "o-1" is of customer "adler": cancel it, and place another for "bussard".');
  expect(await shown('stock', 'list')).toMatch(/mug +10 +1 +9/);
  expect(await shown('verify')).toContain('Orders: whole. 1 order,');
});

it.each([
  { quantity: '0', says: 'at least 1' },
  { quantity: '-3', says: 'is no number of pieces' },
  { quantity: '1.5', says: 'is no number of pieces' },
  { quantity: '9999999999', says: 'is no number of pieces' },
])('a movement of $quantity pieces is refused', async ({ quantity, says }) => {
  const { code, stderr } = await commandInTurn(['stock', 'receive', '--id', 'bad', ...OPTIONS, '--as', 'ops', '--', 'mug', quantity]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(says);
});
