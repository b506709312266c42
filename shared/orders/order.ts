import { z } from 'zod';
import { address, id, localized } from '../catalog.ts';
import type { Customer, Seller } from '../catalog.ts';
import { sha256 } from '../content-hash.ts';
import type { Item } from '../item.ts';
import { lineSupply } from '../tax-terms.ts';
import { supplyOf } from '../line-supply.ts';
import { amountText, currencyCode, decimal, decimalText, sum } from '../money.ts';
import { instant } from '../period.ts';
import { person } from '../person.ts';
import { orderTerms } from './order-settings.ts';

/** Lines of an order: what it reserves is one transaction, which takes a hundred changes. */
export const MOST_LINES = 80;
const MOST_PIECES = 1_000_000;
const WHOLE_PIECES = 'expected a whole number of pieces, at least 1';

/** A whole number, of a YAML file as the text it is written as. */
const pieces = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,9}$/, WHOLE_PIECES)
        .transform(Number),
    ],
    WHOLE_PIECES,
  )
  .pipe(z.int(WHOLE_PIECES).min(1, WHOLE_PIECES).max(MOST_PIECES, `at most ${MOST_PIECES} pieces of an item`));

/** Names the order for good; the run of its document and its executions are named after it. */
export const orderId = id.max(40, 'expected at most 40 characters: documents and executions are named after it');

/** What a customer orders, as it is asked for. */
export const wantedOrder = z
  .strictObject({
    id: orderId,
    customer: id,
    currency: currencyCode,
    lines: z
      .array(
        z.strictObject({
          item: id,
          quantity: pieces,
          /** What whoever orders saw as the net price of a piece; only the catalog's is taken. */
          price: decimalText.optional(),
        }),
      )
      .min(1, 'expected a line at least')
      .max(MOST_LINES, `an order has at most ${MOST_LINES} lines: make several orders of it`),
    /** Where the goods go, by which their VAT is told; the customer's address if not given. */
    shipTo: address.optional(),
  })
  .superRefine(({ lines }, { addIssue }) => {
    if (lines.length > MOST_LINES) return;
    lines.forEach(({ item }, i) => {
      const first = lines.findIndex((it) => it.item === item);
      if (first < i)
        addIssue({ code: 'custom', path: ['lines', i, 'item'], message: `"${item}" is in lines[${first}] already: add up the pieces` });
    });
  });
export type WantedOrder = z.infer<typeof wantedOrder>;

/** A version of an order, with the prices and the terms it was placed at. Never changes. */
export const placedOrder = z.object({
  schema: z.literal(1),
  version: z.int().min(1),
  wanted: wantedOrder,
  lines: z
    .array(
      z.object({
        item: id,
        name: localized,
        quantity: z.int().min(1),
        price: decimalText,
        unit: localized.optional(),
        supply: lineSupply.optional(),
      }),
    )
    .min(1),
  /** Net; absent where sending costs nothing. */
  shipping: decimalText.optional(),
  terms: orderTerms,
  reserveHours: z.int().min(1),
  placedAt: instant,
  by: person,
});
export type PlacedOrder = z.infer<typeof placedOrder>;

/** What was not there when an order was declined, and since when. */
export const missingItem = z.object({ item: id, wanted: z.int(), available: z.int(), since: instant.optional() });
export type MissingItem = z.infer<typeof missingItem>;

/** Goods are reserved from `reserved` until it is shipped, declined or cancelled. */
export const orderState = z.enum(['placed', 'reserved', 'invoicing', 'invoiced', 'confirmed', 'shipped', 'declined', 'cancelled']);
export type OrderState = z.infer<typeof orderState>;

/** What has become of an order. */
export const order = z.object({
  schema: z.literal(1),
  id: orderId,
  customerId: id,
  /** The version that counts. */
  version: z.int().min(1),
  state: orderState,
  placedAt: instant,
  reservedUntil: instant.optional(),
  /** Of its invoice. */
  number: z.string().optional(),
  /** How often its payment was asked for again. */
  retries: z.int().min(0).optional(),
  /** When it was last. */
  retriedAt: instant.optional(),
  ended: z
    .object({
      as: z.enum(['unavailable', 'unpaid', 'expired', 'failed', 'cancelled']),
      at: instant,
      by: person.optional(),
      reason: z.string().optional(),
      missing: z.array(missingItem).optional(),
    })
    .optional(),
  shippedAt: instant.optional(),
  /** Pieces that came back, by item. */
  returned: z.record(z.string(), z.int().min(1)).optional(),
});
export type Order = z.infer<typeof order>;
export type Ended = NonNullable<Order['ended']>;

/** States in which the goods of an order are kept for it. */
export const RESERVING: readonly OrderState[] = ['reserved', 'invoicing', 'invoiced', 'confirmed'];

/** The UTC day on which an order came to its end, by shipping or otherwise; undefined while it goes on. */
export function overOn({ shippedAt, ended }: Pick<Order, 'shippedAt' | 'ended'>): string | undefined {
  return (shippedAt ?? ended?.at)?.slice(0, 10);
}

/** What an order is refused for: the field, and why. */
export const orderFault = z.object({ path: z.array(z.union([z.string(), z.int()])), message: z.string() });
export type OrderFault = z.infer<typeof orderFault>;

/** What placing an order came to. Fields that are wrong are an answer: an error brings no more than its sentence to who asked. */
export const orderPlacing = z.union([
  z.object({ version: z.int().min(1), isNew: z.boolean() }),
  z.object({ faults: z.array(orderFault).min(1) }),
]);
export type OrderPlacing = z.infer<typeof orderPlacing>;

/**
 * An order as it is placed: priced by the catalog, or what is wrong with it.
 *
 * Shipping is free from the net the seller says, and is charged by the currency of the order.
 *
 * @param items of the catalog, those that are ordered
 */
export function placedFrom(
  wanted: WantedOrder,
  { seller, customer, items }: { seller: Seller; customer: Customer; items: ReadonlyMap<string, Item> },
  placing: Pick<PlacedOrder, 'version' | 'placedAt' | 'by'>,
): { placed: PlacedOrder } | { faults: OrderFault[] } {
  const { currency } = wanted;
  const faults: OrderFault[] = [];
  const lines = wanted.lines.flatMap(({ item: name, quantity, price: seen }, i): PlacedOrder['lines'] => {
    const item = items.get(name);
    const price = item?.prices[currency];
    const fault = (field: string, message: string): void => void faults.push({ path: ['lines', i, field], message });
    if (!item) fault('item', `there is no item "${name}"`);
    else if (price === undefined) fault('item', `"${name}" has no price in ${currency}, only in ${Object.keys(item.prices).join(', ')}`);
    else if (seen !== undefined && !decimal(seen).eq(decimal(price)))
      fault('price', `${seen} ${currency} is not the price of "${name}" in the catalog, which is ${price}`);
    if (!item || price === undefined) return [];
    const supply = supplyOf(item, customer.language);
    return [{ item: name, name: item.name, quantity, price, ...(item.unit && { unit: item.unit }), ...(supply && { supply }) }];
  });
  if (faults.length > 0) return { faults };
  const cost = seller.orders?.shipping?.[currency];
  const net = sum(lines.map(({ quantity, price }) => decimal(price).times(quantity)));
  const isFree = !cost || (cost.freeFrom !== undefined && net.gte(decimal(cost.freeFrom)));
  const settings = { terms: customer.orderTerms ?? ('prepaid' as const), reserveHours: seller.orders?.reserveHours ?? 72 };
  const shipping = isFree ? {} : { shipping: amountText(decimal(cost.amount), currency) };
  return { placed: { schema: 1, ...placing, wanted, lines, ...shipping, ...settings } };
}

const OF_ORDER = '.order';

/** The run that the document of an order belongs to; no billing run is named so. */
export function runOfOrder(id: string): string {
  return `${id}${OF_ORDER}`;
}

/** The order whose document a run is of, or undefined. */
export function orderOfRun(runId: string): string | undefined {
  return runId.endsWith(OF_ORDER) ? runId.slice(0, -OF_ORDER.length) : undefined;
}

/** The state machine that takes an order from its goods to its confirmation. */
export const ORDER_MACHINE = 'order';

/** What the execution of a version of an order is called, whatever the orders of other sellers are. */
export function executionOfOrder(sellerId: string, { id, version }: Pick<Order, 'id' | 'version'>): string {
  return `${id}.${version}-${sha256(sellerId).slice(0, 8)}`;
}
