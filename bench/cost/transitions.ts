import type { Progress } from '../../local/runner/recorded-execution.ts';
import type { Runner } from '../../local/runner/runner.ts';
import type { InnerState } from '../../local/runner/scope.ts';
import type { ExpressWorkflow } from './deployed.ts';
import type { Place, Tally } from './tally.ts';

/** Where what an execution of an Express machine costs as a whole stands, beside its steps. */
export const WHOLE = '(workflow)';

/** What the state machines do by themselves. */
export interface Transitions {
  onProgress(progress: Progress): void;
  onState(begun: InnerState): void;
  /** The Distributed Map that is at work: it alone reads and writes files without a function. */
  place(): Place;
  /** Counts the states of the recorded executions, from their histories. */
  end(runner: Pick<Runner, 'history'>): Promise<void>;
}

/**
 * Counts state transitions, retries among them, and executions of Express workflows. The parent of a Distributed Map is
 * charged one more transition for each child. Only for a runner that works on one child after the other.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html
 */
export function countTransitions(tally: Tally, express: readonly ExpressWorkflow[]): Transitions {
  const recorded = new Map<string, { machine: string; name: string }>();
  const children = new Set<string>();
  let map: Place = { machine: 'billing-run', step: 'PrepareDrafts' };

  return {
    onProgress(progress) {
      const { machine, name } = progress;
      recorded.set(`${machine}|${name}`, { machine, name });
      if (progress.type !== 'entered') return;
      if (express.some((it) => it.machine === machine && it.map === progress.state)) map = { machine, step: progress.state };
    },
    onState({ machine, execution, state }) {
      tally.add({ machine, step: state }, 'expressTransitions', 1);
      if (children.has(`${machine}|${execution}`)) return;
      children.add(`${machine}|${execution}`);
      const isOfMap = machine === map.machine;
      tally.add(isOfMap ? map : { machine, step: WHOLE }, 'expressRequests', 1);
      if (isOfMap) tally.add(map, 'standardTransitions', 1);
    },
    place: () => map,
    async end(runner) {
      for (const { machine, name } of recorded.values()) {
        for (const { state, attempts } of await runner.history(machine, name))
          tally.add({ machine, step: state }, 'standardTransitions', Math.max(1, attempts));
      }
    },
  };
}
