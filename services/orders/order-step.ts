import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';

/** Input of the steps of an order: the version its execution is of. */
export const orderStep = z.object({ sellerId: id, orderId: id, version: z.int().min(1), enteredAt: instant });
