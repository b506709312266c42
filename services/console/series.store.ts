import { isAdopted } from '../../shared/adopted-holder.ts';
import { blocksOf, blocksBack, counters, numberRecords } from '../../shared/number.store.ts';
import type { Counter, HeldBlock } from '../../shared/number.store.ts';
import { everyRun } from '../../shared/billing-run.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Problem } from '../../shared/finding.ts';
import { missingProblem, rangeText, seriesProblems, type Missing, type Series } from '../../shared/series-proof.ts';

/** Numbers that are held against each other for one page; more are for `stepbill verify`. */
const MOST_NUMBERS = 300_000;

/** What the check of a counter came to. */
export interface SeriesCheck {
  readonly counter: Counter;
  /** Undefined where the counter has given out more numbers than are checked for a page. */
  readonly found?: {
    readonly bound: number;
    readonly problems: readonly Problem[];
    /** Numbers of a run that still makes its documents, as ranges: no gap. */
    readonly underWay: readonly string[];
    /** Numbers whose documents were found in the archive after a restore. */
    readonly adopted: number;
  };
}

/**
 * Whether each number from 1 to the counter was taken once and is bound to one draft, as `verify` looks at it.
 *
 * @throws {NotFoundError} if there is no such counter
 */
export async function seriesCheck(sellerId: string, name: string): Promise<SeriesCheck> {
  const counter = (await counters(sellerId)).find((it) => it.counter === name);
  if (!counter) throw new NotFoundError(`No number was given out of "${name}" yet.`);
  if (counter.last > MOST_NUMBERS) return { counter };
  const { blocks, open } = await blocksOfCounter(sellerId, counter);
  const series: Series = { name, counter, blocks, numbers: await numberRecords(sellerId, name) };
  const { problems, missing } = seriesProblems(series);
  const isUnderWay = ({ held }: Missing): boolean => held !== undefined && open.has(held.holder);
  const adopted = missing.filter(({ held }) => held !== undefined && isAdopted(held));
  const lost = missing.filter((it) => !isUnderWay(it) && !adopted.includes(it));
  return {
    counter,
    found: {
      bound: series.numbers.length,
      problems: [...problems, ...lost.map((it) => missingProblem(series, it))],
      underWay: missing.filter(isUnderWay).map((it) => rangeText(series, it)),
      adopted: adopted.reduce((count, { first, last }) => count + last - first + 1, 0),
    },
  };
}

/** Blocks that were taken from a counter, ascending: those it leads back to, and those of the runs; and which runs go on. */
async function blocksOfCounter(sellerId: string, counter: Counter): Promise<{ blocks: HeldBlock[]; open: ReadonlySet<string> }> {
  const held = new Map<string, HeldBlock>();
  for await (const it of blocksBack(sellerId, counter)) held.set(it.holder, it);
  const runs = await everyRun(sellerId);
  for (const { id } of runs)
    for (const block of await blocksOf(sellerId, id)) if (block.counter === counter.counter) held.set(id, { holder: id, block });
  return {
    blocks: [...held.values()].sort((a, b) => a.block.first - b.block.first),
    open: new Set(runs.filter(({ state }) => state === 'sealed').map(({ id }) => id)),
  };
}
