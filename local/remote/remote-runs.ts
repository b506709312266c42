/** Runs behind an address: the same that is shown and done in a data folder, by the HTTP API. */
import type { Progress, RunAnswer, WholeRun } from '../../services/console/v1-run.ts';
import { month } from '../../shared/period.ts';
import type { Review } from '../../shared/review.ts';
import { sellerOfRun } from '../../shared/billing-run.ts';
import { CommandError } from '../commands/errors.ts';
import type { ListedRun } from '../commands/list-runs.ts';
import type { ReviewedRun } from '../commands/review-run.ts';
import type { ShownOutcome, ShownRun } from '../commands/shown-run.ts';
import { causeOf } from '../commands/trouble.ts';
import { typed } from '../commands/typed.ts';
import type { ApiClient } from './api-client.ts';

const LOOK_MILLISECONDS = 500;
const LONGEST_LOOK_MILLISECONDS = 5_000;
/** A run that a person has just decided on still looks as it did for a moment; one that does for longer stands still. */
const MOMENT_MILLISECONDS = 60_000;

/** Runs of a seller, month by month and oldest first. */
export async function remoteRuns(api: ApiClient, sellerId: string, of?: string): Promise<ListedRun[]> {
  const listed: ListedRun[] = [];
  for await (const run of api.entries<RunAnswer>(`/v1/sellers/${sellerId}/runs`, 'runs')) {
    if (of !== undefined && run.month !== of) continue;
    const { id, month: its, state, isDryRun, openedAt, startedBy, drafts, notBilled, totals } = run;
    listed.push({
      ...{ id, month: its, state, isDryRun, openedAt, startedBy },
      ...(drafts === undefined ? {} : { drafts }),
      ...(notBilled === undefined ? {} : { notBilled }),
      ...(totals === undefined ? {} : { totals: totals.map(({ currency, net }) => ({ currency, net })) }),
    });
  }
  return listed.sort((a, b) => (a.month === b.month ? (a.openedAt < b.openedAt ? -1 : 1) : a.month < b.month ? -1 : 1));
}

/** @throws {CommandError} if there is no such run */
export function remoteRun(api: ApiClient, runId: string): Promise<WholeRun> {
  return api.get(pathOf(runId));
}

/** The run of an id, or the latest of a month, dry runs left out. */
export async function remoteRunNamed(api: ApiClient, named: string, sellerOf: () => Promise<string>): Promise<WholeRun> {
  if (!month.safeParse(named).success) return remoteRun(api, named);
  const runs = (await remoteRuns(api, await sellerOf(), named)).filter(({ isDryRun }) => !isDryRun);
  const latest = runs.at(-1);
  if (!latest) throw new CommandError(`${named} was not run yet.`);
  return remoteRun(api, latest.id);
}

/** A run as a person looks at it before they decide. */
export async function remoteReviewed(api: ApiClient, run: WholeRun): Promise<ReviewedRun> {
  const { names, ...review } = await reviewOf(api, run);
  const { waitsFor, decisions, releasers } = run;
  const waiting = waitsFor?.since === undefined ? null : { for: waitsFor.for, since: waitsFor.since };
  return { run: shown(run), review, releasers, waiting, decisions: decisions.map((it) => ({ schema: 1, ...it })), names };
}

/** What a person decides, by the hash they looked at or its first eight characters. */
export interface RemoteChoice {
  readonly kind: 'release' | 'reject' | 'change';
  readonly hash: string;
  readonly reason?: string | undefined;
  readonly rejected?: readonly string[];
  readonly repaired?: readonly string[];
}

/** @throws {CommandError} if it is refused; if the run has changed since, with what has */
export async function remoteDecision(api: ApiClient, run: WholeRun, { hash, ...choice }: RemoteChoice): Promise<void> {
  const given = hash.replaceAll(' ', '').toLowerCase();
  if (!/^[0-9a-f]{8,64}$/.test(given))
    throw new CommandError(`"${hash}" is no content hash: give the one the review shows, at least 8 characters of it.`);
  const known = [run.contentHash, ...run.decisions.map(({ contentHash }) => contentHash)];
  const contentHash = known.find((it) => it?.startsWith(given)) ?? given;
  try {
    await api.post(`${pathOf(run.id)}/decision`, { contentHash, ...choice });
  } catch (error) {
    const isWhole = contentHash.length === 64 && error instanceof CommandError;
    const { changes } = isWhole
      ? await api.get<{ changes: string[] }>(`${pathOf(run.id)}/changes`, { since: contentHash })
      : { changes: [] };
    throw changes.length === 0
      ? error
      : new CommandError([(error as Error).message, 'Since then:', ...changes.map((it) => `  ${it}`)].join('\n'));
  }
}

/** Has missing documents made again, or numbers made void. */
export async function remoteRepair(api: ApiClient, run: WholeRun, numbers: readonly string[] = [], reason?: string): Promise<void> {
  await api.post(`${pathOf(run.id)}/repair`, {
    kind: numbers.length > 0 ? 'void' : 'retry',
    numbers,
    ...(reason === undefined ? {} : { reason }),
  });
}

/**
 * Follows a run until it is done or waits again.
 *
 * @param before as it was when a person had it go on
 * @param onLook what is told of it on the way
 * @throws {CommandError} if it fails
 */
export async function remoteOutcome(api: ApiClient, before: WholeRun, onLook?: (progress: Progress) => void): Promise<ShownOutcome> {
  const since = performance.now();
  for (let pause = LOOK_MILLISECONDS; ; pause = Math.min(pause * 1.2, LONGEST_LOOK_MILLISECONDS)) {
    // Read first: what is over by then has written what the run says next.
    const progress = onLook || before.isDryRun ? await progressOf(api, before) : undefined;
    const run = await remoteRun(api, before.id);
    if (progress) onLook?.(progress);
    if (run.hasFailed) throw await failureOf(api, run);
    const isAsBefore =
      run.waitsFor?.for === before.waitsFor?.for && run.waitsFor?.since === before.waitsFor?.since && run.round === before.round;
    const outcome = run.isDryRun ? progress?.isOver && 'dry-run' : ENDS[run.state];
    if (outcome) return { outcome, run: shown(run), review: await reviewOf(api, run), numbers: run.numbers };
    if (run.waitsFor && (!isAsBefore || performance.now() - since > MOMENT_MILLISECONDS)) {
      const about = { problems: run.problems };
      return { outcome: 'waiting', run: shown(run), for: run.waitsFor.for, about, review: await reviewOf(api, run) };
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** What a run has come to in states that are its last. */
const ENDS: Readonly<Partial<Record<WholeRun['state'], 'billed' | 'rejected'>>> = { closed: 'billed', rejected: 'rejected' };

async function failureOf(api: ApiClient, run: WholeRun): Promise<CommandError> {
  const { error, cause } = await progressOf(api, run);
  const why = error === undefined ? '' : `: ${error}. ${causeOf(cause)}`;
  return new CommandError(`The run of ${run.month} failed${why}\nIt goes on where it runs: ${typed(`run ${run.month}`)}`);
}

/** How far the state machine of a run has come. */
export function progressOf(api: ApiClient, { id }: Pick<WholeRun, 'id'>): Promise<Progress> {
  return api.get(`${pathOf(id)}/progress`);
}

function reviewOf(api: ApiClient, { id }: Pick<WholeRun, 'id'>): Promise<Review & { names: Record<string, string> }> {
  return api.get(`${pathOf(id)}/review`);
}

function shown(run: WholeRun): ShownRun {
  const { id, sellerId, month: of, isDryRun, state, openedAt, startedBy, round, contentHash, isReleaseNeeded = false } = run;
  return {
    ...{ id, sellerId, month: of, isDryRun, state, openedAt, startedBy, round },
    ...(contentHash === undefined ? {} : { review: { contentHash, isReleaseNeeded } }),
  };
}

function pathOf(runId: string): string {
  const sellerId = sellerOfRun(runId);
  if (sellerId !== undefined) return `/v1/sellers/${sellerId}/runs/${runId}`;
  throw new CommandError(`There is no run "${runId}". Runs are named by seller, month and a number, such as nordlicht-2026-10-1.`);
}
