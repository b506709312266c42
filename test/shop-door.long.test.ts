/** A shop at the real door: product code orders with a key, and people see and decide in the console and by command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addUser } from '../local/serve/users.ts';
import { SELLER } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { ORDER_CATALOG } from './support/ordered-throughout.ts';
import { serving, type Served } from './support/serving.ts';
import { tokenOf } from './support/token-of.ts';
import { visiting, type Visitor } from './support/visiting.ts';

const NOW = '2026-11-02T08:00:00Z';
const CLERK = 'clerk@kranich.example';
const PASSWORD = 'correct horse battery';
const ORDERS = `/sellers/${SELLER}/orders`;

/** An order as product code is answered. */
interface Answer {
  readonly status: number;
  readonly body: {
    readonly state?: string;
    readonly number?: string;
    readonly detail?: string;
    readonly order?: { readonly state: string };
  };
}

describe('a shop that is served', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-shop-'));
  const data = join(folder, 'data');
  const [keys, orderFile] = [new Map<string, string>(), join(folder, 'order.json')];
  let served: Served;
  let url = '';
  let clerk: Visitor;

  const here = (...args: readonly string[]) => commandInTurn([...args, '--data', data, '--now', NOW]);
  const there = (...args: readonly string[]) => commandInTurn([...args, '--url', url], { STEPBILL_TOKEN: tokenOf(data, CLERK, NOW) });

  async function ask(path: string, body?: object, may: 'order' | 'post' | 'nothing' = 'order'): Promise<Answer> {
    const key = keys.get(may);
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}/v1/orders${path}`, { headers, ...sent });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }
  const order = (id: string, customer: string, quantity = 1): object => ({
    id,
    customer,
    currency: 'EUR',
    lines: [{ item: 'mug', quantity }],
  });

  async function until(id: string, state: string): Promise<Answer['body']> {
    for (let look = 0; look < 200; look++) {
      const { body } = await ask(`/${id}`);
      if (body.state === state) return body;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Order ${id} never was ${state}.`);
  }

  beforeAll(async () => {
    const catalog = join(folder, 'shop.yml');
    writeFileSync(catalog, ORDER_CATALOG);
    await here('import', catalog);
    await here('stock', 'receive', 'mug', '20', '--id', 'delivery-1', '--as', 'ops@kranich.example');
    for (const may of ['order', 'post']) {
      const { stdout } = await here('keys', 'create', '--seller', SELLER, '--label', may, '--may', may, '--json');
      keys.set(may, /sb_\w+/.exec(stdout)![0]);
    }
    await addUser(data, { email: CLERK, role: 'biller', since: NOW }, PASSWORD);
    served = serving(data, NOW, '--no-schedule');
    url = String((await served.until('serving'))['url']);
    clerk = visiting(url);
    await clerk.signIn(CLERK, PASSWORD);
  }, 120_000);
  afterAll(async () => {
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes an order of product code, whose key must be one for orders', async () => {
    expect((await ask('', order('o-1', 'habicht'), 'nothing')).status).toBe(401);
    expect(await ask('', order('o-1', 'habicht'), 'post')).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('may not place orders') },
    });
    const lines = Array.from({ length: 10_000 }, () => ({ item: 'mug', quantity: 1 }));
    expect(await ask('', { ...order('o-1', 'habicht'), lines })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/lines', detail: 'an order has at most 80 lines: make several orders of it' }] },
    });
    expect(await ask('', order('o-1', 'uhu'))).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/customer' }] } });
    expect(await ask('', order('o-1', 'habicht', 2))).toMatchObject({ status: 200, body: { isNew: true, order: { id: 'o-1' } } });
    expect(await ask('', order('o-1', 'habicht', 2))).toMatchObject({ status: 200, body: { isNew: false } });
    expect(await until('o-1', 'invoiced')).toMatchObject({ number: 'RE-2026-000001', reservedUntil: expect.any(String) });
    expect((await ask('', order('o-1', 'habicht', 3))).status).toBe(409);
    expect(await ask('/o-1/change', order('o-1', 'habicht', 3))).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('its invoice is begun or made') },
    });
  }, 60_000);

  it('shows it waiting for its payment, which a biller has tried again', async () => {
    expect((await clerk.get(ORDERS)).text).toContain('Waiting for payment');
    const text = await shown('o-1', /aria-label="AwaitPayment, running"/);
    expect(text).toMatch(/by API key \w{12}/);
    expect(text.match(/Asked for the payment/g)).toHaveLength(1);
    expect((await clerk.post(`${ORDERS}/o-1`, { act: 'retry' })).status).toBe(303);
    await shown('o-1', /(Asked for the payment[^]*){2}/);
  }, 60_000);

  it('is shipped by a biller once it is confirmed, and its goods are on hand no more', async () => {
    await ask('', order('o-2', 'bussard', 3));
    const { number } = await until('o-2', 'confirmed');
    await clerk.get(`${ORDERS}/o-2`);
    expect((await clerk.post(`${ORDERS}/o-2`, { act: 'ship' })).headers.get('location')).toBe(`${ORDERS}/o-2?done=ship`);
    expect(await ask('/o-2')).toMatchObject({ body: { state: 'shipped', number } });
    // 20 came, 3 were sent, 2 are kept for o-1.
    expect((await there('stock', 'list')).stdout).toMatch(/mug +17 +2 +15/);
  }, 60_000);

  it('is cancelled by a biller: what waits is credited by its execution, what is confirmed by the decision', async () => {
    await ask('', order('o-3', 'adler', 4));
    await until('o-3', 'confirmed');
    for (const id of ['o-1', 'o-3']) {
      await clerk.get(`${ORDERS}/${id}`);
      expect((await clerk.post(`${ORDERS}/${id}`, { act: 'cancel', reason: 'Ordered twice' })).status).toBe(303);
      const text = await shown(id, /Credit note <a [^>]*>RE-2026-00000\d/);
      expect(text).toContain(`${CLERK}: “Ordered twice”`);
    }
    // Cancelled again: nothing is credited twice.
    await clerk.post(`${ORDERS}/o-3`, { act: 'cancel', reason: 'Ordered twice' });
    expect((await there('invoices')).stdout.match(/, corrects /g)).toHaveLength(2);
    expect((await there('stock', 'list')).stdout).toMatch(/mug +17 +0 +17/);
  }, 60_000);

  it('answers commands with --url as they are answered in the folder, and lets them decide', async () => {
    writeFileSync(orderFile, JSON.stringify(order('o-4', 'adler', 2)));
    expect((await there('order', orderFile)).stdout).toContain('Order o-4, version 1, of adler: confirmed.');
    expect((await there('orders', 'ship', 'o-4')).stdout).toContain('Order o-4, version 1, of adler: shipped.');
    expect((await there('stock', 'return', 'mug', '1', '--id', 'parcel-1', '--order', 'o-4')).stdout).toBe('16 of mug are on hand.\n');
    writeFileSync(orderFile, JSON.stringify(order('o-4', 'adler', 3)));
    expect(await there('order', orderFile)).toMatchObject({ code: 1, stderr: expect.stringContaining('is there with other content') });
    const shown = [['orders', 'list'], ['orders', 'show', 'o-3'], ['stock', 'list'], ['stock', 'show', 'mug']]; // prettier-ignore
    const remote = [];
    for (const args of shown) remote.push((await there(...args)).stdout);
    await served.stop('SIGTERM');
    for (const [i, args] of shown.entries()) expect(remote[i]).toBe((await here(...args)).stdout);
  }, 120_000);

  /** The page of an order, once it says something. */
  async function shown(id: string, words: RegExp): Promise<string> {
    for (let look = 0; look < 200; look++) {
      const { text } = await clerk.get(`${ORDERS}/${id}`);
      if (words.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The page of order ${id} never said ${String(words)}.`);
  }
});
