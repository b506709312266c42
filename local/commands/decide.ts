import { endedAttempts } from '../../shared/attempt.store.ts';
import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { changesSince, decisionsOf } from '../../shared/changed-drafts.store.ts';
import { now } from '../../shared/clock.ts';
import { getDecision } from '../../shared/decision.store.ts';
import type { Home } from '../home.ts';
import { CommandError } from './errors.ts';

const TIMEOUT = { timeoutMilliseconds: 60_000 };
/** Least length of a hash that is given short. */
const SHORT_HASH = 8;

/** What a person types: which content they looked at, and what is to become of it. */
export interface Choice {
  readonly kind: Decision['kind'];
  /** The content hash, or at least its first eight characters; spaces are left out. */
  readonly hash: string;
  readonly by: string;
  readonly reason?: string | undefined;
  readonly rejected?: readonly string[];
  readonly repaired?: readonly string[];
}

/**
 * Writes a decision on a reviewed run.
 *
 * @throws {CommandError} if it is refused; if the run has changed since, with what has
 */
export async function decideRun(home: Home, run: BillingRun, choice: Choice): Promise<void> {
  const { kind, by, reason, rejected = [], repaired = [] } = choice;
  const contentHash = await hashMeant(run, choice.hash.replaceAll(' ', '').toLowerCase());
  const wanted = {
    sellerId: run.sellerId,
    runId: run.id,
    kind,
    contentHash,
    by,
    at: now().toISOString(),
    ...(reason === undefined ? {} : { reason }),
    rejected,
    repaired,
  };
  await invoked(home, 'billing-run/decide-run', wanted, async () => [
    ...(await whoDecided(run)),
    ...sinceThen(await changesSince(run, contentHash)),
  ]);
}

/**
 * Answers a run that waits for repair: make again what is missing, or make these numbers void.
 *
 * @throws {CommandError} if it is refused
 */
export async function decideRepair(
  home: Home,
  run: BillingRun,
  { by, numbers = [], reason }: { by: string; numbers?: readonly string[]; reason?: string | undefined },
): Promise<void> {
  const kind = numbers.length > 0 ? 'void' : 'retry';
  const wanted = {
    sellerId: run.sellerId,
    runId: run.id,
    kind,
    by,
    at: now().toISOString(),
    numbers,
    ...(reason === undefined ? {} : { reason }),
  };
  await invoked(home, 'billing-run/decide-repair', wanted, async () => []);
}

/**
 * Customers of a run that were set aside by a step, for a repair of all of them. Whom a person has rejected is
 * brought back by name only.
 */
export async function setAsideCustomers(run: BillingRun): Promise<string[]> {
  const attempts = await endedAttempts(run.sellerId, run.id);
  return [...attempts.values()].filter(({ setAside }) => setAside && setAside.by === undefined).map(({ customerId }) => customerId);
}

async function invoked(home: Home, step: string, wanted: { sellerId: string }, explain: () => Promise<string[]>): Promise<void> {
  try {
    await home.invoke(step, JSON.stringify(wanted), TIMEOUT);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'PersonRefusedError') throw new CommandError([message, await releasersOf(wanted.sellerId)].join('\n'));
    if (!['DecisionRefusedError', 'TransientError', 'InvalidInputError', 'UnprintableTextError'].includes(name)) throw error;
    throw new CommandError([message, ...(await explain())].join('\n'));
  }
}

async function whoDecided({ sellerId, id, round }: BillingRun): Promise<string[]> {
  const made = await getDecision(sellerId, id, round);
  return made ? [`It was ${PAST[made.kind]} by ${made.by}.`] : [];
}

const PAST = { release: 'released', reject: 'rejected', change: 'changed' } as const;

/** Whom to ask instead. A step's message names no person, since it is logged. */
async function releasersOf(sellerId: string): Promise<string> {
  const { release } = await requireSeller(sellerId);
  return release.by.length > 0 ? `Releasers: ${release.by.join(', ')}.` : 'It names nobody: add them to release.by and import it.';
}

/** The hash of which the start was given: that of the review now, or of an earlier one. */
async function hashMeant(run: BillingRun, given: string): Promise<string> {
  if (!/^[0-9a-f]+$/.test(given) || given.length < SHORT_HASH)
    throw new CommandError(`"${given}" is no content hash: give the one the review shows, at least ${SHORT_HASH} characters of it.`);
  const known = [run.review?.contentHash, ...(await decisionsOf(run)).map(({ contentHash }) => contentHash)];
  return known.find((hash) => hash?.startsWith(given)) ?? given;
}

function sinceThen(changes: readonly string[]): string[] {
  return changes.length === 0 ? [] : ['Since then:', ...changes.map((change) => `  ${change}`)];
}
