/** Everything that product code and people do with orders and stock over HTTP, once: what it may reach, it reaches. */
import { expect } from '@jest/globals';

import type { Workspace } from '../../local/workspace.ts';
import { hashOfKey, idInKey } from '../../shared/api-key.ts';
import { now } from '../../shared/clock.ts';
import { keyNumber } from './api-keys.ts';
import type { Browsing } from './browsing.ts';
import { SELLER } from './catalog.ts';

const [ORDERS, STOCK] = [`/sellers/${SELLER}/orders`, `/sellers/${SELLER}/stock`];
const PATIENCE = { timeoutMilliseconds: 10_000 };
const order = (id: string, quantity: number): object => ({
  ...{ id, customer: 'habicht', currency: 'EUR' },
  lines: [{ item: 'mug', quantity }],
});

/** Places an order by key, changes it while its goods are kept, and looks at it. */
export async function orderByKey({ invoke }: Workspace): Promise<void> {
  const call = async (name: string, input: object): Promise<unknown> => JSON.parse(await invoke(name, JSON.stringify(input), PATIENCE));
  const [at, key] = [now().toISOString(), keyNumber(7)];
  const made = { id: idInKey(key), hash: hashOfKey(key), sellers: [SELLER], label: 'shop', may: ['order'], by: 'ops', at };
  await call('usage-ingestion/create-key', made);
  const ask = async (route: string, body?: object, orderId?: string): Promise<void> => {
    const request = {
      headers: { authorization: `Bearer ${key}` },
      requestContext: { timeEpoch: now().getTime() },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(orderId === undefined ? {} : { pathParameters: { orderId } }),
    };
    expect(await call(`orders/${route}`, request)).toMatchObject({ statusCode: 200 });
  };
  await ask('take-order', order('by-key', 1));
  await call('orders/save-order', { sellerId: SELLER, orderId: 'by-key', version: 1, enteredAt: at });
  await ask('take-order', order('by-key', 2), 'by-key');
  await ask('show-order', undefined, 'by-key');
}

/**
 * Looks at every page of orders and stock, moves stock, has a payment tried again, and cancels.
 *
 * @param ask asks the HTTP API as a person
 * @param confirmed an order that can be shipped or cancelled
 */
export async function orderInConsole(
  { workspace, browser }: { readonly workspace: Workspace; readonly browser: Browsing },
  ask: (method: string, address: string, status: number, body?: object) => Promise<void>,
  confirmed: string,
): Promise<void> {
  await browser.get(`${STOCK}/mug`);
  const came = { kind: 'receive', id: 'delivery-2', quantity: '5' };
  expect(await browser.post(`${STOCK}/mug`, came)).toMatchObject({ status: 303 });
  await ask('POST', '/orders', 200, order('by-person', 1));
  const runner = await workspace.runner();
  await runner.resume();
  await runner.settle();
  for (const path of [ORDERS, `${ORDERS}/by-person`, `${ORDERS}/${confirmed}`, STOCK, `${STOCK}/mug`])
    expect(await browser.get(path)).toMatchObject({ status: 200 });
  expect(await browser.post(`${ORDERS}/by-person`, { act: 'retry' })).toMatchObject({ status: 303 });
  expect(await browser.post(`${ORDERS}/${confirmed}`, { act: 'cancel', reason: 'A test' })).toMatchObject({ status: 303 });
  for (const address of ['/orders', '/orders/by-person', '/stock', '/stock/mug/movements', '/stock/mug/reservations'])
    await ask('GET', address, 200);
  await runner.settle();
}
