/** Runs one state, or a graph of states that is not recorded one by one: a Map's iteration, an Express execution. */
import { type CompiledGraph, type CompiledState } from './compile-machine.ts';
import { AGAIN } from './interpreter-state.ts';
import { type Scope, Suspended, type Visit, contextObject } from './scope.ts';
import { StateError, jsonText, requirePayloadSize, runtimeError } from './state-error.ts';
import { doWork } from './state-work.ts';

export interface StateOutcome {
  readonly output: unknown;
  /** Undefined if the execution ends here. */
  readonly next?: string;
}

/**
 * @param visit present for a top-level state of a recorded execution
 * @throws {StateError} the error the state ended with, after Retry and Catch
 * @throws {Suspended} if the state has to wait
 * @throws the signal's reason if the execution was stopped
 */
export async function runState(state: CompiledState, input: unknown, scope: Scope, visit?: Visit): Promise<StateOutcome> {
  scope.signal.throwIfAborted();
  const context = contextObject(scope, state.name, visit?.enteredAt ?? scope.world.now());
  const overrides: {
    taskResourceLocalHandlers: Record<string, (input: unknown) => unknown>;
    retryIntervalOverrides?: Record<string, number>;
  } = { taskResourceLocalHandlers: {} };
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  let next: string | undefined;
  let attempts = 0;
  const begun = { machine: scope.machine.Name, execution: scope.execution.Name, state: state.name };
  const tell = (): void => (visit ? undefined : scope.world.onState?.(begun));
  tell();

  for (const target of state.targets) {
    overrides.taskResourceLocalHandlers[target] = (value) => {
      next = target === AGAIN ? state.name : target;
      return value;
    };
  }
  const { work } = state;
  if (work) {
    overrides.taskResourceLocalHandlers[state.name] = (effective) => {
      if (attempts > 0) tell();
      context.State.RetryCount = attempts;
      visit?.begin();
      const attempt = { ordinal: attempts++, overrides, state: state.name };
      const done = doWork(work, { input: effective, context }, scope, attempt, visit);
      return Promise.race([done.catch(asStateError), stopped.promise]);
    };
  }

  const run = state.interpreter.run(input as never, { context: { AWS: context }, overrides: overrides as never });
  const stop = (): void => {
    stopped.reject(new Suspended({}));
    run.abort();
  };
  scope.signal.addEventListener('abort', stop);
  try {
    const output: unknown = await run.result;
    return { output, ...(next === undefined ? {} : { next }) };
  } catch (error) {
    scope.signal.throwIfAborted();
    throw causeOf(error);
  } finally {
    scope.signal.removeEventListener('abort', stop);
  }
}

/**
 * Runs states from the first to the last.
 *
 * @throws as runState does
 */
export async function runGraph(graph: CompiledGraph, input: unknown, scope: Scope): Promise<unknown> {
  let name: string | undefined = graph.startAt;
  let value = input;
  while (name !== undefined) {
    const outcome: StateOutcome = await runState(graph.states.get(name)!, value, scope);
    requirePayloadSize(jsonText(outcome.output), `The output of ${name}`);
    value = outcome.output;
    name = outcome.next;
  }
  return value;
}

/** A fault of ours ends the execution; no Catch may take it for a failed customer. */
function asStateError(error: unknown): never {
  if (error instanceof StateError || error instanceof Suspended) throw error;
  throw runtimeError(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** The error inside the interpreter's ExecutionError. */
function causeOf(error: unknown): Error {
  const cause = (error as Error).cause;
  if (cause instanceof StateError || cause instanceof Suspended) return cause;
  const { name, message } = (cause ?? error) as Error;
  return new StateError(name, message);
}
