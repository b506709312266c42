/**
 * The Executions port on a data folder, for threads and processes that don't run state machines themselves: each
 * request is written to `executions.db`, and the runner takes it up from there, now or when it is started.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { ExecutionConflictError, InvalidInputError } from '../../shared/errors.ts';
import type { Execution, Executions, MapCounts, StateVisit } from '../../shared/executions.ts';
import type { ExecutionRow } from './execution-rows.ts';
import { ExecutionStore } from './execution-store.ts';
import type { TaskCall } from './scope.ts';
import { MOST_PAYLOAD_BYTES, jsonText } from './state-error.ts';

export const EXECUTIONS_FILE = 'executions.db';
const NAME = /^[A-Za-z0-9._-]{1,80}$/;

/** What may be asked of the runner of a folder, from anywhere. */
export interface FolderExecutions extends Executions {
  /**
   * Starts an execution that failed, was stopped or timed out again, in the state where it ended and with that
   * state's input; one that runs or succeeded stays as it is.
   *
   * @throws {InvalidInputError} if there is no such execution
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  redrive(machine: string, name: string): Promise<void>;
}

/**
 * @param folder the data folder
 * @param now the present, which may be fixed
 */
export function openExecutionsClient(folder: string, now: () => Date): FolderExecutions & { close(): void } {
  const store = new ExecutionStore(join(folder, EXECUTIONS_FILE));
  return Object.assign(executionsOn(store, now), { close: () => store.close() });
}

/** The port on an open store. */
export function executionsOn(store: ExecutionStore, now: () => Date): FolderExecutions {
  return {
    async start(machine: string, name: string, input: unknown): Promise<Execution> {
      return (await startOn(store, machine, name, input, now())).execution;
    },

    async stop(machine: string, name: string, cause: string): Promise<void> {
      if (!store.find(machine, name)) throw new InvalidInputError(`There is no execution ${name} of ${machine}.`);
      await store.askToStop(machine, name, cause);
    },

    async redrive(machine: string, name: string): Promise<void> {
      const row = store.find(machine, name);
      if (!row) throw new InvalidInputError(`There is no execution ${name} of ${machine}.`);
      if (row.execution.status === 'RUNNING' || row.execution.status === 'SUCCEEDED') return;
      await store.redrive(row.id, now());
    },

    async describe(machine: string, name: string): Promise<Execution | undefined> {
      return store.find(machine, name)?.execution;
    },

    async history(machine: string, name: string): Promise<StateVisit[]> {
      const row = store.find(machine, name);
      return row ? store.visits(row.id).map(({ ordinal: _, ...visit }) => visit) : [];
    },

    async mapCounts(machine: string, name: string): Promise<MapCounts | undefined> {
      const row = store.find(machine, name);
      return row && store.counts(row.id);
    },

    async succeedTask(token: string, output: unknown): Promise<void> {
      requireSize(output);
      requireAnswer(await store.answer(token, { output }), { output });
    },

    async failTask(token: string, error: string, cause: string): Promise<void> {
      requireAnswer(await store.answer(token, { error, cause }), { error, cause });
    },

    async heartbeat(token: string): Promise<void> {
      const call = await store.beat(token, now());
      if (!call) throw new InvalidInputError('There is no such task token.');
      if (call.answer) throw new ExecutionConflictError('The task has ended.');
    },
  };
}

/**
 * Records the start of an execution, or finds the one of that name.
 *
 * @throws as Executions.start does
 */
export async function startOn(store: ExecutionStore, machine: string, name: string, input: unknown, at: Date): Promise<ExecutionRow> {
  if (!store.hasMachine(machine)) throw new InvalidInputError(`There is no state machine ${machine} in this data folder.`);
  if (!NAME.test(name)) throw new InvalidInputError(`"${name}" can't name an execution: 1 to 80 letters, digits, . _ and - are allowed.`);
  requireSize(input);
  const text = jsonText(input);
  const row = await store.insert(machine, name, text, at);
  if (isDeepStrictEqual(row.execution.input, JSON.parse(text))) return row;
  throw new ExecutionConflictError(`The execution ${name} of ${machine} was started with other input.`);
}

function requireSize(value: unknown): void {
  const bytes = Buffer.byteLength(jsonText(value));
  if (bytes > MOST_PAYLOAD_BYTES)
    throw new InvalidInputError(`${bytes} bytes are more than the ${MOST_PAYLOAD_BYTES} a state takes: store them and pass the key.`);
}

function requireAnswer(call: TaskCall | undefined, given: NonNullable<TaskCall['answer']>): void {
  if (!call) throw new InvalidInputError('There is no such task token.');
  if (!call.answer) throw new ExecutionConflictError('The execution of this task has ended.');
  if (!isDeepStrictEqual(call.answer, JSON.parse(jsonText(given))))
    throw new ExecutionConflictError('The task has ended with another answer.');
}
