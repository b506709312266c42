/** A worker thread: connects the ports, loads handlers when they are first called, and runs steps. */
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

import { setClock } from '../shared/clock.ts';
import { type Ports, connect } from '../shared/ports.ts';
import { remoteCommitter } from './commit-line.ts';
import { postTogether } from './post-together.ts';
import type { Committer } from './sqlite-table.ts';
import { jsonText } from './runner/state-error.ts';
import { LOCAL_STAGE } from './runner/task-resource.ts';
import type { FromWorker, StepError, ToWorker, WorkerSetup } from './worker-messages.ts';

interface Context {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}
type Handler = (event: unknown, context: Context) => Promise<unknown>;

const setup = workerData as WorkerSetup;
const pool = parentPort!;
const handlers = new Map<string, Promise<Handler>>();
const tell = postTogether<FromWorker>((messages) => pool.postMessage(messages));

const { embeddedPorts } = (await import(setup.portsModule)) as {
  embeddedPorts: (folder: string, committer?: Committer) => Ports & { close(): void };
};
setClock(setup.clock);
const ports = embeddedPorts(setup.folder, setup.commits && remoteCommitter(setup.commits));
connect(ports);

pool.on('message', (messages: readonly ToWorker[]) => messages.forEach(hear));
tell({ ready: true });

function hear(message: ToWorker): void {
  if ('step' in message) void runStep(message);
  else if ('ping' in message) tell({ pong: message.ping });
  else if ('load' in message) void load(message.load);
  else close();
}

/** What can't be loaded says so when it is called. */
async function load(names: readonly string[]): Promise<void> {
  for (const name of names) await handlerOf(name).catch(() => handlers.delete(name));
}

async function runStep({ step, name, payload, timeoutMilliseconds, clock }: Extract<ToWorker, { step: number }>): Promise<void> {
  if (clock) setClock(clock);
  const end = performance.now() + timeoutMilliseconds;
  const context = {
    awsRequestId: randomUUID(),
    functionName: `stepbill-${name.replace('/', `-${LOCAL_STAGE}-`)}`,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - performance.now())),
  };
  try {
    const handler = await handlerOf(name);
    tell({ step, result: jsonText(await handler(JSON.parse(payload), context)) });
  } catch (error) {
    tell({ step, error: asStepError(error) });
  }
}

function handlerOf(name: string): Promise<Handler> {
  const known = handlers.get(name);
  if (known) return known;
  const loaded = import(new URL(`${name}.handler.ts`, setup.services).href).then((module: { handler?: Handler }) => {
    if (!module.handler) throw new Error(`${name}.handler.ts exports no handler`);
    return module.handler;
  });
  handlers.set(name, loaded);
  return loaded;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function asStepError(error: unknown): StepError {
  if (typeof error !== 'object' || error === null) return { name: typeof error, message: String(error) };
  const { name, message, stack } = error as Partial<Error>;
  return { name: name ?? 'Error', message: message ?? '', ...(stack === undefined ? {} : { stack }) };
}

function close(): void {
  ports.close();
  pool.close();
}
