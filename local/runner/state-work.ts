/** What states do: the work that the interpreter hands back to us. */
import { randomUUID } from 'node:crypto';

import type { ParallelWork, TaskWork, Work } from './compile-machine.ts';
import { runExpress } from './express-execution.ts';
import { runGraph } from './interpret-state.ts';
import { callFunction } from './lambda-call.ts';
import { runDistributedMap } from './distributed-map.ts';
import { runInlineMap } from './inline-map.ts';
import type { Scene } from './reference-path.ts';
import { type Scope, Suspended, type Visit, executionArn, followSignal, machineArn } from './scope.ts';
import { StateError, jsonText, requirePayloadSize, runtimeError } from './state-error.ts';
import { startExecution } from './start-execution.ts';
import { waitForToken } from './token-wait.ts';

/** One attempt at a state's work. */
export interface Attempt {
  readonly state: string;
  /** 0 for the first, one more with each Retry. */
  readonly ordinal: number;
  /** Milliseconds a Retry of the state waits instead of its interval. */
  readonly overrides: { retryIntervalOverrides?: Record<string, number> };
}

export async function doWork(work: Work, scene: Scene, scope: Scope, attempt: Attempt, visit?: Visit): Promise<unknown> {
  switch (work.kind) {
    case 'pass':
      return work.value ? work.value(scene) : scene.input;
    case 'wait':
      return waitUntil(work.until(scene), scene, scope);
    case 'task':
      return selected(work, await doTask(work, scene, scope, attempt, visit), scene);
    case 'parallel':
      return selected(work, await runBranches(work, scene, scope), scene);
    case 'map': {
      const isInline = work.state.ItemProcessor.ProcessorConfig.Mode === 'INLINE';
      const result = isInline
        ? await runInlineMap(work, scene, scope)
        : await runDistributedMap(work, scene, scope, attempt, required(visit));
      return selected(work, result, scene);
    }
  }
}

function selected(work: { resultSelector?: (scene: Scene) => unknown }, result: unknown, { context }: Scene): unknown {
  requirePayloadSize(jsonText(result), 'The result');
  return work.resultSelector ? work.resultSelector({ input: result, context }) : result;
}

async function doTask(work: TaskWork, scene: Scene, scope: Scope, attempt: Attempt, visit?: Visit): Promise<unknown> {
  const { task, heartbeatSeconds } = work;
  const timeoutSeconds = work.timeoutSeconds(scene);
  switch (task.kind) {
    case 'function':
      return callFunction(task.function, task.parameters ? task.parameters(scene) : scene.input, timeoutSeconds, scope.world);
    case 'token':
      return waitForToken(task, { timeoutSeconds, heartbeatSeconds }, scene, scope, attempt, required(visit));
    case 'start':
      return startExecution(task, timeoutSeconds, scene, scope, required(visit));
    case 'syncExpress':
      return startSyncExpress(task.machine, task.parameters(scene), timeoutSeconds, scope);
  }
}

/** A recorded execution alone can wait; placement is checked at load. */
function required(visit: Visit | undefined): Visit {
  if (!visit) throw runtimeError('This state can stand only at the top level of a recorded execution.');
  return visit;
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
function waitUntil(timestamp: unknown, scene: Scene, { world }: Scope): unknown {
  const isInstant = typeof timestamp === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(timestamp);
  const instant = new Date(isInstant ? timestamp : NaN);
  if (Number.isNaN(instant.getTime())) throw runtimeError('The timestamp to wait for is not one as in RFC 3339.');
  if (instant > world.now()) throw new Suspended({ instant });
  return scene.input;
}

async function runBranches(work: ParallelWork, scene: Scene, scope: Scope): Promise<unknown[]> {
  const input = work.parameters ? work.parameters(scene) : scene.input;
  const { signal, abort, unlink } = followSignal(scope.signal);
  try {
    return await Promise.all(work.branches.map((branch) => runGraph(branch, input, { ...scope, signal })));
  } catch (error) {
    abort(error as Error);
    throw error;
  } finally {
    unlink();
  }
}

/**
 * Runs an Express workflow and returns what became of it; a failed child is a result too.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
async function startSyncExpress(machine: string, parameters: unknown, timeoutSeconds: number, scope: Scope): Promise<unknown> {
  const { Input, Name = randomUUID() } = parameters as { Input: unknown; Name?: string };
  const text = typeof Input === 'string' ? Input : jsonText(Input);
  const input = parseInput(text);
  const { graph } = scope.world.machines.get(machine)!;
  const { signal, abort, unlink } = followSignal(scope.signal);
  const timeout = setTimeout(() => abort(new StateError('States.Timeout', '')), timeoutSeconds * scope.world.millisecondsPerSecond);
  try {
    const ended = await runExpress({ machine, graph, name: Name, input, isExpress: true }, scope.world, signal);
    return {
      ExecutionArn: executionArn(machine, Name),
      StateMachineArn: machineArn(machine),
      Name,
      StartDate: ended.startedAt.toISOString(),
      StopDate: ended.stoppedAt.toISOString(),
      Status: ended.status,
      Input: text,
      InputDetails: { Included: true },
      ...(ended.status === 'SUCCEEDED'
        ? { Output: jsonText(ended.output), OutputDetails: { Included: true } }
        : { Error: ended.error, Cause: ended.cause }),
    };
  } finally {
    clearTimeout(timeout);
    unlink();
  }
}

function parseInput(text: string): unknown {
  requirePayloadSize(text, 'The input');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new StateError('Sfn.InvalidExecutionInputException', 'The input of the execution is not JSON.');
  }
}
