import { z } from 'zod';
import { address, localized } from '../catalog.ts';
import { amountText, currencyCode, decimal, decimalText, sum } from '../money.ts';
import { instant } from '../period.ts';
import { person } from '../person.ts';
import { faultAt } from '../problem.ts';
import { bodyRefused } from '../request-body.ts';
import { orderTerms } from './order-settings.ts';
import { order as orderContract } from './order.ts';
import type { Order, OrderPlacing, PlacedOrder, WantedOrder } from './order.ts';

/** Bytes of an order that is sent: of more lines than an order may have, it is still said what is wrong. */
export const MOST_ORDER_BYTES = 1_048_576;

/** An order as programs are told of it. Amounts are net. */
export const orderAnswer = orderContract
  .omit({ schema: true, retries: true })
  .extend({
    state: orderContract.shape.state.describe('Its goods are kept from reserved on, until it is shipped, declined or cancelled.'),
    reservedUntil: instant.optional().describe('Until when its goods are kept, unless it is paid or confirmed by then.'),
    number: z.string().optional().describe('Of its invoice.'),
    currency: currencyCode,
    terms: orderTerms,
    lines: z.array(z.object({ item: z.string(), name: localized, quantity: z.int(), price: decimalText, net: decimalText })),
    shipping: decimalText.optional().describe('What sending costs; absent where it costs nothing.'),
    net: decimalText.describe('Of all lines and shipping.'),
    shipTo: address.optional().describe('Where the goods go, if not to the address of the customer.'),
    changedAt: instant.describe('When the version that counts was placed.'),
    by: person.describe('Who placed that version.'),
  })
  .meta({ id: 'Order' });

/** @param placed the version of it that counts */
export function answerOf({ schema: _, retries: __, ...order }: Order, placed: PlacedOrder): z.input<typeof orderAnswer> {
  const { wanted, terms, shipping, placedAt, by } = placed;
  const { currency, shipTo } = wanted;
  return {
    ...order,
    ...{ currency, terms, changedAt: placedAt, by, net: netOf(placed) },
    lines: placed.lines.map(({ item, name, quantity, price }) => ({
      item,
      name,
      quantity,
      price,
      net: lineNet(price, quantity, currency),
    })),
    ...(shipping === undefined ? {} : { shipping }),
    ...(shipTo ? { shipTo } : {}),
  };
}

/** What an order comes to before tax: its lines, each rounded, and shipping. */
export function netOf({ lines, shipping = '0', wanted: { currency } }: PlacedOrder): string {
  const nets = lines.map(({ price, quantity }) => decimal(lineNet(price, quantity, currency)));
  return amountText(sum([...nets, decimal(shipping)]), currency);
}

/** Net of pieces of an item, in the digits of the currency. */
export function lineNet(price: string, quantity: number, currency: string): string {
  return amountText(decimal(price).times(quantity), currency);
}

/** @throws {RequestError} 400 if an order that is sent is not the one its address names */
export function requireOwnId({ id }: Pick<WantedOrder, 'id'>, orderId: string): void {
  if (id !== orderId) throw bodyRefused('The body does not fit', [faultAt(['id'], `expected "${orderId}", as the address says`)]);
}

/**
 * What came of placing an order, for whoever has sent it.
 *
 * @throws {RequestError} 400 naming each field that is wrong
 */
export function requireTaken(answer: OrderPlacing): Exclude<OrderPlacing, { faults: unknown }> {
  if (!('faults' in answer)) return answer;
  throw bodyRefused(
    'The order was not placed',
    answer.faults.map(({ path, message }) => faultAt(path, message)),
  );
}
