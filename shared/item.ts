import { z } from 'zod';
import { amountAboveZero, digitsFault, id, localized } from './catalog.ts';
import type { Fault } from './catalog-issues.ts';
import { currencyCode } from './money.ts';
import { nearest } from './nearest.ts';
import { priceTax } from './price.ts';
import { supplyKind } from './tax-terms.ts';

/** What is sold by the piece. An order keeps the price it was placed at, so an item may change. */
export const item = z
  .strictObject({
    id: id.describe('Names the item for good; orders and stock name it so.'),
    name: localized.describe('What the item is called on invoices.'),
    prices: z
      .record(currencyCode, amountAboveZero)
      .refine((it) => Object.keys(it).length > 0, 'expected a price, such as { EUR: 12.50 }')
      .describe('Net price of a piece by currency: { EUR: 12.50 }.'),
    unit: localized.optional().describe('What one of it is called on invoices.'),
    kind: supplyKind.default('goods').describe('Whether goods are sold or a service; goods if not given.'),
    tax: priceTax.optional().describe("Its tax where it differs from the standard rate: a rate's name, or why it has none."),
    alternatives: z.array(id).min(1).max(5).optional().describe('Items that a customer is told of where this one is not there.'),
  })
  .describe('What is sold by the piece.');
export type Item = z.infer<typeof item>;

/** What is wrong between items: one that is there twice, an alternative that is none, an amount its currency does not have. */
export function itemFaults(items: readonly Item[], kept: readonly Item[]): Fault[] {
  const ids = [...new Set([...items, ...kept].map((it) => it.id))];
  return items.flatMap(({ id: own, prices, alternatives = [] }, i) => {
    const first = items.findIndex((it) => it.id === own);
    const again =
      first < i ? [{ path: ['items', i, 'id'], message: `item "${own}" is there already`, beside: ['items', first, 'id'] }] : [];
    const amounts = Object.entries(prices).flatMap(([currency, price]) => {
      const message = digitsFault(price, currency);
      return message === undefined ? [] : [{ path: ['items', i, 'prices', currency], message }];
    });
    const others = alternatives.flatMap((other, a) => {
      const message =
        other === own
          ? 'an item is no alternative to itself'
          : ids.includes(other)
            ? undefined
            : `there is no item "${other}"${nearest(other, ids)}`;
      return message === undefined ? [] : [{ path: ['items', i, 'alternatives', a], message }];
    });
    return [...again, ...amounts, ...others];
  });
}
