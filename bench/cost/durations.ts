/** Time on AWS that is a formula on what was counted: Express executions, and functions that start cold. */
import { EXPRESS_MEGABYTES, EXPRESS_STEP_SECONDS } from './assumptions.ts';
import type { Deployed, ExpressWorkflow } from './deployed.ts';
import { Tally, type Counted, type Measure, type Place } from './tally.ts';
import { WHOLE } from './transitions.ts';

/** How many customers the deployed system works on at once. */
export interface AtOnce {
  readonly batches: number;
  readonly inBatch: number;
  readonly batchSize: number;
}

/** What a function needs before its first call, in GB-seconds. */
export type ColdStart = (functionName: string) => number;

/**
 * What was counted, with what it takes of time.
 *
 * An Express execution takes as long as its functions, those of the customers that it works on at once side by side,
 * and up to 100 ms more by rounding. A function starts cold once for each customer that is worked on at once, and once
 * if it works for the whole run.
 */
export function withDurations(
  counted: readonly Counted[],
  { steps, express }: Deployed,
  memory: ReadonlyMap<string, number>,
  { customers, atOnce, coldStart }: { customers: number; atOnce: AtOnce; coldStart: ColdStart },
): Counted[] {
  const tally = new Tally();
  for (const { machine, step, counts } of counted)
    for (const [measure, count] of Object.entries(counts)) tally.add({ machine, step }, measure as Measure, count);

  const count = (place: Place, measure: Measure): number =>
    counted.find(({ machine, step }) => machine === place.machine && step === place.step)?.counts[measure] ?? 0;
  const secondsOf = (workflow: ExpressWorkflow): number => {
    const own = steps.filter(({ machine, map }) => machine === workflow.machine && map === workflow.map);
    const functions = own.map((step) => count(step, 'lambdaGbSeconds') / (memory.get(step.function)! / 1_024));
    const waited = express.filter(({ machine, map }) => map === undefined && workflow.waitsFor.includes(machine)).map(secondsOf);
    const sideBySide = workflow.atOnce ?? Math.min(atOnce.inBatch, customers);
    return [...functions, ...waited].reduce((sum, seconds) => sum + seconds, 0) / sideBySide;
  };
  for (const workflow of express) {
    const place = { machine: workflow.machine, step: workflow.map ?? WHOLE };
    const requests = count(place, 'expressRequests');
    const seconds = secondsOf(workflow) + requests * EXPRESS_STEP_SECONDS;
    if (requests > 0) tally.add(place, 'expressGbSeconds', seconds * (EXPRESS_MEGABYTES / 1_024));
  }

  const busy = Math.min(atOnce.batches, Math.ceil(customers / atOnce.batchSize)) * Math.min(atOnce.inBatch, customers);
  for (const step of steps) {
    const calls = count(step, 'lambdaRequests');
    const isForRun = step.map === undefined && !express.some(({ machine, map }) => machine === step.machine && map === undefined);
    if (calls > 0) tally.add(step, 'coldGbSeconds', Math.min(calls, isForRun ? 1 : busy) * coldStart(step.function));
  }
  return tally.all();
}
