import { z } from 'zod';
import { endSending } from '../../shared/backfill.store.ts';
import { backfillId } from '../../shared/backfill.ts';
import { id } from '../../shared/catalog.ts';
import { defineStep } from '../../shared/step.ts';

/** Says that all was sent that a backfill is to hold; until then it can't be applied. Again is success. */
export const handler = defineStep(z.object({ sellerId: id, backfillId }), async ({ sellerId, backfillId: name }) => {
  await endSending(sellerId, name);
  return null;
});
