/** VAT of an order by where its goods go, and shipping that is spread over rates, on the real state machines; the seller is in Vienna. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { decideOrder } from '../local/commands/orders.ts';
import { SELLER, SELLER_SECTION } from './support/catalog.ts';
import { openShopOf, type OpenShop } from './support/open-shop.ts';

const customer = (id: string, more = ''): string => `
  - { id: ${id}, name: ${id} Works, zone: Europe/Vienna, email: pay@${id}.example, language: en, orderTerms: on-account${more},
      address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT } }`;
/** With the rates of § 10 (1) and (2) UStG: a book bears the reduced one. */
const catalog = (euConsumers: string): string => `${SELLER_SECTION.replace(
  /tax: .*/,
  `tax: { ${euConsumers}rates: [{ country: AT, name: reduced, rate: 10, from: 2016-01-01, source: "§ 10 Abs. 2 UStG" }] }`,
)}  orders: { shipping: { EUR: { amount: 5.00 } } }
items:
  - { id: mug, name: Mug, prices: { EUR: 10.00 } }
  - { id: book, name: Book, prices: { EUR: 7.00 }, tax: { rate: reduced } }
customers:${customer('adler')}${customer('bussard', ', vatId: DE136695976')}
`;
const to = (country: string): object => ({ street: 'Am Markt 1', postalCode: '10115', city: 'Berlin', country });

let shop: OpenShop;
afterEach(() => shop.close());

describe('two mugs and shipping, 25.00 net, that go', () => {
  it.each([
    { why: 'to Vienna bear the tax of Austria', country: 'AT', tax: { category: 'S', rate: '20', tax: '5.00' }, payable: '30.00' },
    // Art. 33 and 369a of Directive 2006/112/EC; 19 % by § 12 (1) UStG of Germany, 20 % by Art. 278 CGI of France.
    {
      why: 'to a consumer in Berlin bear the tax of Germany',
      country: 'DE',
      tax: { category: 'S', rate: '19', tax: '4.75' },
      payable: '29.75',
    },
    {
      why: 'to a consumer in France bear the tax of France',
      country: 'FR',
      tax: { category: 'S', rate: '20', tax: '5.00' },
      payable: '30.00',
    },
    // Art. 138 (1) and 146.
    {
      why: 'to a business in Germany bear none',
      by: 'bussard',
      country: 'DE',
      tax: { category: 'K', rate: '0', tax: '0.00' },
      payable: '25.00',
    },
    { why: 'to Switzerland bear none', country: 'CH', tax: { category: 'G', rate: '0', tax: '0.00' }, payable: '25.00' },
  ])('$why', async ({ by = 'adler', country, tax, payable }) => {
    shop = await openShopOf(catalog('euConsumers: oss, '));
    expect(await shop.place('o-1', by, { shipTo: to(country) })).toMatchObject({ state: 'confirmed' });
    const { content } = await shop.facts('RE-2026-000001');
    expect(content).toMatchObject({ deliverTo: { country }, charges: [{ amount: '5.00' }], totals: { net: '25.00', payable } });
    expect(content!.tax).toMatchObject([{ basis: '25.00', ...tax }]);
  });

  it('to a consumer abroad whose tax nobody decided are not billed: the order ends, and its goods are free', async () => {
    shop = await openShopOf(catalog(''));
    expect(await shop.place('o-1', 'adler', { shipTo: to('FR') })).toMatchObject({ state: 'declined', ended: { as: 'failed' } });
    expect(await shop.stock()).toBe('10 on hand, 0 kept');
    expect(await shop.facts('RE-2026-000001')).toEqual({});
  });
});

it('shipping is spread over the rates of the goods by their net, to the cent', async () => {
  shop = await openShopOf(catalog('euConsumers: oss, '));
  const delivery = { id: 'delivery-2', item: 'book', kind: 'receive', quantity: 5, by: 'ops', at: '2026-11-02T08:00:00Z' };
  await shop.step('move-stock', delivery);
  await shop.place('o-1', 'adler', { lines: [{ item: 'mug', quantity: 3 }, { item: 'book', quantity: 2 }] }); // prettier-ignore
  const { content } = await shop.facts('RE-2026-000001');
  // 5.00 × 30 / 44 = 3.409, and 5.00 × 14 / 44 = 1.591: the cent that is left goes to the larger rest, that of the mugs.
  expect(content!.charges).toMatchObject([
    { amount: '3.41', taxRate: '20' },
    { amount: '1.59', taxRate: '10' },
  ]);
  // 20 % of 33.41 is 6.682, 10 % of 15.59 is 1.559.
  expect(content!.tax).toMatchObject([
    { rate: '20', basis: '33.41', tax: '6.68' },
    { rate: '10', basis: '15.59', tax: '1.56' },
  ]);
  expect(content!.totals).toMatchObject({ lineNet: '44.00', charges: '5.00', net: '49.00', tax: '8.24', payable: '57.24' });
  // Cancelled, it is credited to the last cent.
  await decideOrder(shop.home.workspace, SELLER, 'o-1', 'cancel', { by: 'ops', reason: 'Ordered twice' });
  expect((await shop.facts('RE-2026-000002')).content).toMatchObject({ kind: 'credit-note', totals: { tax: '8.24', payable: '57.24' } });
});
