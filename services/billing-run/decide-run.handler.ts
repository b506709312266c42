import { decision, runStep } from '../../shared/billing-run.ts';
import { defineStep } from '../../shared/step.ts';
import { decideRun } from './run-decision.store.ts';

const input = decision.omit({ schema: true, round: true, review: true }).extend(runStep.shape);

/** A person's decision on a reviewed run, as whoever may call this step says it: the command line, or IAM on AWS. */
export const handler = defineStep(input, ({ sellerId, runId, ...wanted }) => decideRun(sellerId, runId, wanted));
