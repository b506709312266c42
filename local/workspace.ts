import { fileURLToPath } from 'node:url';
import { clockFrom, clockSetting, now, setClock } from '../shared/clock.ts';
import { quietLog } from '../shared/config.ts';
import { connect } from '../shared/ports.ts';
import { openCommitThread } from './commit-thread.ts';
import type { CommitThread } from './commit-thread.ts';
import { embeddedPorts } from './embedded-ports.ts';
import type { FolderExecutions } from './runner/executions-client.ts';
import type { Runner, RunnerOptions } from './runner/runner.ts';
import type { Invoke } from './runner/scope.ts';
import type { WorkerPool, WorkerPoolOptions } from './worker-pool.ts';

const ROOT = new URL('../', import.meta.url);

/** What every customer of a run goes through: worth loading before it begins. */
const STEPS_OF_A_CUSTOMER = [
  'pricing/calculate-price',
  'invoicing/draft-invoice',
  'invoice-numbering/generate-invoice-number',
  'invoicing/create-invoice',
  'pdf-rendering/generate-pdf',
  'pdf-rendering/file-pdf',
];

/** Where a command works and when it believes it is. */
export interface WorkspaceOptions {
  /** The data folder; made if absent. */
  readonly data: string;
  /** Sets the clock of this process and its workers. */
  readonly now?: Date | undefined;
  /** Whether the clock goes on from there; it stands if not. */
  readonly isClockGoing?: boolean;
  /** Worker threads; one a core if not given. */
  readonly threads?: number | undefined;
}

/** A data folder with everything that works on it: ports, workers, runner. */
export interface Workspace extends AsyncDisposable {
  readonly data: string;
  readonly invoke: Invoke;
  /** What is asked for here, whoever runs the folder does. */
  readonly executions: FolderExecutions;
  /** Opened when it is first asked for; only one process may run the state machines of a folder. */
  runner(): Promise<Runner>;
}

/** Connects this process to a data folder. */
export function openWorkspace({ data, now: at, isClockGoing = false, threads }: WorkspaceOptions): Workspace {
  quietLog();
  const clock = at && (isClockGoing ? clockFrom(at) : { fixedAt: at.toISOString() });
  setClock(clock);
  const ports = embeddedPorts(data);
  connect(ports);
  // Started when the first step runs: many commands only read.
  let pool: Promise<WorkerPool> | undefined;
  let commits: CommitThread | undefined;
  const workers = (): Promise<WorkerPool> =>
    (pool ??= startPool({
      folder: data,
      services: new URL('services/', ROOT),
      commitFor: (line) => (commits ??= openCommitThread(data, clock)).serve(line),
      ...(threads === undefined ? {} : { workers: threads }),
      ...(clock ? { clock: clockSetting } : {}),
    }));
  const invoke: Invoke = async (name, payload, invokeOptions) => (await workers()).invoke(name, payload, invokeOptions);
  let runner: Promise<Runner> | undefined;
  return {
    data,
    invoke,
    executions: ports.executions,
    runner() {
      // Workers load their handlers while the definitions are read. If they can't start, the first step says so.
      workers().then(
        (opened) => opened.preload(STEPS_OF_A_CUSTOMER),
        () => {},
      );
      return (runner ??= startRunner({ folder: data, invoke, files: ports.files, now }));
    },
    async [Symbol.asyncDispose]() {
      // Who asked for one that could not be opened was told; what was opened is closed all the same.
      await (await runner?.catch(() => undefined))?.close();
      await (await pool?.catch(() => undefined))?.close();
      await commits?.close();
      ports.close();
      connect(undefined);
      setClock(undefined);
    },
  };
}

// Neither is loaded before it is needed: that is most of what a command takes to begin.
async function startPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  return (await import('./worker-pool.ts')).openWorkerPool(options);
}

async function startRunner(options: Omit<RunnerOptions, 'machines'>): Promise<Runner> {
  const { loadMachines } = await import('./runner/machine-files.ts');
  const { openRunner } = await import('./runner/runner.ts');
  return openRunner({ ...options, machines: loadMachines(fileURLToPath(ROOT)) });
}
