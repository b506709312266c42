import { z } from 'zod';
import { customerAttempt } from './attempt.store.ts';
import { requireRun } from './billing-run.store.ts';
import type { CustomerStep } from './billing-run.ts';
import { id } from './catalog.ts';
import type { Charges } from './charges.store.ts';
import { ClaimTakenError } from './errors.ts';
import { period } from './period.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Change } from './table.ts';

/**
 * A claim says that a service period of a subscription is billed by one attempt of one run, so that no period is
 * billed twice. `sequence` 0 is the first bill, also when nothing was due; each correction is one more.
 */
export const claim = z.object({
  schema: z.literal(1),
  subscriptionId: id,
  /** The whole period as the anchor gives it, whatever part of it the subscription ran. */
  whole: period,
  timing: z.literal('arrears'),
  sequence: z.number().int().min(0),
  runId: id,
  customerId: id,
  attempt: z.number().int().min(1),
  snapshotKey: z.string(),
});
export type Claim = z.infer<typeof claim>;

export interface StoredClaim {
  readonly claim: Claim;
  readonly version: number;
}

/** Claims of a subscription, oldest period first. */
export async function claimsOf(sellerId: string, subscriptionId: string): Promise<StoredClaim[]> {
  const found: StoredClaim[] = [];
  for await (const item of everyItem(table(), { pk: claimsPartition(sellerId, subscriptionId) })) {
    found.push({ claim: claim.parse(item.body), version: item.version });
  }
  return found;
}

/** `mine`: of this attempt. `free`: of an attempt that is past. `open`: of a run not sealed yet. `billed`: for good. */
export type ClaimState = 'mine' | 'free' | 'open' | 'billed';

/** Who a claim belongs to, seen from one attempt of a run. */
export async function claimState(sellerId: string, held: Claim, by: { runId: string; attempt: number }): Promise<ClaimState> {
  if (held.runId === by.runId && held.attempt === by.attempt) return 'mine';
  const { state } = await customerAttempt(sellerId, held.runId, held.customerId);
  if (held.attempt < state.attempt) return 'free';
  const { state: runIs } = await requireRun(sellerId, held.runId);
  if (runIs === 'rejected') return 'free';
  return runIs === 'sealed' || runIs === 'closed' ? 'billed' : 'open';
}

/**
 * The changes by which an attempt claims the periods it bills: new, or over from the version that was read to be
 * free. They belong in the transaction that writes the draft.
 *
 * @throws {ClaimTakenError} if a period was billed, or is being billed by another run
 */
export async function claimsToTake(step: CustomerStep, { periods, snapshotKey }: Charges): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { subscriptionId, whole } of periods) {
    const held = (await claimsOf(step.sellerId, subscriptionId)).find(
      ({ claim: it }) => it.whole.start === whole.start && it.sequence === 0,
    );
    const state = held && (await claimState(step.sellerId, held.claim, step));
    if (state === 'open' || state === 'billed') {
      throw new ClaimTakenError(
        `The period from ${whole.start} of subscription "${subscriptionId}" was claimed by run "${held?.claim.runId}".`,
      );
    }
    const body: Claim = {
      schema: 1,
      subscriptionId,
      whole,
      timing: 'arrears',
      sequence: 0,
      runId: step.runId,
      customerId: step.customerId,
      attempt: step.attempt,
      snapshotKey,
    };
    changes.push({
      put: { pk: claimsPartition(step.sellerId, subscriptionId), sk: `${whole.start}|arrears|0000`, body },
      if: held?.version ?? 'absent',
    });
  }
  return changes;
}

const claimsPartition = (sellerId: string, subscriptionId: string): string => `${sellerId}|claims|${subscriptionId}`;
