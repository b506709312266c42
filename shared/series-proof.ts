import { numberText } from './billing-run.ts';
import type { Counter, HeldBlock, NumberRecord } from './number.store.ts';
import type { Problem } from './finding.ts';

/** One counter of a seller, as its records have it. */
export interface Series {
  /** Its name: RE-2026, or RE where numbers never begin again. */
  readonly name: string;
  /** Undefined if its record is gone. */
  readonly counter: Counter | undefined;
  /** Records of numbers, ascending by position. */
  readonly numbers: readonly NumberRecord[];
  /** Blocks that were taken, each once, ascending by their first number. */
  readonly blocks: readonly HeldBlock[];
  /** Positions that are looked at, whose numbers and blocks these are; from 1 to the counter if not given. */
  readonly stretch?: Range;
}

/** Numbers next to each other, both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Numbers that no draft is bound to, and who took them. */
export type Missing = Range & { readonly held: HeldBlock | undefined };

/**
 * Holds a counter against the blocks that were taken from it and the numbers that are bound to drafts: each number
 * from 1 to the counter, or of the stretch that is looked at, is in one block and bound once, under the text its
 * position gives. Missing ones are told apart, since those of a run that is under way are not lost.
 */
export function seriesProblems(series: Series): { problems: Problem[]; missing: Missing[] } {
  const { name, counter, numbers, blocks } = series;
  const last = lastNumber(series);
  const { stretch = { first: 1, last } } = series;
  const problems: Problem[] = [];
  if (!counter) problems.push({ where: name, what: 'its counter is gone', right: `a counter that stands at ${last}` });

  const bound: number[] = [];
  for (const { position, draft } of numbers) {
    if (!(Number.isSafeInteger(position) && position >= 1)) {
      problems.push({ where: name, what: 'a record of a number has no position', right: 'positions from 1' });
      continue;
    }
    const where = textAt(series, position);
    if (bound.at(-1) === position) problems.push({ where, what: 'has two records', right: 'one' });
    else bound.push(position);
    if (position > last)
      problems.push({
        where,
        what: `was never given out: the counter stands at ${last}`,
        right: 'no record, or a counter that came so far',
      });
    if (!draft) problems.push({ where, what: "its record can't be read", right: 'the record as it was written' });
    else if (draft.number !== where)
      problems.push({ where, what: `the record at position ${position} says "${draft.number}"`, right: `"${where}"` });
  }
  problems.push(...blockProblems(series, stretch, bound));

  const end = blocks.at(-1);
  if (counter && end && lastOf(end) === last && end.block.issueDate !== counter.lastIssueDate)
    problems.push({
      where: name,
      what: `its counter is dated ${counter.lastIssueDate}`,
      right: `${end.block.issueDate}, as its last block is`,
    });
  return { problems, missing: gapsIn(bound, stretch).flatMap((gap) => parted(gap, blocks)) };
}

/** The problem that missing numbers are, unless a run that is under way will bind them. */
export function missingProblem(series: Series, { first, last, held }: Missing): Problem {
  const where = rangeText(series, { first, last });
  const isOne = first === last;
  if (!held) {
    const what = isOne ? 'is missing, and nobody took it' : 'are missing, and nobody took them';
    return { where, what, right: last === lastNumber(series) ? `a counter that stands at ${first - 1}` : 'each number bound to a draft' };
  }
  const what = isOne ? `is missing; "${held.holder}" took it` : `are missing; "${held.holder}" took them`;
  return { where, what, right: isOne ? 'a record of its draft' : 'a record of the draft of each' };
}

/** The block a position lies in, or undefined. */
export function blockAt(ascending: readonly HeldBlock[], position: number): HeldBlock | undefined {
  const held = ascending[indexAt(ascending, position)];
  return held && position <= lastOf(held) ? held : undefined;
}

/** Overlaps, bound numbers that lie in no block, and blocks beyond the counter. */
function blockProblems(series: Series, stretch: Range, bound: readonly number[]): Problem[] {
  const last = lastNumber(series);
  const problems: Problem[] = [];
  const uncovered = (range: Range): void => {
    // Those that nobody has are missing, and told as such.
    if (!bound.some((position) => range.first <= position && position <= range.last)) return;
    const what = range.first === range.last ? 'lies in no block' : 'lie in no block';
    problems.push({ where: rangeText(series, range), what, right: 'each number in the block of the run or document that took it' });
  };
  let next = stretch.first;
  let before: HeldBlock | undefined;
  for (const held of series.blocks) {
    const { first } = held.block;
    if (before && first < next)
      problems.push({
        where: rangeText(series, { first, last: Math.min(next - 1, lastOf(held)) }),
        what: `taken by "${before.holder}" and by "${held.holder}"`,
        right: 'each number in one block',
      });
    if (first > next) uncovered({ first: next, last: first - 1 });
    if (lastOf(held) >= next) [next, before] = [lastOf(held) + 1, held];
  }
  if (next <= stretch.last) uncovered({ ...stretch, first: next });
  if (before && next - 1 > last) {
    const range = { first: Math.max(last + 1, before.block.first), last: next - 1 };
    const what = `taken by "${before.holder}", and the counter stands at ${last}`;
    problems.push({ where: rangeText(series, range), what, right: `a counter that stands at ${next - 1}` });
  }
  return problems;
}

/** What of a stretch is not among positions that ascend. */
function gapsIn(ascending: readonly number[], { first, last }: Range): Range[] {
  const gaps: Range[] = [];
  let next = first;
  for (const position of ascending) {
    if (position > next && next <= last) gaps.push({ first: next, last: Math.min(position - 1, last) });
    next = position + 1;
  }
  if (next <= last) gaps.push({ first: next, last });
  return gaps;
}

/** A gap, cut where blocks begin and end. */
function parted(gap: Range, ascending: readonly HeldBlock[]): Missing[] {
  const parts: Missing[] = [];
  let next = gap.first;
  for (let i = Math.max(indexAt(ascending, next), 0); i < ascending.length && next <= gap.last; i++) {
    const held = ascending[i]!;
    const first = Math.max(next, held.block.first);
    const last = Math.min(gap.last, lastOf(held));
    if (first > last) continue;
    if (first > next) parts.push({ first: next, last: first - 1, held: undefined });
    parts.push({ first, last, held });
    next = last + 1;
  }
  if (next <= gap.last) parts.push({ first: next, last: gap.last, held: undefined });
  return parts;
}

/** Where the last block that begins at `position` or before stands, or −1. */
function indexAt(ascending: readonly HeldBlock[], position: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]!.block.first <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function lastNumber({ counter, blocks }: Series): number {
  return counter?.last ?? Math.max(0, ...blocks.slice(-1).map(lastOf));
}

/** A number as its block prints it; where it lies in none, as the others are printed. */
export function textAt({ name, counter, blocks }: Series, position: number): string {
  const block = (blockAt(blocks, position) ?? blocks.at(-1))?.block;
  return numberText(block ?? { counter: name, digits: 6, pattern: counter?.pattern }, position);
}

export function rangeText(series: Series, { first, last }: Range): string {
  return first === last ? textAt(series, first) : `${textAt(series, first)} to ${textAt(series, last)}`;
}

function lastOf({ block }: HeldBlock): number {
  return block.first + block.count - 1;
}
