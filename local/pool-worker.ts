/** One worker thread of the pool, and the steps in flight in it. */
import { MessageChannel, type MessagePort, SHARE_ENV, Worker } from 'node:worker_threads';

import type { ClockSetting } from '../shared/clock.ts';
import { StateError } from './runner/state-error.ts';
import { postTogether } from './post-together.ts';
import type { FromWorker, StepError, ToWorker, WorkerSetup } from './worker-messages.ts';

/** Megabytes. Less saves memory and costs time: documents on their way are copied more often. */
const YOUNG_GENERATION = 96;
/** A worker that does not answer within this many milliseconds after a time-out hangs and is ended. */
const ANSWER_MILLISECONDS = 2_000;
const CLOSE_MILLISECONDS = 5_000;

interface Step {
  readonly resolve: (result: string) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

export class PoolWorker {
  /** Resolves when the worker has connected its ports, rejects if it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Whether it takes steps: connected, and not suspected of hanging. */
  isReady = false;
  readonly #worker: Worker;
  readonly #steps = new Map<number, Step>();
  readonly #onReady: () => void;
  readonly #tell: (message: ToWorker) => void;
  #lastStep = 0;
  /** As the worker was told last. */
  #clock: ClockSetting | undefined;
  #lastPing = 0;
  #pingTimer: NodeJS.Timeout | undefined;
  #fault: Error | undefined;

  /**
   * @param commitFor takes the other end of the line on which the worker has its writes committed
   * @param onReady called whenever it takes steps again
   */
  constructor(setup: WorkerSetup, commitFor: ((line: MessagePort) => void) | undefined, onReady: () => void) {
    this.#onReady = onReady;
    const line = commitFor && new MessageChannel();
    if (line) commitFor(line.port1);
    this.#worker = new Worker(new URL('./handler-worker.ts', import.meta.url), {
      workerData: line ? { ...setup, commits: line.port2 } : setup,
      transferList: line ? [line.port2] : [],
      // What is said later, such as the address of the console, is heard of by steps too.
      env: SHARE_ENV,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
    });
    const { promise: ready, resolve: becomeReady, reject: failToStart } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.ready = ready;
    this.ended = ended;
    this.#tell = postTogether((messages) => this.#worker.postMessage(messages));
    this.#worker.on('message', (messages: readonly FromWorker[]) => {
      for (const message of messages) {
        if ('ready' in message) {
          this.isReady = true;
          becomeReady();
        } else this.#hear(message);
      }
    });
    this.#worker.on('error', (error) => {
      this.#fault = error as Error;
    });
    this.#worker.on('exit', (code) => {
      this.isReady = false;
      clearTimeout(this.#pingTimer);
      const reason = this.#fault?.message ?? `exit code ${code}`;
      for (const { reject, timer } of this.#steps.values()) {
        clearTimeout(timer);
        reject(new StateError('Lambda.Unknown', `The worker running this step broke down: ${reason}`));
      }
      this.#steps.clear();
      failToStart(this.#fault ?? new Error(`A worker ended before it was connected: ${reason}`));
      end();
    });
  }

  /** Steps that run in this worker. */
  get inFlight(): number {
    return this.#steps.size;
  }

  /**
   * @throws {StateError} States.Timeout when it takes longer, Lambda.Unknown when the worker breaks down; else an
   *   object with name, message and stack of the handler's error
   */
  run(name: string, payload: string, timeoutMilliseconds: number, clock?: ClockSetting): Promise<string> {
    const step = ++this.#lastStep;
    const moved = clock === this.#clock ? {} : { clock };
    this.#clock = clock;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#timeOut(step, timeoutMilliseconds), timeoutMilliseconds);
      this.#steps.set(step, { resolve, reject, timer });
      this.#tell({ step, name, payload, timeoutMilliseconds, ...moved });
    });
  }

  /** Loads handlers, such as `pricing/calculate-price`, before they are called. */
  load(names: readonly string[]): void {
    this.#tell({ load: names });
  }

  async close(): Promise<void> {
    this.#tell({ close: true });
    const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_MILLISECONDS);
    await this.ended;
    clearTimeout(timer);
  }

  #hear(message: Exclude<FromWorker, { ready: true }>): void {
    if ('pong' in message) {
      if (message.pong !== this.#lastPing) return;
      clearTimeout(this.#pingTimer);
      this.isReady = true;
      this.#onReady();
      return;
    }
    const step = this.#steps.get(message.step);
    // It came after its time-out.
    if (!step) return;
    clearTimeout(step.timer);
    this.#steps.delete(message.step);
    if ('result' in message) step.resolve(message.result);
    else step.reject(asError(message.error));
  }

  #timeOut(step: number, milliseconds: number): void {
    const { reject } = this.#steps.get(step)!;
    this.#steps.delete(step);
    reject(new StateError('States.Timeout', `The step took longer than ${milliseconds} ms.`));
    this.isReady = false;
    this.#tell({ ping: ++this.#lastPing });
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => void this.#worker.terminate(), ANSWER_MILLISECONDS);
  }
}

function asError({ name, message, stack }: StepError): Error {
  const error = Object.assign(new Error(message), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
