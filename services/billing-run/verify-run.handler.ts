import { runStep } from '../../shared/billing-run.ts';
import { defineStep } from '../../shared/step.ts';
import { archivedDocumentsOf } from './run-documents.store.ts';
import { verificationOf } from './verification.ts';

/** Holds every number of the run against its document, and the sums against the sealed list. */
export const handler = defineStep(runStep, async ({ sellerId, runId }) => verificationOf(await archivedDocumentsOf(sellerId, runId)));
