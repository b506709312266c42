import { z } from 'zod';
import { id } from '../catalog.ts';
import { instant } from '../period.ts';
import { person } from '../person.ts';
import type { MissingItem, PlacedOrder } from './order.ts';

/** What there is of an item, in whole pieces. What is reserved is on hand still. */
export const stock = z.object({
  schema: z.literal(1),
  item: id,
  onHand: z.int().min(0),
  reserved: z.int().min(0),
  /** Since when nothing can be ordered of it; absent while something can. */
  outSince: instant.optional(),
});
export type Stock = z.infer<typeof stock>;

/** What changed the pieces on hand, but for orders that were shipped; never changes itself. */
export const stockMovement = z.object({
  schema: z.literal(1),
  /** Names it for good. */
  id,
  kind: z.enum(['receive', 'return', 'count']),
  /** That came, or, of a count, that are on hand. */
  quantity: z.int().min(0),
  order: id.optional(),
  /** By how many pieces a count changed what was on hand; an earlier version did not write it down. */
  difference: z.int().optional(),
  reason: z.string().optional(),
  at: instant,
  by: person,
});
export type StockMovement = z.infer<typeof stockMovement>;

/** Pieces that can be ordered. */
export function available({ onHand, reserved }: Pick<Stock, 'onHand' | 'reserved'>): number {
  return onHand - reserved;
}

/** By how many pieces a stock changes. */
export interface StockChange {
  readonly onHand?: number;
  readonly reserved?: number;
}

/**
 * A stock after a change.
 *
 * @param at when: from then on nothing can be ordered, if nothing is left
 * @throws {RangeError} if more were reserved than are on hand, or either were below zero
 */
export function moved({ outSince, ...before }: Stock, change: StockChange, at: string): Stock {
  const after = { ...before, onHand: before.onHand + (change.onHand ?? 0), reserved: before.reserved + (change.reserved ?? 0) };
  if (after.reserved < 0 || after.onHand < after.reserved)
    throw new RangeError(`${after.onHand} of "${before.item}" would be on hand and ${after.reserved} reserved.`);
  return available(after) > 0 ? after : { ...after, outSince: outSince ?? at };
}

/** What of an order is not there. An item of which nothing ever came is none that is out since a moment. */
export function missingOf({ lines }: Pick<PlacedOrder, 'lines'>, stocks: ReadonlyMap<string, Stock>): MissingItem[] {
  return lines.flatMap(({ item, quantity }) => {
    const it = stocks.get(item);
    const left = it ? available(it) : 0;
    if (left >= quantity) return [];
    return [{ item, wanted: quantity, available: left, ...(it?.outSince === undefined ? {} : { since: it.outSince }) }];
  });
}
