/** Machines and runners for the tests of the runner: real files on disk, handlers as plain functions. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Execution } from '../../shared/executions.ts';
import type { MachineFile } from './compile-machine.ts';
import { openDiskFiles } from '../disk-files.ts';
import { type Runner, type RunnerOptions, openRunner } from './runner.ts';
import type { Invoke } from './scope.ts';
import { StateError, jsonText } from './state-error.ts';

export type Handlers = Readonly<Record<string, (input: never) => unknown>>;

export const LAMBDA = 'arn:aws:lambda:local:000000000000:function:stepbill-pricing-local-';

/** A Task that calls a function of the service `pricing`; ends the machine unless told otherwise. */
export function task(name: string, fields: object = { End: true }): object {
  return { Type: 'Task', Resource: `${LAMBDA}${name}`, TimeoutSeconds: 20, ...fields };
}

/** A Task that waits for its token. */
export function tokenTask(name: string, fields: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: `${LAMBDA}${name}`, Payload: { 'token.$': '$$.Task.Token' } },
    TimeoutSeconds: 31_536_000,
    End: true,
    ...fields,
  };
}

export function machine(states: object, fields: object & { name?: string; type?: 'STANDARD' | 'EXPRESS' } = {}): MachineFile {
  const { name = 'run', type = 'STANDARD', ...rest } = fields;
  return { name, type, file: `${name}.asl.yml`, definition: { StartAt: Object.keys(states)[0], States: states, ...rest } };
}

/** Calls the handlers in this thread, keyed by the function's name without its service. */
export function invoking(handlers: Handlers): Invoke {
  return async (name, payload, { timeoutMilliseconds }) => {
    const handler = handlers[name.split('/')[1]!] as ((input: unknown) => unknown) | undefined;
    if (!handler) throw new Error(`no handler ${name}`);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new StateError('States.Timeout', 'too long')), timeoutMilliseconds).unref();
    try {
      return jsonText(await Promise.race([handler(JSON.parse(payload) as never), late.promise]));
    } finally {
      clearTimeout(timer);
    }
  };
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'stepbill-runner-'));
}

/** A second of Retry, time-outs and heartbeats takes 10 ms. */
export function openTestRunner(
  machines: readonly MachineFile[],
  handlers: Handlers = {},
  options: Partial<RunnerOptions> = {},
): Promise<Runner> {
  const folder = options.folder ?? newFolder();
  const files = openDiskFiles(join(folder, 'files'), { isArchive: false });
  return openRunner({ folder, files, machines, invoke: invoking(handlers), now: () => new Date(), millisecondsPerSecond: 10, ...options });
}

/** Runs one machine to its end. */
export async function runOnce(
  states: object,
  input: unknown,
  handlers: Handlers = {},
  others: readonly MachineFile[] = [],
): Promise<Execution> {
  const runner = await openTestRunner([machine(states), ...others], handlers);
  try {
    await runner.start('run', 'once', input);
    return await runner.whenStopped('run', 'once');
  } finally {
    await runner.close();
  }
}

/** A handler that never returns. */
export const never = (): Promise<never> => new Promise(() => undefined);

export function failing(name: string, message = 'no'): () => never {
  return () => {
    throw Object.assign(new Error(message), { name });
  };
}
