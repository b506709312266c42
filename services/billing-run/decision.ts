import type { BillingRun, Decision, SetAsideReason } from '../../shared/billing-run.ts';
import type { Seller } from '../../shared/catalog.ts';
import { DecisionRefusedError, InvalidInputError, PersonRefusedError } from '../../shared/errors.ts';
import { adviceFor } from './advice.ts';

/** What a person wants done with a reviewed run. */
export type Wanted = Omit<Decision, 'schema' | 'round' | 'review'>;

/**
 * Whether a person may decide this on the run as it stands.
 *
 * A release and a rejection, also of single customers, take a second person with the role of a releaser. Having
 * customers prepared again takes neither: what comes of it is reviewed and released anew.
 *
 * @param earlier the decision of this round, if there is one
 * @throws {PersonRefusedError} if this person may not
 * @throws {DecisionRefusedError} if the run is not as the decision says, and what would be right
 * @throws {InvalidInputError} if a rejection has no reason
 */
export function requireMayDecide(seller: Seller, run: BillingRun, wanted: Wanted, earlier: Decision | undefined): void {
  if (run.isDryRun) refuse(`"${run.id}" is a dry run; nothing of it can go out. Start the run itself.`);
  if (earlier) refuse(`Run "${run.id}" was ${PAST[earlier.kind]} at ${earlier.at}; a second decision is not possible.`);
  if (run.state === 'open') refuse(`Run "${run.id}" is still being prepared; wait for its review.`);
  if (run.state !== 'reviewed') refuse(`Run "${run.id}" is ${run.state}; there is nothing left to decide.`);
  if (!run.review) refuse(`The review of run "${run.id}" is being written; look at it first.`);
  if (!run.review.isReleaseNeeded) refuse(`Run "${run.id}" goes out by itself: the seller's policy asks for no release.`);
  if (run.review.contentHash !== wanted.contentHash)
    refuse(
      `Run "${run.id}" has changed since: you looked at ${wanted.contentHash}, and it contains ${run.review.contentHash} now. Look at the review of round ${run.round} and decide on that.`,
    );
  if (wanted.kind === 'reject' || wanted.rejected.length > 0) {
    if (wanted.reason === undefined) throw new InvalidInputError('A rejection needs a reason.');
  }
  if (wanted.kind === 'change' && wanted.rejected.length === 0) return;
  requireSecondReleaser(seller, run, wanted.by);
}

/**
 * Whether someone has the role: is named in the seller's catalog. Says neither whom it names nor whether there is such
 * a seller; who may read the catalog sees both there.
 *
 * @throws {PersonRefusedError} if not
 */
export function requireReleaser(seller: Seller | undefined, sellerId: string, by: string): void {
  if (seller?.release.by.some((releaser) => isSame(releaser, by))) return;
  throw new PersonRefusedError(`This person is no releaser of seller "${sellerId}": release.by in its catalog names those who are.`);
}

/**
 * Whether someone may answer for what goes out: has the role, and did not start the run.
 *
 * @throws {PersonRefusedError} saying which of the two it is
 */
export function requireSecondReleaser(seller: Seller, run: BillingRun, by: string): void {
  requireReleaser(seller, seller.id, by);
  if (isSame(run.startedBy, by)) throw new PersonRefusedError(`Who started run "${run.id}" may not decide on it: a second person must.`);
}

/** Who may decide on a run that this person has started. */
export function releasersFor({ release }: Seller, startedBy: string): string[] {
  return release.by.filter((releaser) => !isSame(releaser, startedBy));
}

/** Whether a decision that was made is the one that is wanted, so that asking twice is success. */
export function isSameDecision(made: Decision | undefined, wanted: Wanted): boolean {
  if (!made) return false;
  const told = (it: Wanted): string =>
    JSON.stringify([it.kind, it.contentHash, it.by.toLowerCase(), [...it.rejected].sort(), [...it.repaired].sort()]);
  return told(made) === told(wanted);
}

/** Why a customer that a person rejected is not billed. */
export function rejection({ by, reason }: Pick<Decision, 'by' | 'reason'>): SetAsideReason {
  return { error: 'RejectedByPerson', cause: reason ?? '', step: 'AwaitRelease', advice: adviceFor('RejectedByPerson'), by };
}

const PAST = { release: 'released', reject: 'rejected', change: 'changed' } as const;

/** Mail addresses are told apart without regard to case. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function refuse(message: string): never {
  throw new DecisionRefusedError(message);
}
