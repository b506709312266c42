import { customerAttempt } from './attempt.store.ts';
import { sellerOfRun } from './billing-run.ts';
import { requireNumberedDraft } from './number.store.ts';
import type { Change } from './table.ts';

/**
 * The changes by which the periods that an invoice billed count as not billed, so that the next run bills them again. They
 * belong in the transaction that credits all of it. A single document has no periods.
 *
 * @throws {NotFoundError} if there is no such number
 */
export async function cancelling(sellerId: string, number: string): Promise<Change[]> {
  const { runId, customerId } = await requireNumberedDraft(sellerId, number);
  if (sellerOfRun(runId) === undefined) return [];
  const { state, check } = await customerAttempt(sellerId, runId, customerId);
  return [{ put: { ...check.check, body: { ...state, isCancelled: true } }, if: check.if }];
}
