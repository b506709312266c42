/** Executions that are not recorded one by one: nested Express workflows and children of a Distributed Map. */
import { type CompiledGraph } from './compile-machine.ts';
import { runGraph } from './interpret-state.ts';
import { type World, executionArn, followSignal, machineArn } from './scope.ts';
import { StateError } from './state-error.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MOST_EXPRESS_SECONDS = 300;

export interface Child {
  readonly machine: string;
  readonly graph: CompiledGraph;
  readonly name: string;
  readonly input: unknown;
  /** Ends after five minutes. */
  readonly isExpress: boolean;
}

export type Ended = { readonly startedAt: Date; readonly stoppedAt: Date } & (
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED' | 'TIMED_OUT'; readonly error: string; readonly cause: string }
);

/**
 * Runs the child to its end; its failure is a result, not an exception.
 *
 * @throws the parent's reason if `parent` is aborted
 */
export async function runExpress(child: Child, world: World, parent: AbortSignal): Promise<Ended> {
  const startedAt = world.now();
  const { signal, abort, unlink } = followSignal(parent);
  const timedOut = new StateError('States.Timeout', `An Express execution ends after ${MOST_EXPRESS_SECONDS} seconds.`);
  const timer = child.isExpress ? setTimeout(() => abort(timedOut), MOST_EXPRESS_SECONDS * world.millisecondsPerSecond) : undefined;
  const scope = {
    world,
    signal,
    execution: {
      Id: executionArn(child.machine, child.name),
      Input: child.input,
      Name: child.name,
      StartTime: startedAt.toISOString(),
      RedriveCount: 0,
    },
    machine: { Id: machineArn(child.machine), Name: child.machine },
  } as const;
  try {
    const output = await runGraph(child.graph, child.input, scope);
    return { status: 'SUCCEEDED', output, startedAt, stoppedAt: world.now() };
  } catch (error) {
    parent.throwIfAborted();
    const { name, message } = error as StateError;
    return { status: error === timedOut ? 'TIMED_OUT' : 'FAILED', error: name, cause: message, startedAt, stoppedAt: world.now() };
  } finally {
    clearTimeout(timer);
    unlink();
  }
}
