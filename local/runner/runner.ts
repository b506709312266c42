/**
 * The local runner: executes the deployed state machines on one machine and survives being killed.
 *
 * Each top-level state's input is recorded before it begins and its output before the next one does. After a crash
 * an execution re-enters the state it was in with that input, as redrive does on AWS.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { InvalidInputError } from '../../shared/errors.ts';
import type { Execution, Executions } from '../../shared/executions.ts';
import type { Files } from '../../shared/files.ts';
import { type MachineFile, compileMachines } from './compile-machine.ts';
import { EXECUTIONS_FILE, type FolderExecutions, executionsOn, startOn } from './executions-client.ts';
import type { ExecutionRow } from './execution-rows.ts';
import { ExecutionStore } from './execution-store.ts';
import { lockFolder } from './folder-lock.ts';
import { type Host, LetGo, type Progress, RecordedExecution, Stopped } from './recorded-execution.ts';
import type { Invoke, World } from './scope.ts';
import { WaitingRoom } from './waiting-room.ts';

/** How often requests of other threads and processes are looked for. */
const POLL_MILLISECONDS = 50;
/** Children of a Distributed Map that keep one core busy while another writes. */
const CHILDREN_PER_CORE = 2;

export interface RunnerOptions {
  /** The data folder; made if absent. */
  readonly folder: string;
  readonly machines: readonly MachineFile[];
  readonly invoke: Invoke;
  /** Working files; every bucket of a definition is this one. */
  readonly files: Files;
  /** The present, which may be fixed. */
  readonly now: () => Date;
  /** Children of a Distributed Map at once; 2 a core if not given. */
  readonly mapConcurrency?: number;
  /** Length of a second of Retry, time-outs and heartbeats: 1,000; tests take less. */
  readonly millisecondsPerSecond?: number;
  /** Told of each state that no history records, as it begins and with each Retry: those inside Maps and Express executions. */
  readonly onState?: World['onState'];
}

export interface Runner extends FolderExecutions {
  /** Takes up every unfinished execution, and from now on what clients of the folder start. */
  resume(): Promise<void>;
  /**
   * The execution when it has stopped.
   *
   * @throws {InvalidInputError} if there is no such execution
   */
  whenStopped(machine: string, name: string): Promise<Execution>;
  /** Resolves when no execution does anything, except wait for a token or an instant. */
  settle(): Promise<void>;
  /** @returns how to stop listening */
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Looks at the clock and at other processes' requests now; for a clock that was moved. */
  wake(): void;
  /** Lets go of all executions, which stay unfinished, and of the folder. */
  close(): Promise<void>;
}

/**
 * @throws {MachineError} naming every fault, if a machine would not run as on AWS
 * @throws {FolderLockedError} naming the process, if another one runs this folder
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
  const { folder, millisecondsPerSecond = 1_000, mapConcurrency = CHILDREN_PER_CORE * availableParallelism() } = options;
  const machines = compileMachines(options.machines, millisecondsPerSecond);
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const store = new ExecutionStore(join(folder, EXECUTIONS_FILE));
    try {
      await store.keepMachines(machines.values());
    } catch (error) {
      store.close();
      throw error;
    }
    const { invoke, files, now, onState } = options;
    return new FolderRunner({ machines, invoke, files, now, mapConcurrency, millisecondsPerSecond, onState }, store, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class FolderRunner implements Runner {
  readonly describe: Executions['describe'];
  readonly history: Executions['history'];
  readonly #world: World;
  readonly #store: ExecutionStore;
  readonly #unlock: () => void;
  readonly #port: FolderExecutions;
  readonly #room: WaitingRoom;
  readonly #running = new Map<number, { execution: RecordedExecution; ended: Promise<void> }>();
  readonly #listeners = new Set<(progress: Progress) => void>();
  readonly #poll = setInterval(() => this.#lookAround(), POLL_MILLISECONDS);
  #active = 0;
  #onIdle: (() => void)[] = [];
  #seenVersion = -1;
  /** Executions of clients are taken up beyond this one; Infinity until resume. */
  #lastId = Infinity;
  #isClosed = false;

  constructor(world: World, store: ExecutionStore, unlock: () => void) {
    this.#world = world;
    this.#store = store;
    this.#unlock = unlock;
    this.#port = executionsOn(store, world.now);
    this.#room = new WaitingRoom(world.now);
    this.describe = this.#port.describe;
    this.history = this.#port.history;
  }

  async start(machine: string, name: string, input: unknown): Promise<Execution> {
    const row = await startOn(this.#store, machine, name, input, this.#world.now());
    this.#take(machine, name);
    return row.execution;
  }

  async stop(machine: string, name: string, cause: string): Promise<void> {
    await this.#port.stop(machine, name, cause);
    this.#stopAsked();
    const row = this.#store.find(machine, name)!;
    await this.#running.get(row.id)?.ended;
  }

  async mapCounts(machine: string, name: string): ReturnType<Executions['mapCounts']> {
    const row = this.#store.find(machine, name);
    return row && (this.#running.get(row.id)?.execution.counts ?? this.#store.counts(row.id));
  }

  async succeedTask(token: string, output: unknown): Promise<void> {
    await this.#port.succeedTask(token, output);
    this.#room.callToken(token);
  }

  async failTask(token: string, error: string, cause: string): Promise<void> {
    await this.#port.failTask(token, error, cause);
    this.#room.callToken(token);
  }

  async heartbeat(token: string): Promise<void> {
    await this.#port.heartbeat(token);
    this.#room.callToken(token);
  }

  async resume(): Promise<void> {
    this.#lastId = 0;
    this.#takeNew();
  }

  async redrive(machine: string, name: string): Promise<void> {
    await this.#port.redrive(machine, name);
    this.#take(machine, name);
  }

  async whenStopped(machine: string, name: string): Promise<Execution> {
    for (;;) {
      const row = this.#store.find(machine, name);
      if (!row) throw new InvalidInputError(`There is no execution ${name} of ${machine}.`);
      if (row.execution.status !== 'RUNNING') return row.execution;
      const stopped = Promise.withResolvers<void>();
      this.#room.enter({ execution: { machine, name } }, new AbortController().signal, stopped.resolve);
      await stopped.promise;
    }
  }

  async settle(): Promise<void> {
    // Whoever waited for an instant that has come is called by a timer of none.
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (;;) {
      this.#seenVersion = -1;
      this.#lookAround();
      if (this.#active === 0) return;
      await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    }
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  wake(): void {
    this.#seenVersion = -1;
    this.#lookAround();
    this.#room.checkClock();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#poll);
    const running = [...this.#running.values()];
    for (const { execution } of running) execution.stop(new LetGo('The runner closes.'));
    await Promise.all(running.map(({ ended }) => ended));
    this.#store.close();
    this.#unlock();
  }

  /** Runs an execution unless it has stopped or is running here. */
  #take(machine: string, name: string): void {
    if (this.#isClosed) return;
    const row = this.#store.find(machine, name);
    if (row?.execution.status !== 'RUNNING' || this.#running.has(row.id)) return;
    const definition = this.#world.machines.get(machine);
    if (!definition) return void this.#failUnknown(row);
    const execution = new RecordedExecution(row, definition, this.#host());
    this.#active++;
    const ended = execution.run().finally(() => this.#ended(row));
    this.#running.set(row.id, { execution, ended });
  }

  #ended(row: ExecutionRow): void {
    this.#running.delete(row.id);
    this.#goIdle();
    if (this.#isClosed) return;
    const { machine, name } = row.execution;
    this.#room.callExecution(machine, name);
    // Started again before we were done with its end.
    this.#take(machine, name);
  }

  /** The machine was removed since. */
  async #failUnknown({ id, execution }: ExecutionRow): Promise<void> {
    const at = this.#world.now();
    const cause = `There is no machine ${execution.machine} any more.`;
    await this.#store.move(id, undefined, undefined, { status: 'FAILED', error: 'States.Runtime', cause, at }, at);
    this.#room.callExecution(execution.machine, execution.name);
  }

  #host(): Host {
    return {
      world: this.#world,
      store: this.#store,
      room: this.#room,
      start: (machine, name, input) => this.#startFromState(machine, name, input),
      tell: (progress) => {
        for (const listener of this.#listeners) listener(progress);
      },
      rests: () => this.#goIdle(),
      wakes: () => {
        this.#active++;
      },
    };
  }

  async #startFromState(machine: string, name: string, input: unknown): Promise<Execution> {
    await this.start(machine, name, input);
    return this.#store.find(machine, name)!.execution;
  }

  #goIdle(): void {
    this.#active--;
    if (this.#active > 0) return;
    const waiting = this.#onIdle;
    this.#onIdle = [];
    for (const resolve of waiting) resolve();
  }

  #lookAround(): void {
    if (this.#isClosed) return;
    const version = this.#store.version();
    if (version === this.#seenVersion) return;
    this.#seenVersion = version;
    this.#takeNew();
    this.#stopAsked();
    for (const token of this.#room.tokens()) if (this.#store.callOf(token)?.answer) this.#room.callToken(token);
  }

  #takeNew(): void {
    for (const { id, execution } of this.#store.running(this.#lastId === Infinity ? Number.MAX_SAFE_INTEGER : this.#lastId)) {
      this.#take(execution.machine, execution.name);
      this.#lastId = id;
    }
    if (this.#lastId === Infinity) return;
    for (const { execution } of this.#store.redriven()) this.#take(execution.machine, execution.name);
  }

  #stopAsked(): void {
    for (const { id, stopCause } of this.#store.toStop())
      this.#running.get(id)?.execution.stop(new Stopped({ status: 'ABORTED', cause: stopCause! }));
  }
}
