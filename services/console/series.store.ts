import { z } from 'zod';
import { isAdopted } from '../../shared/adopted-holder.ts';
import { everyRun, getRun } from '../../shared/billing-run.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Problem } from '../../shared/finding.ts';
import { numberRecordsWithin } from '../../shared/number-list.store.ts';
import { blocksBack, blocksOf, counters } from '../../shared/number.store.ts';
import type { Counter, HeldBlock, NumberRecord } from '../../shared/number.store.ts';
import { missingProblem, rangeText, seriesProblems, textAt } from '../../shared/series-proof.ts';
import type { Missing, Range, Series } from '../../shared/series-proof.ts';

/** Numbers that are held against each other for one answer. */
const LOOKED_AT = 2_000;

/** Where a page of the check begins. */
export const seriesPlace = z.object({ from: z.number().int().min(0) });

/** What the check of a stretch of a counter came to. */
export interface SeriesCheck {
  readonly counter: Counter;
  /** First and last number that were looked at, as they are printed. */
  readonly first: string;
  readonly last: string;
  readonly looked: number;
  readonly bound: number;
  readonly problems: readonly Problem[];
  /** Numbers that no draft is bound to, those of a run that is under way among them. */
  readonly missing: readonly string[];
  /** Numbers of a run that still makes its documents, as ranges: no gap. */
  readonly underWay: readonly string[];
  /** Numbers whose documents were found in the archive after a restore. */
  readonly adopted: number;
  /** Position at which the next stretch, of lower numbers, begins. */
  readonly next?: number;
}

/**
 * Whether each number of a stretch of a counter was taken once and is bound to one draft, as `verify` looks at all of it.
 * What it costs does not grow with the numbers there are.
 *
 * @param from position at which the stretch begins, downwards; the last number of the counter if not given
 * @throws {NotFoundError} if there is no such counter
 */
export async function seriesCheck(sellerId: string, name: string, from?: number): Promise<SeriesCheck> {
  const counter = (await counters(sellerId)).find((it) => it.counter === name);
  if (!counter) throw new NotFoundError(`No number was given out of "${name}" yet.`);
  const last = Math.min(from ?? counter.last, counter.last);
  const stretch = { first: Math.max(1, last - LOOKED_AT + 1), last };
  const series = await seriesWithin(sellerId, counter, stretch);
  const { problems, missing } = seriesProblems(series);
  const holders = new Set(missing.flatMap(({ held }) => (held ? [held.holder] : [])));
  const runs = await Promise.all([...holders].map((holder) => getRun(sellerId, holder)));
  const open = new Set(runs.flatMap((run) => (run?.state === 'sealed' ? [run.id] : [])));
  const isUnderWay = ({ held }: Missing): boolean => held !== undefined && open.has(held.holder);
  const adopted = missing.filter(({ held }) => held !== undefined && isAdopted(held));
  const unbound = missing.filter((it) => !adopted.includes(it));
  return {
    ...{ counter, first: textAt(series, stretch.first), last: textAt(series, last), looked: last - stretch.first + 1 },
    bound: series.numbers.length,
    problems: [...problems, ...unbound.filter((it) => !isUnderWay(it)).map((it) => missingProblem(series, it))],
    missing: unbound.flatMap((it) => Array.from({ length: it.last - it.first + 1 }, (_, i) => textAt(series, it.first + i))),
    underWay: unbound.filter(isUnderWay).map((it) => rangeText(series, it)),
    adopted: adopted.reduce((count, it) => count + it.last - it.first + 1, 0),
    ...(stretch.first > 1 ? { next: stretch.first - 1 } : {}),
  };
}

/** The records of a stretch. Blocks are looked for further where nobody seems to have taken a number that is missing. */
async function seriesWithin(sellerId: string, counter: Counter, stretch: Range): Promise<Series> {
  const numbers = await numberRecordsWithin(sellerId, counter.counter, stretch);
  const held = new Map<string, HeldBlock>();
  const blocks = (): HeldBlock[] => [...held.values()].sort((a, b) => a.block.first - b.block.first);
  const series = (): Series => ({ name: counter.counter, counter, numbers, stretch, blocks: blocks() });
  for (const places of [blocksNamed(sellerId, numbers), blocksDown(sellerId, counter, stretch, numbers), blocksOfRuns(sellerId)]) {
    for await (const it of places)
      if (it.block.counter === counter.counter && it.block.first <= stretch.last && it.block.first + it.block.count > stretch.first)
        held.set(it.holder, it);
    if (seriesProblems(series()).missing.every((it) => it.held)) break;
  }
  return series();
}

/** Blocks of those whose numbers are bound. */
async function* blocksNamed(sellerId: string, numbers: readonly NumberRecord[]): AsyncGenerator<HeldBlock> {
  const holders = [...new Set(numbers.flatMap(({ draft }) => (draft ? [draft.runId] : [])))];
  yield* (await Promise.all(holders.map((holder) => heldBy(sellerId, holder)))).flat();
}

/** Blocks of a stretch as they lead from one to the one before. */
async function* blocksDown(
  sellerId: string,
  counter: Counter,
  { first, last }: Range,
  numbers: readonly NumberRecord[],
): AsyncGenerator<HeldBlock> {
  const top = numbers.at(-1);
  const holder = top?.position === last && top.draft ? top.draft.runId : counter.holder;
  for await (const it of blocksBack(sellerId, { ...counter, holder })) {
    yield it;
    if (it.block.first <= first) return;
  }
}

/** Blocks of every run: an earlier version did not say who took a block. */
async function* blocksOfRuns(sellerId: string): AsyncGenerator<HeldBlock> {
  for (const { id } of await everyRun(sellerId)) yield* await heldBy(sellerId, id);
}

async function heldBy(sellerId: string, holder: string): Promise<HeldBlock[]> {
  return (await blocksOf(sellerId, holder)).map((block) => ({ holder, block }));
}
