/** Bills every month of a world, as the people of its seller would, whatever comes in between. */
import type { RunOutcome } from '../../local/commands/run-month.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { latestRun } from '../../shared/billing-run.store.ts';
import type { Desk } from './desk.ts';
import { decide, makeVoid } from './people.ts';
import type { PlanOfPeople } from './plan-of-faults.ts';
import { SELLER } from './world.ts';

/** How often people have a month gone on with before they call for help. */
const MOST_ATTEMPTS = 16;
const QUARTER = 15 * 60_000;

export interface BillingOptions {
  readonly people: PlanOfPeople;
  /** Called when a month is begun. */
  onMonth(index: number): void;
}

/** @throws {Error} if a month does not come to its end */
export async function billMonths(desk: Desk, options: BillingOptions): Promise<void> {
  const { world, notes, simulation } = desk;
  for (const [i, { month, begin }] of world.months.entries()) {
    simulation.skipTo(new Date(begin));
    options.onMonth(i);
    if (i === world.months.length - 1) for (let before = 0; before < i; before++) await send(desk, before, 'late');
    await send(desk, i, 'sent');
    if (world.triesFirst && !notes.all('tried').some((note) => note.month === month)) await tryFirst(desk, month);
    await billMonth(desk, i, options);
  }
}

async function billMonth(desk: Desk, index: number, options: BillingOptions): Promise<void> {
  const { notes, world } = desk;
  const { month } = world.months[index]!;
  let decidedAlready = 0;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    // People come back a quarter of an hour later; a clock that was put back is right again some day.
    if (attempt > 1) desk.simulation.skip(QUARTER * attempt);
    const outcome = await attempted(desk, () => desk.run(month));
    const run = outcome && (await attempted(desk, () => latestRun(SELLER, month)));
    if (!run) continue;
    if (outcome.outcome === 'waiting') {
      if (outcome.for === 'repair') {
        await repair(desk, index, outcome, options.people);
        continue;
      }
      // Once it may have been decided while the command ended; the next one that goes on with it has to see.
      decidedAlready = run.state === 'reviewed' ? 0 : decidedAlready + 1;
      if (decidedAlready > 1)
        return notes.add({ note: 'finding', finding: `Run "${run.id}" is ${run.state}, and waits for a decision all the same.` });
      if (options.people.overlaps) await beginNext(desk, index);
      await decideOn(desk, run, options.people);
      continue;
    }
    if (run.state !== 'closed') continue;
    const { setAside, noResult } = outcome.review;
    // Those whose batch was cut off are billed by a further run as well; a negative sum waits.
    const pending = [...setAside.flatMap(({ customerId, error }) => (error === 'NegativeDraftError' ? [] : [customerId])), ...noResult];
    if (pending.length === 0) return;
    if (pending.includes(world.unclear ?? '') && notes.all('mended').length === 0) await mend(desk);
  }
  throw new Error(`${month} is not billed after ${MOST_ATTEMPTS} attempts.`);
}

async function decideOn(desk: Desk, run: BillingRun, { decisions, asksAgain }: PlanOfPeople): Promise<void> {
  const { notes } = desk;
  if (notes.all('decided').some((note) => note.run === run.id && note.round === run.round)) return;
  const made = new Set(notes.all('decided').map(({ run: id, round }) => `${id} ${round}`)).size;
  await attempted(desk, () => decide(desk, run.id, decisions[made] ?? 'release', asksAgain));
}

/** Having it made again is what the next command does by itself. */
async function repair(
  desk: Desk,
  index: number,
  outcome: Extract<RunOutcome, { outcome: 'waiting' }>,
  people: PlanOfPeople,
): Promise<void> {
  const { notes, world } = desk;
  const problems = (outcome.about as { problems: string[] }).problems;
  if (problems.length === 0)
    notes.add({ note: 'finding', finding: `Run "${outcome.run.id}" waits for repair, and says nothing of what is missing.` });
  const choice = people.repairs[notes.all('repaired').length] ?? 'retry';
  notes.add({ note: 'repaired', choice });
  // A void number's periods are billed again by a run after; the last month has none.
  if (choice === 'retry' || index === world.months.length - 1) return;
  const missing = problems.flatMap((problem) => /^(RE-\S+) has no /.exec(problem)?.[1] ?? []);
  if (missing.length > 0) await attempted(desk, () => makeVoid(desk, outcome.run, missing, people.asksAgain));
}

/** The next month's run is begun while this one waits; not the last, which has to find what both have left. */
async function beginNext(desk: Desk, index: number): Promise<void> {
  const next = desk.world.months[index + 1];
  if (!next || index + 1 === desk.world.months.length - 1) return;
  desk.simulation.skipTo(new Date(next.begin));
  await send(desk, index + 1, 'sent');
  await attempted(desk, () => desk.run(next.month));
}

async function tryFirst(desk: Desk, month: string): Promise<void> {
  const outcome = await attempted(desk, () => desk.run(month, true));
  if (outcome?.outcome !== 'dry-run') return;
  desk.notes.add({ note: 'tried', month, contentHash: outcome.review.contentHash });
}

async function send(desk: Desk, month: number, part: 'sent' | 'late'): Promise<void> {
  if (!desk.notes.hasSent(month, part)) await patiently(desk, () => desk.send(month, part));
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
    desk.simulation.skip(60_000);
  }
  throw new Error(`It fails again and again: ${desk.notes.all('reason').at(-1)?.reason ?? ''}`);
}
