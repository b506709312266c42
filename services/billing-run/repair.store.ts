import { customerAttempt } from '../../shared/attempt.store.ts';
import { auditChanges } from '../../shared/audit.store.ts';
import { requireRun, runState } from '../../shared/billing-run.store.ts';
import type { BillingRun, SealedDraft } from '../../shared/billing-run.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { ConditionFailedError, TransientError } from '../../shared/errors.ts';
import { getFact, voidChanges } from '../../shared/invoice.store.ts';
import { table } from '../../shared/ports.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { answerWaiting, getWaiting } from '../../shared/waiting.store.ts';
import type { FoundDocument } from './found-document.ts';
import { requireMayRepair, voidOf } from './repair.ts';
import type { WantedRepair } from './repair.ts';

/**
 * Writes what a person decides on a run that misses documents, then answers the token. The same again is success.
 *
 * @param wanted who decides comes from where it can't be claimed: a sign-in, or whoever may call the step
 * @param documentsOf reads the documents of a sealed run, for voids
 * @throws {PersonRefusedError} if this person may not
 * @throws {DecisionRefusedError} if the run is not as the decision says
 * @throws {TransientError} if the run changed in between
 */
export async function decideRepair(
  sellerId: string,
  runId: string,
  wanted: WantedRepair,
  documentsOf: (sellerId: string, runId: string) => Promise<FoundDocument[]>,
): Promise<void> {
  const run = await requireRun(sellerId, runId);
  const seller = await requireSeller(sellerId);
  const waiting = await getWaiting(sellerId, runId);
  const found = wanted.kind === 'void' && run.state === 'sealed' ? await documentsOf(sellerId, runId) : [];
  requireMayRepair(seller, run, waiting, wanted, found);

  if (wanted.kind === 'retry') await keepRetry(run, wanted);
  for (const it of found.filter(({ number }) => wanted.numbers.includes(number))) {
    const language = it.invoice?.language ?? (await requireCustomer(sellerId, it.draft.customerId)).language;
    await keepVoid(run, it.draft, voidOf(seller, it, language, wanted));
  }
  await answerWaiting(sellerId, runId, { for: 'repair', round: 0 }, { kind: wanted.kind });
}

/** Writes down who had the missing documents made again. */
async function keepRetry({ sellerId, id: runId }: BillingRun, { by, at }: { by: string; at: string }): Promise<void> {
  await written(runId, await auditChanges(sellerId, { runId }, { at, by, action: 'retried' }));
}

/**
 * Makes a number of the run a VOID document to be, unless something is issued under it: the decision, the mark on
 * the attempt by which its periods count as not billed, and the entry of the audit log are one transaction. Again
 * is success.
 *
 * @throws {TransientError} if the document was issued, or the run changed, in between
 */
async function keepVoid({ sellerId, id: runId }: BillingRun, draft: SealedDraft, decided: VoidDocument): Promise<void> {
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
