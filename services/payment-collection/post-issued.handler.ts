import { z } from 'zod';
import { finishStatements } from '../../shared/bank/statement-import.store.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { postIssued } from '../../shared/receivables/posted.store.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ sellerId: id, at: instant });

/** Has what was issued count among the receivables, and completes statements whose import was cut off. Twice is once. */
export const handler = defineStep(input, async ({ sellerId, at }) => {
  await finishStatements(sellerId);
  await postIssued(sellerId, at);
  return null;
});
