import { customerAttempt } from '../../shared/attempt.store.ts';
import { auditChanges } from '../../shared/audit.store.ts';
import { runState } from '../../shared/billing-run.store.ts';
import type { BillingRun, SealedDraft } from '../../shared/billing-run.ts';
import { ConditionFailedError, TransientError } from '../../shared/errors.ts';
import { getFact, voidChanges } from '../../shared/invoice.store.ts';
import { table } from '../../shared/ports.ts';
import type { VoidDocument } from '../../shared/void-document.ts';

/** Writes down who had the missing documents made again. */
export async function keepRetry({ sellerId, id: runId }: BillingRun, { by, at }: { by: string; at: string }): Promise<void> {
  await written(runId, await auditChanges(sellerId, { runId }, { at, by, action: 'retried' }));
}

/**
 * Makes a number of the run a VOID document to be, unless something is issued under it: the decision, the mark on
 * the attempt by which its periods count as not billed, and the entry of the audit log are one transaction. Again
 * is success.
 *
 * @throws {TransientError} if the document was issued, or the run changed, in between
 */
export async function keepVoid({ sellerId, id: runId }: BillingRun, draft: SealedDraft, decided: VoidDocument): Promise<void> {
  if (await getFact(sellerId, decided.number, 'void')) return;
  const { state, check } = await customerAttempt(sellerId, runId, draft.customerId);
  const run = await runState(sellerId, runId);
  const { number, reason, approvedBy: by, decidedAt: at } = decided;
  await written(runId, [
    ...voidChanges(decided),
    { put: { ...check.check, body: { ...state, isVoid: true } }, if: check.if },
    run.check,
    ...(await auditChanges(sellerId, { runId }, { at, by, action: 'voided', reason, numbers: [number] })),
  ]);
}

async function written(runId: string, changes: Parameters<ReturnType<typeof table>['write']>[0]): Promise<void> {
  try {
    await table().write(changes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Run "${runId}" changed in between, or the document was issued.`);
  }
}
