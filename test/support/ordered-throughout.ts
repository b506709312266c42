/** Orders that come to every step and every way back, for tests that watch what functions do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { fixClock } from '../../shared/clock.ts';
import { SELLER, SELLER_SECTION } from './catalog.ts';
import type { OneProcess } from './one-process.ts';

const customer = (id: string, more: string): string => `
  - { id: ${id}, name: ${id} Works, zone: Europe/Vienna, email: pay@${id}.example, ${more},
      address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT } }`;
const card = (paymentMethod: string): string =>
  `payment: { method: card, provider: fake, customer: cus_1, paymentMethod: ${paymentMethod}, lastDigits: "4242" }`;
/** Customers on account, by a card that pays and one that is declined, and by transfer. */
export const ORDER_CATALOG = `${SELLER_SECTION}  orders: { reserveHours: 48, shipping: { EUR: { amount: 5.00, freeFrom: 100 } } }
items:
  - { id: mug, name: { de: Becher, en: Mug }, prices: { EUR: 10.00 }, alternatives: [cup] }
  - { id: cup, name: { de: Tasse, en: Cup }, prices: { EUR: 8.00 } }
customers:${customer('adler', `language: de, orderTerms: on-account`)}${customer('bussard', card('pays'))}${customer('falke', card('declines'))}${customer('habicht', 'language: en')}
`;

const AT = '2026-11-02T09:00:00Z';
const SHIP_TO = { street: 'Marktplatz 1', postalCode: '1000', city: 'Ort', country: 'AT' };

/** Orders that are declined, changed, expired, void, cancelled, paid and shipped, and the stock they take. */
export async function orderedThroughout({ workspace }: OneProcess, folder: string): Promise<void> {
  const file = join(folder, 'shop.yml');
  writeFileSync(file, ORDER_CATALOG);
  await importCatalog([file], 'ops');
  fixClock(new Date(AT));
  const runner = await workspace.runner();
  const call = (name: string, input: object): Promise<string> =>
    workspace.invoke(name, JSON.stringify({ sellerId: SELLER, ...input }), { timeoutMilliseconds: 20_000 });
  const step = (name: string, orderId: string, more: object = {}): Promise<string> =>
    call(`orders/${name}`, { orderId, version: 1, enteredAt: AT, ...more });
  const place = (id: string, customer: string, quantity = 1, isChange = false): Promise<string> =>
    call('orders/place-order', {
      order: { id, customer, currency: 'EUR', lines: [{ item: 'mug', quantity }], shipTo: SHIP_TO },
      isChange,
      by: 'shop',
      at: AT,
    });
  const decide = (orderId: string, kind: string): Promise<string> => call('orders/decide-order', { orderId, kind, by: 'ops', at: AT });
  const move = (kind: string, id: string, quantity: number, more: object = {}): Promise<string> =>
    call('orders/move-stock', { kind, id, item: 'mug', quantity, by: 'ops', at: AT, ...more });
  const settled = async (): Promise<void> => {
    await runner.resume();
    runner.wake();
    await runner.settle();
  };

  await move('receive', 'delivery-1', 20);
  // Steps of orders whose machines have not begun: each finds goods that are kept.
  for (const id of ['released', 'told', 'cancelled', 'changed', 'expired', 'void']) {
    await place(id, 'habicht');
    await step('save-order', id);
  }
  await step('release-stock', 'released');
  await step('inform-customer', 'told');
  await decide('cancelled', 'cancel');
  await place('changed', 'habicht', 2, true);
  const { runId, draft } = JSON.parse(await call('invoicing/draft-order', { orderId: 'void', version: 1 })) as {
    runId: string;
    draft: object;
  };
  await call('invoice-numbering/generate-invoice-number', { runId, draft, enteredAt: AT });
  await step('void-number', 'void');
  await place('late', 'habicht', 20);
  await step('save-order', 'late', { enteredAt: '2026-11-05T09:00:00Z' });
  await settled();

  for (const customer of ['adler', 'bussard', 'falke']) await place(`of-${customer}`, customer);
  await settled();
  await decide('of-falke', 'retry');
  await settled();
  await decide('of-falke', 'cancel');
  await settled();
  await decide('of-adler', 'ship');
  await move('return', 'parcel-1', 1, { order: 'of-adler' });
}
