/** Who decides on runs, and what they do when they are not answered. */
import { latestRun, requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { now } from '../../shared/clock.ts';
import type { Desk } from './desk.ts';
import { RELEASERS, SELLER } from './world.ts';

const TIMEOUT = { timeoutMilliseconds: 30_000 };
const MOST_ASKED = 12;
/** Another review's content. */
const OTHER_HASH = 'ab'.repeat(32);
/** What a program that asks for a decision would try again after. */
const TRY_AGAIN = ['TransientError', 'States.Timeout', 'Lambda.Unknown', 'Lambda.TooManyRequestsException'];

export type Kind = 'release' | 'reject' | 'change';

/**
 * Decides on the run that waits; whether it was confirmed. Without an answer it is asked for again, unless nobody
 * thinks of it.
 */
export async function decide(desk: Desk, runId: string, kind: Kind, asksAgain: boolean): Promise<boolean> {
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    const run = await requireRun(SELLER, runId);
    if (!run.review || (run.state !== 'reviewed' && !asksAgain)) return false;
    try {
      await ask(desk, run, kind, run.review.contentHash);
      return true;
    } catch (error) {
      if (!TRY_AGAIN.includes((error as Error).name)) throw error;
      if (!asksAgain) return false;
    }
  }
  return false;
}

/** Decides on the month's run as it is at this moment, asked for or not; a refusal has to say why. */
export async function decideNow(desk: Desk, month: string, kind: Kind, hash: 'right' | 'old', times: 1 | 2): Promise<void> {
  const run = await latestRun(SELLER, month);
  if (!run) return;
  const asked = Array.from({ length: times }, () =>
    ask(desk, run, kind, hash === 'old' ? OTHER_HASH : (run.review?.contentHash ?? OTHER_HASH)),
  );
  for (const result of await Promise.allSettled(asked)) {
    if (result.status === 'fulfilled' && hash === 'old')
      desk.notes.add({ note: 'finding', finding: `Run "${run.id}" took a decision on what it does not contain.` });
    if (result.status === 'rejected') expectRefusal(desk, result.reason as Error);
  }
}

function expectRefusal(desk: Desk, error: Error): void {
  if (['DecisionRefusedError', 'SupersededError', ...TRY_AGAIN].includes(error.name) && error.message !== '') return;
  desk.notes.add({ note: 'finding', finding: `A decision was refused with ${error.name}: ${error.message}` });
}

async function ask(desk: Desk, run: BillingRun, kind: Kind, contentHash: string): Promise<void> {
  const by = RELEASERS[run.round % 2]!;
  const wanted = { sellerId: SELLER, runId: run.id, kind, contentHash, by, at: now().toISOString(), rejected: [], repaired: [] };
  const reason = kind === 'release' ? {} : { reason: 'The prices are those of last year.' };
  const answer = JSON.parse(await desk.invoke('billing-run/decide-run', JSON.stringify({ ...wanted, ...reason }), TIMEOUT)) as {
    round: number;
  };
  desk.notes.add({ note: 'decided', run: run.id, round: answer.round, kind });
}
