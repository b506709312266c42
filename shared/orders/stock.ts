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

/** A movement as a person says it. */
export const wantedMovement = z
  .strictObject({
    id: id.describe('Names the movement for good, such as the number of a delivery note.'),
    kind: stockMovement.shape.kind,
    quantity: z
      .int('expected a whole number of pieces')
      .min(0, 'expected at least 0 pieces')
      .max(1_000_000_000)
      .describe('Pieces that came or came back, at least 1; of a count, those that are on hand.'),
    order: id.optional().describe('Of a return: the order the pieces were sent with.'),
    reason: z.string().trim().min(1).max(300).optional().describe('Why; kept in the audit log.'),
  })
  .superRefine(({ kind, quantity, order }, { addIssue }) => {
    if (kind !== 'count' && quantity === 0)
      addIssue({ code: 'custom', path: ['quantity'], message: 'expected a whole number of pieces, at least 1' });
    if ((kind === 'return') !== (order !== undefined)) {
      const message = kind === 'return' ? 'expected the order the pieces come back of' : 'only what comes back is of an order';
      addIssue({ code: 'custom', path: ['order'], message });
    }
  });

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
