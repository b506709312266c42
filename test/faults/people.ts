/** Who decides on runs, and what they do when they are not answered. */
import { latestRun, requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { now } from '../../shared/clock.ts';
import type { Desk } from './desk.ts';
import { RELEASERS, SELLER, STARTER } from './world.ts';

const TIMEOUT = { timeoutMilliseconds: 30_000 };
const MOST_ASKED = 12;
/** Another review's content. */
const OTHER_HASH = 'ab'.repeat(32);
/** What a program that asks for a decision would try again after. */
const TRY_AGAIN = ['TransientError', 'States.Timeout', 'Lambda.Unknown', 'Lambda.TooManyRequestsException'];
const REFUSALS = ['DecisionRefusedError', 'SupersededError', ...TRY_AGAIN];

export type Kind = 'release' | 'reject' | 'change';

/**
 * Decides on the run that waits. Without an answer it is asked for again, unless nobody thinks of it.
 *
 * @throws {Error} if it was refused
 */
export async function decide(desk: Desk, runId: string, kind: Kind, asksAgain: boolean): Promise<void> {
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    const run = await requireRun(SELLER, runId);
    if (!run.review || (run.state !== 'reviewed' && !asksAgain)) return;
    const wanted = { contentHash: run.review.contentHash, by: releaserOf(run) };
    if (await answered(asksAgain, () => ask(desk, run, kind, wanted))) return;
    if (!asksAgain) return;
  }
}

/** Has the numbers that have no document made void, as a second person. */
export async function makeVoid(desk: Desk, run: BillingRun, numbers: readonly string[], asksAgain: boolean): Promise<void> {
  const wanted = {
    sellerId: SELLER,
    runId: run.id,
    kind: 'void',
    by: releaserOf(run),
    at: now().toISOString(),
    numbers,
    reason: 'It can not be drawn.',
  };
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    if (await answered(asksAgain, () => desk.invoke('billing-run/decide-repair', JSON.stringify(wanted), TIMEOUT))) return;
    if (!asksAgain) return;
  }
}

/** Decides on the month's run as it is at this moment, asked for or not; a refusal has to say why. */
export async function decideNow(desk: Desk, month: string, kind: Kind, hash: 'right' | 'old', times: 1 | 2): Promise<void> {
  const run = await latestRun(SELLER, month);
  if (!run) return;
  const wanted = { contentHash: hash === 'old' ? OTHER_HASH : (run.review?.contentHash ?? OTHER_HASH), by: releaserOf(run) };
  for (const result of await Promise.allSettled(Array.from({ length: times }, () => ask(desk, run, kind, wanted)))) {
    if (result.status === 'rejected') expectRefusal(desk, result.reason as Error);
    else if (hash === 'old') find(desk, `Run "${run.id}" took a decision on what it does not contain.`);
  }
}

/** Who started a run releases it: never. */
export async function releaseOwn(desk: Desk, month: string): Promise<void> {
  const run = await latestRun(SELLER, month);
  if (run?.startedBy !== STARTER) return;
  try {
    await ask(desk, run, 'release', { contentHash: run.review?.contentHash ?? OTHER_HASH, by: STARTER });
    find(desk, `Run "${run.id}" was released by ${STARTER}, who started it.`);
  } catch (error) {
    expectRefusal(desk, error as Error);
  }
}

/** Neither who started the run, nor always the same of the others. */
function releaserOf({ startedBy, round }: BillingRun): string {
  const others = RELEASERS.filter((releaser) => releaser !== startedBy);
  return others[round % others.length]!;
}

async function ask(desk: Desk, run: BillingRun, kind: Kind, { contentHash, by }: { contentHash: string; by: string }): Promise<void> {
  const rejected = kind === 'change' ? [await someoneIn(desk, run)] : [];
  const wanted = { sellerId: SELLER, runId: run.id, kind, contentHash, by, at: now().toISOString(), rejected, repaired: [] };
  const reason = kind === 'release' ? {} : { reason: 'The prices are those of last year.' };
  const { round } = JSON.parse(await desk.invoke('billing-run/decide-run', JSON.stringify({ ...wanted, ...reason }), TIMEOUT)) as {
    round: number;
  };
  desk.notes.add({ note: 'decided', run: run.id, round, kind });
}

/** The first customer that has a draft in the run. */
async function someoneIn(desk: Desk, { review }: BillingRun): Promise<string> {
  const [first = '{}'] = (await desk.textOf(review!.list.key)).split('\n');
  return (JSON.parse(first) as { customerId: string }).customerId;
}

/** False if nobody answered. */
async function answered(asksAgain: boolean, question: () => Promise<unknown>): Promise<boolean> {
  try {
    await question();
    return true;
  } catch (error) {
    if (TRY_AGAIN.includes((error as Error).name) && asksAgain) return false;
    throw error;
  }
}

function expectRefusal(desk: Desk, error: Error): void {
  if (!REFUSALS.includes(error.name) || error.message === '') find(desk, `A decision was refused with ${error.name}: ${error.message}`);
}

function find(desk: Desk, finding: string): void {
  desk.notes.add({ note: 'finding', finding });
}
