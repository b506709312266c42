import { getRun, getSeal, monthsRun, runIdsUpTo } from '../../shared/billing-run.store.ts';
import type { BillingRun, NumberBlock, Seal } from '../../shared/billing-run.ts';
import { draftHeads } from '../../shared/draft.store.ts';
import { blocksOf, getNumberOf } from '../../shared/number.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import type { Waiting } from '../../shared/waiting.store.ts';
import { readable } from './verify-problem.ts';
import type { Problem } from '../../shared/finding.ts';

/** A run as its records have it. */
export interface RunPicture {
  readonly runId: string;
  /** Undefined if its record is gone. */
  readonly run: BillingRun | undefined;
  readonly blocks: readonly NumberBlock[];
  readonly seal: Seal | undefined;
  readonly waiting: Waiting | undefined;
}

/** Every run of a seller that the records of its months lead to, dry runs among them, by id. */
export async function readRuns(sellerId: string, problems: Problem[]): Promise<Map<string, RunPicture>> {
  const runs = new Map<string, RunPicture>();
  for (const { latestId } of await monthsRun(sellerId)) {
    for (const runId of runIdsUpTo(latestId)) {
      const picture = await readRun(sellerId, runId, problems);
      if (!picture.run)
        problems.push({ where: picture.runId, what: 'the record of the run is gone', right: 'each run of a month up to its latest' });
      runs.set(picture.runId, picture);
    }
  }
  return runs;
}

/** A run that nothing but its numbers led to. */
export async function readUnlistedRun(sellerId: string, runId: string, problems: Problem[]): Promise<RunPicture> {
  const picture = await readRun(sellerId, runId, problems);
  const what = picture.run ? 'no record of its month leads to the run' : 'the record of the run is gone';
  problems.push({ where: runId, what, right: 'a record of the run and one of its month' });
  return picture;
}

async function readRun(sellerId: string, runId: string, problems: Problem[]): Promise<RunPicture> {
  const read = <Found>(what: string, instead: Found, reading: () => Promise<Found>): Promise<Found> =>
    readable(problems, `${what} of ${runId}`, instead, reading);
  return {
    runId,
    run: await read('The record', undefined, () => getRun(sellerId, runId)),
    blocks: await read('The blocks', [], () => blocksOf(sellerId, runId)),
    seal: await read('The seal', undefined, () => getSeal(sellerId, runId)),
    waiting: await read('The wait', undefined, () => getWaiting(sellerId, runId)),
  };
}

/** Whether the run has numbers and still makes their documents. */
export function isUnderWay({ run }: RunPicture): boolean {
  return run?.state === 'sealed';
}

/** What a run that is not finished waits for, as the end of a sentence. */
export function waitOf({ run, waiting }: RunPicture): string {
  if (run?.state === 'sealed' && waiting?.for === 'repair') return `which waits for repair since ${waiting.since}`;
  return `which is ${run?.state} and was cut off, or is still under way`;
}

/** Whether the run holds as many numbers of each series as were sealed, and is in a state in which it may hold any. */
export function numbersHeldProblems({ runId, run, blocks, seal }: RunPicture): Problem[] {
  if (!run) return [];
  if (blocks.length > 0 && run.state !== 'sealed' && run.state !== 'closed')
    return [{ where: runId, what: `holds numbers and is ${run.state}`, right: 'sealed, or closed' }];
  if (!seal && (run.state === 'sealed' || run.state === 'closed'))
    return [{ where: runId, what: `is ${run.state}, and its seal is gone`, right: 'the list that was sealed' }];
  const isNumbered = blocks.length > 0 || run.state === 'closed';
  const counts = Object.entries(seal?.counts ?? {});
  const prefixes = new Set([...counts.map(([prefix]) => prefix), ...blocks.map(({ series }) => series)]);
  return [...prefixes].flatMap((prefix) => {
    const sealed = seal?.counts[prefix] ?? 0;
    const held = blocks.find(({ series }) => series === prefix)?.count ?? 0;
    if (!isNumbered || sealed === held) return [];
    return [{ where: runId, what: `holds ${held} numbers of series ${prefix}`, right: `${sealed}, as were sealed` }];
  });
}

/**
 * Drafts of a run that say they have a number which is not bound to them.
 *
 * @param boundTo the draft a number is bound to
 * @param isKnown whether a draft was found by its number
 */
export async function draftProblems(
  sellerId: string,
  { runId }: RunPicture,
  boundTo: (number: string) => NumberedDraft | undefined,
  isKnown: (draft: DraftName) => boolean,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for await (const { customerId, attempt } of draftHeads(sellerId, runId)) {
    const name = { runId, customerId, attempt };
    if (isKnown(name)) continue;
    const record = await getNumberOf(sellerId, name);
    if (!record) continue;
    const bound = boundTo(record.number);
    const what = `the draft of customer "${customerId}" in "${runId}", attempt ${attempt}, has it`;
    const right = bound ? `that of "${bound.customerId}" in "${bound.runId}" alone, to which it is bound` : 'a record of the number too';
    problems.push({ where: record.number, what, right });
  }
  return problems;
}

export type DraftName = Pick<NumberedDraft, 'runId' | 'customerId' | 'attempt'>;

export function draftName({ runId, customerId, attempt }: DraftName): string {
  return `${runId}|${customerId}|${attempt}`;
}
