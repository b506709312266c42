/**
 * Tasks that start another Standard workflow, and wait for its end if they end in `.sync:2`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
import { ExecutionConflictError } from '../../shared/errors.ts';
import type { Execution } from '../../shared/executions.ts';
import type { Scene } from './reference-path.ts';
import { type Scope, Suspended, type Visit, executionArn, machineArn } from './scope.ts';
import { StateError, jsonText } from './state-error.ts';
import type { Task } from './task-resource.ts';

/**
 * Starts the machine, or finds the execution that an earlier attempt started under this name.
 *
 * @throws {Suspended} while a `.sync:2` child runs
 * @throws {StateError} StepFunctions.ExecutionAlreadyExistsException if the name was used with other input;
 *   States.TaskFailed if a `.sync:2` child failed, its description as Cause; States.Timeout
 */
export async function startExecution(
  task: Extract<Task, { kind: 'start' }>,
  timeoutSeconds: number,
  scene: Scene,
  scope: Scope,
  visit: Visit,
): Promise<unknown> {
  const { Input, Name } = task.parameters(scene) as { Input: unknown; Name: string };
  const input = typeof Input === 'string' ? parse(Input) : Input;
  const started = await startOrFind(task.machine, Name, input, visit);
  if (!task.isSync) return { ExecutionArn: executionArn(task.machine, Name), StartDate: started.startedAt.toISOString() };
  if (started.status === 'SUCCEEDED') return described(started);
  if (started.status !== 'RUNNING') throw new StateError('States.TaskFailed', jsonText(described(started)));
  const { world } = scope;
  const deadline = new Date(visit.enteredAt.getTime() + timeoutSeconds * world.millisecondsPerSecond);
  if (deadline <= world.now()) throw new StateError('States.Timeout', '');
  throw new Suspended({ execution: { machine: task.machine, name: Name }, instant: deadline });
}

async function startOrFind(machine: string, name: string, input: unknown, visit: Visit): Promise<Execution> {
  try {
    return await visit.start(machine, name, input);
  } catch (error) {
    if (!(error instanceof ExecutionConflictError)) throw new StateError('StepFunctions.ValidationException', (error as Error).message);
    throw new StateError('StepFunctions.ExecutionAlreadyExistsException', error.message);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new StateError('StepFunctions.InvalidExecutionInputException', 'The input of the execution is not JSON.');
  }
}

function described(it: Execution): object {
  return {
    ExecutionArn: executionArn(it.machine, it.name),
    StateMachineArn: machineArn(it.machine),
    Name: it.name,
    Status: it.status,
    StartDate: it.startedAt.toISOString(),
    StopDate: it.stoppedAt?.toISOString(),
    Input: it.input,
    InputDetails: { Included: true },
    ...(it.status === 'SUCCEEDED' ? { Output: it.output, OutputDetails: { Included: true } } : { Error: it.error, Cause: it.cause }),
  };
}
