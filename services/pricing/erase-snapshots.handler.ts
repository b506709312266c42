import { attemptOf, pastRuns, scopeOf } from '../../shared/erasing-run.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { defineStep } from '../../shared/step.ts';
import { eraseIds, removeSnapshot, snapshotAttempts } from './erased-snapshot.store.ts';
import { getSnapshot } from './usage-snapshot.store.ts';

/**
 * Takes the ids of events out of what bills were priced on, as far as usage is closed: quantities, counts and fingerprints
 * stay. Snapshots that nothing was billed on go altogether.
 */
export const handler = defineStep(erasingStep, async (input) => {
  const { sellerId, customerId, preview } = input;
  const scope = await scopeOf(input);
  const counts = { snapshotsReduced: 0, snapshots: 0 };
  if (!scope) return counts;
  for await (const { run, billed, records } of pastRuns(sellerId, customerId, scope.oldest)) {
    const kept = records.filter(({ sk }) => sk.startsWith('snapshot|')).map(attemptOf);
    for (const attempt of await snapshotAttempts(sellerId, run.id, customerId, kept)) {
      const step = { sellerId, runId: run.id, customerId, attempt };
      if (attempt === billed) {
        const taken = await getSnapshot(step);
        if (taken && (await eraseIds(step, taken, scope.closedBefore, preview !== undefined))) counts.snapshotsReduced++;
      } else {
        counts.snapshots++;
        if (!preview) await removeSnapshot(step);
      }
    }
  }
  return counts;
});
