import { id } from '../../shared/catalog.ts';
import { wantedMovement } from '../../shared/orders/stock.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { moveStock } from './movement.store.ts';

const input = wantedMovement.safeExtend({ sellerId: id, item: id, at: instant, by: person });

/** What came of an item, came back of it, or was counted. */
export const handler = defineStep(input, ({ sellerId, ...movement }) => moveStock(sellerId, movement));
