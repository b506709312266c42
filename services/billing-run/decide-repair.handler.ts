import { repairWanted, runStep } from '../../shared/billing-run.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { decideRepair } from './repair.store.ts';
import { documentsOf } from './run-documents.store.ts';

const input = runStep.extend({ ...repairWanted.shape, by: person, at: instant });

/** A person's decision on a run that misses documents, as whoever may call this step says it. */
export const handler = defineStep(input, async ({ sellerId, runId, ...wanted }) => {
  await decideRepair(sellerId, runId, wanted, documentsOf);
  return null;
});
