import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { requireOrder } from '../../shared/orders/order.store.ts';
import { connect } from '../../shared/ports.ts';
import type { Role } from '../../shared/signed-in.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { askApi, type Answered } from '../../test/support/people.ts';
import { bringTo, keepMugs, mugs, openShop, placeMugs } from '../../test/support/shop.ts';
import { handler } from './console.handler.ts';

const [ORDERS, STOCK] = [`/sellers/${SELLER}/orders`, `/sellers/${SELLER}/stock`];
const V1 = `/v1/sellers/${SELLER}`;
const CLERK = { email: 'clerk@kranich.example', role: 'biller' } as const;
const as = (role: Role = 'biller'): Browsing => browsing(handler, { email: `${role}@kranich.example`, role });
const order = (id: string, ...lines: object[]): object => ({ id, customer: 'adler', currency: 'EUR', lines });
const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answered> =>
  askApi(CLERK, 'POST', `${V1}${path}`, { body, headers });
const get = async (path: string): Promise<unknown> => (await askApi(CLERK, 'GET', `${V1}${path}`)).body;
const faults = ({ status, body }: Answered): unknown => ({
  status,
  errors: (body as { errors: { pointer: string; detail: string }[] }).errors.map(({ pointer, detail }) => `${pointer} ${detail}`),
});

let world: Embedded;
let started: string[];
beforeEach(async () => {
  world = openEmbedded();
  started = [];
  // What the state machine does is a matter of flows of its own.
  const { executions } = world.ports;
  const start = async (machine: string, name: string, input: unknown) => {
    started.push(name);
    return { machine, name, input, status: 'RUNNING' as const, startedAt: new Date() };
  };
  connect({ ...world.ports, executions: { ...executions, start, describe: async () => undefined } });
  await openShop(5);
});
afterEach(() => world.close());

describe('an order that is sent', () => {
  it('is placed once, at the prices of the catalog, and its execution started', async () => {
    const wanted = order('o-1', { item: 'mug', quantity: 2, price: '10' });
    const first = await post('/orders', wanted);
    expect(first).toMatchObject({
      status: 200,
      body: { isNew: true, order: { id: 'o-1', state: 'placed', version: 1, net: '20.00', by: CLERK.email } },
    });
    expect((await post('/orders', wanted)).body).toMatchObject({ isNew: false });
    expect(new Set(started).size).toBe(1);
    const other = await post('/orders', order('o-1', { item: 'mug', quantity: 3 }));
    expect(other).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"o-1" is there with other content') } });
    const changed = await post('/orders/o-1/change', order('o-1', { item: 'mug', quantity: 3 }));
    expect(changed.body).toMatchObject({ isNew: true, order: { version: 2, net: '30.00' } });
    expect(await get('/orders/o-1')).toMatchObject({ versions: [{ version: 1 }, { version: 2 }], creditNotes: [], mails: [] });
  });

  it('is answered as before under the same Idempotency-Key, and refused with another body', async () => {
    const named = { 'idempotency-key': '"of-o-1"' };
    const wanted = order('o-1', { item: 'mug', quantity: 1 });
    const [first, again] = [await post('/orders', wanted, named), await post('/orders', wanted, named)];
    expect(again.body).toEqual(first.body);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect((await post('/orders', order('o-2', { item: 'mug', quantity: 1 }), named)).status).toBe(422);
  });

  const WHOLE = 'expected a whole number of pieces, at least 1';
  it.each([
    { why: 'an item there is not', lines: [{ item: 'mugg', quantity: 1 }], says: ['#/lines/0/item there is no item "mugg"'] },
    {
      why: 'a price that is another',
      lines: [{ item: 'mug', quantity: 1, price: '9.99' }],
      says: ['#/lines/0/price 9.99 EUR is not the price of "mug" in the catalog, which is 10.00'],
    },
    {
      why: 'quantities that are none',
      lines: [0, -2, 1.5, '1e3', true].map((quantity, i) => ({ item: `i${i}`, quantity })),
      says: [0, 1, 2, 3, 4].map((i) => `#/lines/${i}/quantity ${WHOLE}`),
    },
    {
      why: 'ten thousand lines',
      lines: Array.from({ length: 10_000 }, () => ({ item: 'mug', quantity: 1 })),
      says: ['#/lines an order has at most 80 lines: make several orders of it'],
    },
    {
      why: 'an item twice',
      lines: [1, 2].map((quantity) => ({ item: 'mug', quantity })),
      says: ['#/lines/1/item "mug" is in lines[0] already: add up the pieces'],
    },
    { why: 'no lines', lines: [], says: ['#/lines expected a line at least'] },
  ])('names the place of what is wrong: $why', async ({ lines, says }) => {
    expect(faults(await post('/orders', order('o-1', ...lines)))).toEqual({ status: 400, errors: says });
    expect(started).toEqual([]);
  });

  it('names a customer there is not, and an id that its address does not have', async () => {
    const unknown = { ...order('o-1', { item: 'mug', quantity: 1 }), customer: 'uhu' };
    expect(faults(await post('/orders', unknown))).toEqual({ status: 400, errors: ['#/customer there is no customer "uhu"'] });
    const moved = await post('/orders/o-2/change', order('o-1', { item: 'mug', quantity: 1 }));
    expect(faults(moved)).toEqual({ status: 400, errors: ['#/id expected "o-2", as the address says'] });
  });

  it('takes the role of a biller, and looking at it that of a viewer', async () => {
    const viewer = { ...CLERK, role: 'viewer' } as const;
    expect((await askApi(viewer, 'POST', `${V1}/orders`, { body: order('o-1', { item: 'mug', quantity: 1 }) })).status).toBe(403);
    expect((await askApi(viewer, 'GET', `${V1}/orders`)).body).toEqual({ orders: [] });
  });
});

describe('what people decide', () => {
  it('by the API is decided once, and written into the audit log', async () => {
    await placeMugs('o-1', 2);
    expect((await post('/orders/o-1/ship', {})).body).toMatchObject({
      detail: expect.stringContaining('only what is confirmed is shipped'),
    });
    expect((await post('/orders/o-1/retry', {})).status).toBe(409);
    expect(faults(await post('/orders/o-1/cancel', {}))).toMatchObject({ status: 400, errors: [expect.stringContaining('#/reason')] });
    expect((await post('/orders/o-1/cancel', { reason: 'Twice' })).body).toMatchObject({ isNew: true, order: { state: 'cancelled' } });
    expect((await post('/orders/o-1/cancel', { reason: 'Twice' })).body).toMatchObject({ isNew: false });
    expect(await auditEntries(SELLER, 'seller')).toMatchObject([
      { action: 'order-cancelled', by: CLERK.email, order: 'o-1', reason: 'Twice' },
    ]);
    expect((await post('/orders/none/ship', {})).status).toBe(404);
  });

  it('in the console is decided by a biller alone, with a reason where an order is cancelled', async () => {
    await placeMugs('o-1', 2);
    const viewer = as('viewer');
    expect((await viewer.get(`${ORDERS}/o-1`)).text).toContain('takes the role of a biller');
    expect((await viewer.post(`${ORDERS}/o-1`, { act: 'cancel', reason: 'No' })).status).toBe(403);
    const biller = as();
    await biller.get(`${ORDERS}/o-1`);
    expect((await biller.post(`${ORDERS}/o-1`, { act: 'cancel' })).status).toBe(400);
    expect((await biller.post(`${ORDERS}/o-1`, { act: 'ship' })).text).toContain('only what is confirmed is shipped');
    const done = await biller.post(`${ORDERS}/o-1`, { act: 'cancel', reason: 'Ordered twice' });
    expect(done).toMatchObject({ status: 303, headers: { location: `${ORDERS}/o-1?done=cancel` } });
    const { text } = await biller.get(`${ORDERS}/o-1?done=cancel`);
    expect(text).toContain('It is cancelled. Its goods are free');
    expect(text).toContain('biller@kranich.example: “Ordered twice”');
    expect((await requireOrder(SELLER, 'o-1')).order.state).toBe('cancelled');
  });
});

describe('the list of orders', () => {
  it('says how to begin where there are none', async () => {
    expect((await as('viewer').get(ORDERS)).text).toContain('They come from the command line, or from product code');
  });

  it('finds an order by its id, its customer and its state, page by page', async () => {
    for (let i = 1; i <= 55; i++) await placeMugs(`o-${String(i).padStart(2, '0')}`, 1);
    await bringTo('o-07', { state: 'confirmed' });
    const viewer = as('viewer');
    const { text } = await viewer.get(ORDERS);
    expect(text.match(/class="name"/g)).toHaveLength(50);
    const [, more = ''] = /<a href="([^"]+)">Earlier orders/.exec(text) ?? [];
    expect((await viewer.get(more.replaceAll('&amp;', '&'))).text.match(/class="name"/g)).toHaveLength(5);
    expect((await viewer.get(`${ORDERS}?search=o-13`)).headers['location']).toBe(`${ORDERS}/o-13`);
    const confirmed = (await viewer.get(`${ORDERS}?state=confirmed`)).text;
    expect(confirmed).toContain('Confirmed, to be shipped');
    expect(confirmed.match(/class="name"/g)).toHaveLength(1);
    expect((await viewer.get(`${ORDERS}?customer=uhu`)).text).toContain('Nothing found');
    const ids = async (query: string): Promise<unknown> => {
      const { orders, next } = (await get(`/orders?${query}`)) as { orders: { id: string }[]; next?: string };
      return [...orders.map(({ id }) => id), ...(next === undefined ? [] : ['…'])];
    };
    expect(await ids('search=-0&limit=3')).toEqual(['o-09', 'o-08', 'o-07', '…']);
    expect(await ids('state=open')).toEqual(['o-07']);
    expect(await ids('customer=adler&limit=55')).toHaveLength(55);
    expect(await ids('limit=54')).toContain('…');
  });
});

describe('stock', () => {
  it('is what is on hand, kept and free, with the orders it is kept for', async () => {
    await placeMugs('o-1', 2);
    await placeMugs('o-2', 1);
    for (const id of ['o-1', 'o-2']) await keepMugs(id);
    expect(await get('/stock')).toEqual({ items: [{ item: 'mug', name: 'Mug', onHand: 5, reserved: 3, free: 2 }] });
    expect(await get('/stock/mug/reservations')).toMatchObject({
      reservations: [
        { order: 'o-2', quantity: 1, state: 'reserved', until: '2026-11-04T09:00:00Z' },
        { order: 'o-1', quantity: 2 },
      ],
    });
    expect(await get('/stock/mug/reservations?limit=1')).toMatchObject({ reservations: [{ order: 'o-2' }], next: expect.any(String) });
    const { text } = await as('viewer').get(`${STOCK}/mug`);
    expect(text).toContain('4 Nov 10:00');
    expect(text).toContain('takes the role of a biller');
    expect((await as('viewer').get(STOCK)).text).toContain('Mug');
    expect((await as('viewer').get(`${STOCK}/cup`)).status).toBe(404);
  });

  it('is moved by the API, once under the name of a movement', async () => {
    const came = { id: 'd-1', kind: 'receive', quantity: 3 };
    expect((await post('/stock/mug/movements', came)).body).toEqual({ onHand: 8, isNew: true });
    expect((await post('/stock/mug/movements', came)).body).toEqual({ onHand: 8, isNew: false });
    expect((await post('/stock/mug/movements', { ...came, quantity: 4 })).status).toBe(409);
    expect(faults(await post('/stock/mug/movements', { ...came, id: 'd-2', quantity: 0 }))).toMatchObject({
      errors: ['#/quantity expected a whole number of pieces, at least 1'],
    });
    expect(faults(await post('/stock/mug/movements', { id: 'p-1', kind: 'return', quantity: 1 }))).toMatchObject({
      errors: ['#/order expected the order the pieces come back of'],
    });
    expect(await get('/stock/mug/movements')).toMatchObject({ movements: [{ id: 'd-1', by: CLERK.email }] });
  });

  it('is moved in the console; what is wrong is said in the form, with what was typed', async () => {
    const biller = as();
    await biller.get(`${STOCK}/mug`);
    const typed = { kind: 'count', id: 'count-1', quantity: 'many', reason: '' };
    const wrong = await biller.post(`${STOCK}/mug`, typed);
    expect(wrong.status).toBe(409);
    expect(wrong.text).toContain('Pieces: expected a whole number of pieces.');
    expect(wrong.text).toContain('value="count-1"');
    const done = await biller.post(`${STOCK}/mug`, { ...typed, quantity: '4', reason: '1 broken' });
    expect(done.headers['location']).toBe(`${STOCK}/mug?moved=4`);
    expect((await biller.get(`${STOCK}/mug?moved=4`)).text).toMatch(/4 pieces on hand[^]*Counted[^]*count-1: “1 broken”/);
    const none = await biller.post(`${STOCK}/mug`, { kind: 'return', id: 'p-1', quantity: '1', order: 'none' });
    expect(none.text).toContain('has no order &quot;none&quot;');
    expect(await mugs()).toEqual({ onHand: 4, reserved: 0 });
  });
});
