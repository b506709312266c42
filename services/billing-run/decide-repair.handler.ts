import { z } from 'zod';
import { requireRun } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { answerWaiting, getWaiting } from '../../shared/waiting.store.ts';
import { keepRetry, keepVoid } from './repair.store.ts';
import { requireMayRepair, voidOf } from './repair.ts';
import { documentsOf } from './run-documents.store.ts';

const input = runStep.extend({
  kind: z.enum(['retry', 'void']),
  by: person,
  at: instant,
  numbers: z.array(z.string().min(1).max(64)).max(100).default([]),
  reason: z.string().trim().min(1).max(500).optional(),
});

/**
 * What a person decides on a run that misses documents: to make them again, or to make numbers void, with a reason
 * and as a second person, where a document can never be made. The same again is success.
 */
export const handler = defineStep(input, async ({ sellerId, runId, ...wanted }) => {
  const run = await requireRun(sellerId, runId);
  const seller = await requireSeller(sellerId);
  const waiting = await getWaiting(sellerId, runId);
  const found = wanted.kind === 'void' ? await documentsOf(sellerId, runId) : [];
  requireMayRepair(seller, run, waiting?.for === 'repair', wanted, found);

  if (wanted.kind === 'retry') await keepRetry(run, wanted);
  for (const it of found.filter(({ number }) => wanted.numbers.includes(number))) {
    const language = it.invoice?.language ?? (await requireCustomer(sellerId, it.draft.customerId)).language;
    await keepVoid(run, it.draft, voidOf(seller, it, language, wanted));
  }
  await answerWaiting(sellerId, runId, { for: 'repair', round: 0 }, { kind: wanted.kind });
  return null;
});
