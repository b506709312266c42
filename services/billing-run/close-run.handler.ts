import { getAuditHead } from '../../shared/audit.store.ts';
import { keepBilledPlans } from '../../shared/billed-plan.store.ts';
import { closeRun, requireRun } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import { keepList, runFolder } from '../../shared/list.store.ts';
import { latestManifest } from '../../shared/manifest-chain.store.ts';
import { instant } from '../../shared/period.ts';
import { archive, files } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { billedPlanVersions } from './billed-plans.ts';
import { manifestOf } from './manifest.ts';
import { placeOfManifest } from './manifest.store.ts';
import { documentsOf } from './run-documents.store.ts';

const input = runStep.extend({ enteredAt: instant });

/** Closes the run with its manifest, and lists what is to be settled. */
export const handler = defineStep(input, async ({ sellerId, runId, enteredAt }) => {
  const run = await requireRun(sellerId, runId);
  const documents = await documentsOf(sellerId, runId);
  await keepBilledPlans(sellerId, runId, billedPlanVersions(documents));

  const latest = await latestManifest(sellerId);
  const before = run.manifest ?? { previousHash: latest.hash, auditHash: (await getAuditHead(sellerId, { runId }))?.hash };
  const { text, hash } = manifestOf(run, documents, before);
  const key = await placeOfManifest(sellerId, runId, text);
  if (!run.manifest) await closeRun(run, { ...before, hash }, latest.version, enteredAt);
  await archive().put(key, new TextEncoder().encode(text), 'application/json');

  const invoices = await keepList(
    `${runFolder(sellerId, runId)}/invoices.jsonl`,
    documents.filter(({ issued }) => !issued?.isVoid).map(({ number }) => ({ number })),
  );
  await files().remove(documents.flatMap(({ workingFiles }) => workingFiles));
  return invoices;
});
