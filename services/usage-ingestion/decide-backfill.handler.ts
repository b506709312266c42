import { z } from 'zod';
import { backfillId } from '../../shared/backfill.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { applyBackfill, undoBackfill } from './backfill-decision.store.ts';

const input = z.object({
  sellerId: id,
  backfillId,
  decision: z.enum(['apply', 'undo']),
  by: person,
  at: instant,
  reason: z.string().trim().min(1).max(1_000).optional(),
});

/**
 * A person's decision that a backfill counts, or counts no more. Every day on which it lies is marked first, so that the
 * next run corrects what is billed of them. The same again is success and changes nothing.
 */
export const handler = defineStep(input, async ({ sellerId, backfillId: name, decision, reason, ...decided }) => {
  const done = { ...decided, ...(reason === undefined ? {} : { reason }) };
  return decision === 'apply' ? applyBackfill(sellerId, name, done) : undoBackfill(sellerId, name, done);
});
