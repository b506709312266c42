import { z } from 'zod';
import { customerAttempt } from './attempt.store.ts';
import { requireRun } from './billing-run.store.ts';
import type { BillingRun, CustomerInRun, CustomerStep } from './billing-run.ts';
import { id } from './catalog.ts';
import type { Charges } from './charges.store.ts';
import { ClaimTakenError } from './errors.ts';
import { period } from './period.ts';
import { table } from './ports.ts';
import { claimTiming } from './price.ts';
import { readOnce } from './read-once.ts';
import { allItems } from './table.ts';
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
  timing: claimTiming,
  sequence: z.number().int().min(0),
  runId: id,
  customerId: id,
  attempt: z.number().int().min(1),
  snapshotKey: z.string(),
  /** How many claims of the period before this one were known to be void when it was priced. */
  voided: z.number().int().min(0).default(0),
  /** How many claims of the subscription stood for good and were held against the usage when this one was priced. */
  compared: z.number().int().min(0).default(0),
  /** Names the terms it was rated on; absent in claims of earlier versions, which are not held against others. */
  terms: z.string().optional(),
});
export type Claim = z.infer<typeof claim>;

export interface StoredClaim {
  readonly claim: Claim;
  readonly version: number;
}

/** Claims of a subscription, oldest period first. */
export async function claimsOf(sellerId: string, subscriptionId: string): Promise<StoredClaim[]> {
  const items = await allItems(table(), { pk: claimsPartition(sellerId, subscriptionId) });
  return items.map(({ body, version }) => ({ claim: claim.parse(body), version }));
}

/**
 * `mine`: of this attempt. `free`: of an attempt that is past, or of a run that was rejected. `open`: of a run not
 * sealed yet. `billed`: for good. `void`: for good, but its document became a VOID or was cancelled, so it counts as nothing billed.
 */
type ClaimState = 'mine' | 'free' | 'open' | 'billed' | 'void';

/** Who asks: an attempt of a run. A dry run sees what the real run after it will see: claims of unsealed runs are free. */
type Asking = CustomerStep & Pick<BillingRun, 'isDryRun'>;

/** What belongs to an attempt of a run, as a claim does. */
type Held = Pick<Claim, 'runId' | 'attempt'>;

/** Tells whom a claim belongs to; reads each run and attempt once. */
type ClaimJudge = (held: Held) => Promise<{ readonly state: ClaimState; readonly run: BillingRun }>;

export function claimJudge(asking: Asking): ClaimJudge {
  const { sellerId, customerId, runId, attempt } = asking;
  const runOf = readOnce((id) => requireRun(sellerId, id));
  const customerIn = readOnce(async (id) => (await customerAttempt(sellerId, id, customerId)).state);
  return async (held) => {
    // The run first: no attempt of a run that is sealed by now can end after this.
    const run = await runOf(held.runId);
    if (held.runId === runId && held.attempt === attempt) return { state: 'mine', run };
    return { state: stateOf(held, await customerIn(held.runId), run, asking.isDryRun), run };
  };
}

function stateOf(held: Held, current: CustomerInRun, run: BillingRun, isDryRun: boolean): ClaimState {
  if (held.attempt < current.attempt || run.state === 'rejected') return 'free';
  if (run.state !== 'sealed' && run.state !== 'closed') return isDryRun ? 'free' : 'open';
  return current.isVoid || current.isCancelled ? 'void' : 'billed';
}

/** A claim that stands for good, with when its run was opened: what was stored before that is in its snapshot. */
export interface SettledClaim {
  readonly claim: Claim;
  readonly isVoid: boolean;
  readonly openedAt: string;
}

/** All that is claimed of one whole period of a subscription, in advance or in arrears: the first bill and its corrections. */
export interface ClaimChain extends Pick<Claim, 'whole' | 'timing'> {
  /** First bill first; none of a period that is not billed. */
  readonly settled: readonly SettledClaim[];
  /** The next claim is that of another run which is still open: what comes of it is that run's to bill. */
  readonly isHeld: boolean;
}

/** Whether anything of a chain is claimed, for good or by a run that is still open. */
export function isStanding({ settled, isHeld }: ClaimChain): boolean {
  return settled.length > 0 || isHeld;
}

/** Names the chain of a whole period and timing of a subscription. */
export function chainKey({ whole, timing }: Pick<Claim, 'whole' | 'timing'>): string {
  return `${whole.start}|${timing}`;
}

/** What is claimed of a subscription, by `chainKey`. */
export async function claimChains(judge: ClaimJudge, sellerId: string, subscriptionId: string): Promise<Map<string, ClaimChain>> {
  const chains = new Map<string, ClaimChain>();
  const claims = (await claimsOf(sellerId, subscriptionId)).map(({ claim: held }) => held);
  const judged = await Promise.all(claims.map(async (held) => ({ held, ...(await judge(held)) })));
  for (const { held, state, run } of judged) {
    const { whole, timing } = held;
    const { settled, isHeld } = chains.get(chainKey(held)) ?? { settled: [], isHeld: false };
    chains.set(chainKey(held), {
      whole,
      timing,
      settled: isSettled(state) ? [...settled, { claim: held, isVoid: state === 'void', openedAt: run.openedAt }] : settled,
      isHeld: isHeld || state === 'open',
    });
  }
  return chains;
}

const isSettled = (state: ClaimState | undefined): boolean => state === 'billed' || state === 'void';

/**
 * The changes by which an attempt claims the periods it bills: new, or over from the version that was read to be
 * free. They belong in the transaction that writes the draft. A dry run claims nothing.
 *
 * @throws {ClaimTakenError} if a period was billed, or is being billed by another run; or if a correction has no
 *   sealed bill before it
 */
export async function claimsToTake(step: CustomerStep, { periods, snapshotKey }: Charges): Promise<Change[]> {
  const { isDryRun } = await requireRun(step.sellerId, step.runId);
  if (isDryRun) return [];

  const judge = claimJudge({ ...step, isDryRun });
  const claimsTo = readOnce((subscriptionId) => claimsOf(step.sellerId, subscriptionId));
  return Promise.all(
    periods.map(async ({ subscriptionId, whole, sequence, voided, compared, timing: when, terms }): Promise<Change> => {
      const timing = when ?? 'arrears';
      const held = await claimsTo(subscriptionId);
      const at = (wanted: number): StoredClaim | undefined =>
        held.find(({ claim: it }) => it.whole.start === whole.start && it.timing === timing && it.sequence === wanted);
      const stateAt = async (found: StoredClaim | undefined): Promise<ClaimState | undefined> => found && (await judge(found.claim)).state;

      const taken = at(sequence);
      const state = await stateAt(taken);
      const period = `The period from ${whole.start} of subscription "${subscriptionId}"`;
      if (state === 'open' || isSettled(state)) throw new ClaimTakenError(`${period} was claimed by run "${taken?.claim.runId}".`);
      if (sequence > 0 && !isSettled(await stateAt(at(sequence - 1))))
        throw new ClaimTakenError(`${period} can't be corrected: what was billed before correction ${sequence} is not sealed.`);

      const { runId, customerId, attempt } = step;
      const body: Claim = {
        schema: 1,
        subscriptionId,
        whole,
        timing,
        sequence,
        runId,
        customerId,
        attempt,
        snapshotKey,
        voided,
        compared,
        ...(terms === undefined ? {} : { terms }),
      };
      const sk = `${whole.start}|${timing}|${String(sequence).padStart(4, '0')}`;
      return { put: { pk: claimsPartition(step.sellerId, subscriptionId), sk, body }, if: taken?.version ?? 'absent' };
    }),
  );
}

const claimsPartition = (sellerId: string, subscriptionId: string): string => `${sellerId}|claims|${subscriptionId}`;
