import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { stockMovement } from '../../shared/orders/stock.ts';
import { defineStep } from '../../shared/step.ts';
import { moveStock } from './movement.store.ts';

const input = stockMovement
  .omit({ schema: true, difference: true })
  .extend({ sellerId: id, item: id, quantity: z.int().min(0).max(1_000_000_000) })
  .refine(({ kind, quantity }) => kind === 'count' || quantity > 0, {
    error: 'expected a whole number of pieces, at least 1',
    path: ['quantity'],
  });

/** What came of an item, came back of it, or was counted. */
export const handler = defineStep(input, ({ sellerId, ...movement }) => moveStock(sellerId, movement));
