import { expect, it } from '@jest/globals';
import { SELLER_SECTION } from '../test/support/catalog.ts';
import { parseCatalog } from './catalog-file.ts';

const faultsOf = (items: string, seller = ''): string => {
  try {
    parseCatalog(`${SELLER_SECTION}${seller}items:\n${items}\n`, 'shop.yml');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

it('takes a catalog that has items and no plan', () => {
  const { items } = parseCatalog(`${SELLER_SECTION}items:\n  - { id: mug, name: Mug, prices: { EUR: 12.50 } }\n`, 'shop.yml');
  expect(items).toEqual([{ id: 'mug', name: 'Mug', prices: { EUR: '12.50' }, kind: 'goods' }]);
});

it.each([
  ['  - { id: mug, name: Mug, prices: {} }', 'items[0].prices: expected a price, such as { EUR: 12.50 }'],
  ['  - { id: mug, name: Mug, prices: { EUR: 0 } }', 'items[0].prices.EUR: expected a decimal above 0'],
  ['  - { id: mug, name: Mug, prices: { JPY: 1.5 } }', 'items[0].prices.JPY: JPY has 0 digits behind the point; 1.5 has more'],
  [
    '  - { id: mug, name: Mug, prices: { EUR: 1 }, alternatives: [mag] }',
    'items[0].alternatives[0]: there is no item "mag"; did you mean "mug"?',
  ],
  ['  - { id: mug, name: Mug, prices: { EUR: 1 }, alternatives: [mug] }', 'items[0].alternatives[0]: an item is no alternative to itself'],
  [
    '  - { id: mug, name: Mug, prices: { EUR: 1 } }\n  - { id: mug, name: Cup, prices: { EUR: 1 } }',
    'items[1].id: item "mug" is there already',
  ],
])('refuses %s', (items, fault) => {
  expect(faultsOf(items)).toContain(fault);
});

it('refuses a shipping cost that its currency has no digits for', () => {
  const shipping = '  orders: { shipping: { EUR: { amount: 4.905 } } }\n';
  expect(faultsOf('  - { id: mug, name: Mug, prices: { EUR: 1 } }', shipping)).toContain(
    'EUR has 2 digits behind the point; 4.905 has more',
  );
});
