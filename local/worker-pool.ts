/** Runs steps in worker threads, as Lambda runs them in sandboxes: a broken one takes nothing else along. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';

import type { ClockSetting } from '../shared/clock.ts';
import type { Invoke, InvokeOptions } from './runner/scope.ts';
import { StateError } from './runner/state-error.ts';
import type { WorkerSetup } from './worker-messages.ts';
import { PoolWorker } from './pool-worker.ts';

/** More would wait for the disk together, but keep more documents alive. */
const STEPS_PER_WORKER = 16;
/**
 * By how much a heap grows between two full collections. What a step leaves behind outlives the young generation by a
 * little: V8's own measure lets a month on two workers take a sixth more memory for no speed.
 */
const HEAP_GROWING_PERCENT = 100;

export interface WorkerPoolOptions {
  /** The data folder. */
  readonly folder: string;
  /** Folder with the services. */
  readonly services: URL;
  /** Module that exports `embeddedPorts(folder)`; the embedded default if not given. */
  readonly portsModule?: URL;
  /** Worker threads; one a core if not given. */
  readonly workers?: number;
  /** Steps in flight in a worker at most; further ones wait. */
  readonly stepsPerWorker?: number;
  /** How the workers' clock goes, asked before each step; as that of the machine if nothing is said. */
  readonly clock?: () => ClockSetting;
  /** Commits the workers' writes, asked for on a line each; each worker commits its own if not given. */
  readonly commitFor?: (line: MessagePort) => void;
}

export interface WorkerPool {
  readonly invoke: Invoke;
  /** Has each worker load handlers before they are called, such as `pricing/calculate-price`. */
  preload(names: readonly string[]): void;
  /** Lets steps in flight go and ends the workers. */
  close(): Promise<void>;
}

interface Waiting {
  readonly name: string;
  readonly payload: string;
  readonly options: InvokeOptions;
  readonly resolve: (result: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts the workers and resolves when they are connected.
 *
 * @throws {Error} the worker's own, if it can't connect its ports
 */
export async function openWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const { folder, services, clock, workers: count = availableParallelism(), stepsPerWorker = STEPS_PER_WORKER } = options;
  const portsModule = options.portsModule ?? new URL('./embedded-ports.ts', import.meta.url);
  const setup: WorkerSetup = {
    folder,
    portsModule: portsModule.href,
    services: services.href.endsWith('/') ? services.href : `${services.href}/`,
    ...(clock ? { clock: clock() } : {}),
  };
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const pool = new Pool(setup, stepsPerWorker, options);
  await pool.open(count);
  return {
    invoke: (name, payload, invokeOptions) => pool.invoke(name, payload, invokeOptions),
    preload: (names) => pool.preload(names),
    close: () => pool.close(),
  };
}

class Pool {
  readonly #setup: WorkerSetup;
  readonly #stepsPerWorker: number;
  readonly #commitFor: ((line: MessagePort) => void) | undefined;
  readonly #clock: (() => ClockSetting) | undefined;
  readonly #workers = new Set<PoolWorker>();
  readonly #waiting: Waiting[] = [];
  #loaded: readonly string[] = [];
  #broken: Error | undefined;
  #isClosed = false;

  constructor(setup: WorkerSetup, stepsPerWorker: number, { commitFor, clock }: WorkerPoolOptions) {
    this.#setup = setup;
    this.#stepsPerWorker = stepsPerWorker;
    this.#commitFor = commitFor;
    this.#clock = clock;
  }

  async open(count: number): Promise<void> {
    try {
      await Promise.all(Array.from({ length: count }, () => this.#addWorker()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  invoke(name: string, payload: string, options: InvokeOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, payload, options, resolve, reject });
      this.#dispatch();
    });
  }

  preload(names: readonly string[]): void {
    this.#loaded = names;
    for (const worker of this.#workers) worker.load(names);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#dispatch();
    await Promise.all([...this.#workers].map((worker) => worker.close()));
  }

  #addWorker(): Promise<void> {
    const worker = new PoolWorker(this.#setup, this.#commitFor, () => this.#dispatch());
    this.#workers.add(worker);
    worker.load(this.#loaded);
    void worker.ended.then(() => {
      this.#workers.delete(worker);
      if (this.#isClosed) return;
      this.#addWorker().catch((error: unknown) => {
        this.#broken = error as Error;
        this.#dispatch();
      });
    });
    return worker.ready.then(() => this.#dispatch());
  }

  #dispatch(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next) return;
      if (this.#isClosed || this.#broken) {
        this.#waiting.shift();
        next.reject(this.#broken ?? new StateError('Lambda.Unknown', 'The worker pool is closed.'));
        continue;
      }
      const worker = this.#leastBusy();
      if (!worker) return;
      this.#waiting.shift();
      worker
        .run(next.name, next.payload, next.options.timeoutMilliseconds, this.#clock?.())
        .then(next.resolve, next.reject)
        .finally(() => this.#dispatch());
    }
  }

  #leastBusy(): PoolWorker | undefined {
    let best: PoolWorker | undefined;
    for (const worker of this.#workers) if (worker.isReady && worker.inFlight < (best?.inFlight ?? this.#stepsPerWorker)) best = worker;
    return best;
  }
}
