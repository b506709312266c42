/** Bills every month of a world, as the people of its seller would, whatever comes in between. */
import type { BillingRun } from '../../shared/billing-run.ts';
import { latestRun } from '../../shared/billing-run.store.ts';
import type { Desk } from './desk.ts';
import { decide, type Kind } from './people.ts';
import { SELLER } from './world.ts';

/** How often people have a month gone on with before they call for help. */
const MOST_ATTEMPTS = 14;
const QUARTER = 15 * 60_000;

export interface BillingOptions {
  /** What is decided when runs wait, in order; then they are released. */
  readonly decisions: readonly Kind[];
  readonly asksAgain: boolean;
  /** Milliseconds by which the clock is wrong when the first month is begun. */
  readonly clockError: number;
  /** Called when a month is begun. */
  onMonth(index: number): void;
}

/** @throws {Error} if a month does not come to its end */
export async function billMonths(desk: Desk, options: BillingOptions): Promise<void> {
  const { world, notes, simulation } = desk;
  for (const [i, { month, begin }] of world.months.entries()) {
    simulation.atLeast(new Date(Date.parse(begin) + options.clockError));
    options.onMonth(i);
    if (!notes.hasSent(i, 'sent')) await patiently(desk, () => desk.send(i, 'sent'));
    await billMonth(desk, month, options);
  }
}

async function billMonth(desk: Desk, month: string, options: BillingOptions): Promise<void> {
  const { notes, world } = desk;
  let decidedAlready = 0;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    // People come back a quarter of an hour later; a clock that was put back is right again some day.
    if (attempt > 1) desk.simulation.jump(QUARTER * attempt);
    const outcome = await attempted(desk, () => desk.run(month));
    const run = outcome && (await attempted(desk, () => latestRun(SELLER, month)));
    if (!run) continue;
    if (outcome.outcome === 'waiting') {
      if (outcome.for === 'repair') continue;
      // Once it may have been decided while the command ended; a command that begins after that has to go on.
      decidedAlready = run.state === 'reviewed' ? 0 : decidedAlready + 1;
      const isConfirmed = notes.all('decided').some((note) => note.run === run.id && note.round === run.round);
      if (decidedAlready > 1 && (isConfirmed || !options.asksAgain))
        return notes.add({ note: 'finding', finding: `Run "${run.id}" is ${run.state}, and waits for a decision all the same.` });
      if (!isConfirmed) await decideOn(desk, run, options);
      continue;
    }
    if (run.state !== 'closed') continue;
    const setAside = outcome.review.setAside.map(({ customerId }) => customerId);
    if (setAside.length === 0) return;
    if (setAside.includes(world.unclear ?? '') && notes.all('mended').length === 0) await mend(desk);
  }
  throw new Error(`${month} is not billed after ${MOST_ATTEMPTS} attempts.`);
}

async function decideOn(desk: Desk, run: BillingRun, { decisions, asksAgain }: BillingOptions): Promise<void> {
  const made = new Set(desk.notes.all('decided').map(({ run: id, round }) => `${id} ${round}`)).size;
  await attempted(desk, () => decide(desk, run.id, decisions[made] ?? 'release', asksAgain));
}

async function mend(desk: Desk): Promise<void> {
  await patiently(desk, () => desk.importCatalog(true));
  desk.notes.add({ note: 'mended' });
}

/** What a command came to, or undefined if it ended with a reason. */
async function attempted<Result>(desk: Desk, command: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await command();
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'StuckError') throw error;
    if (message.trim() === '') desk.notes.add({ note: 'finding', finding: `A command ended with ${name} and no reason.` });
    else desk.notes.add({ note: 'reason', reason: `${name}: ${message}` });
    return undefined;
  }
}

/** Does it again until it works. */
async function patiently(desk: Desk, command: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const isDone = await attempted(desk, async () => {
      await command();
      return true;
    });
    if (isDone) return;
    desk.simulation.jump(60_000);
  }
  throw new Error(`It fails again and again: ${desk.notes.all('reason').at(-1)?.reason ?? ''}`);
}
