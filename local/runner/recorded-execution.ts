/** Takes one recorded execution from the state it is in to its end. */
import { setMaxListeners } from 'node:events';

import type { Execution, MapCounts } from '../../shared/executions.ts';
import type { Machine } from './compile-machine.ts';
import type { ExecutionRow, VisitRow } from './execution-rows.ts';
import type { End, Exit, ExecutionStore } from './execution-store.ts';
import { MOST_EXPRESS_SECONDS } from './express-execution.ts';
import { runState } from './interpret-state.ts';
import { type Scope, Suspended, type Visit, type World, executionArn, machineArn } from './scope.ts';
import { StateError, jsonText, requirePayloadSize, runtimeError } from './state-error.ts';
import { type WaitingRoom, atInstant } from './waiting-room.ts';

const COUNTS_EVERY_MILLISECONDS = 1_000;

/** What a running execution needs of its runner. */
export interface Host {
  readonly world: World;
  readonly store: ExecutionStore;
  readonly room: WaitingRoom;
  start(machine: string, name: string, input: unknown): Promise<Execution>;
  tell(progress: Progress): void;
  /** It waits and does nothing until the matching `wakes`. */
  rests(): void;
  wakes(): void;
}

export type Progress = { readonly machine: string; readonly name: string } & (
  | { readonly type: 'entered' | 'exited'; readonly state: string; readonly at: Date }
  | { readonly type: 'map'; readonly counts: MapCounts }
  | { readonly type: 'stopped'; readonly status: Execution['status']; readonly at: Date }
);

/** Ends an execution from outside. */
export class Stopped extends Error {
  readonly end: Omit<End, 'at'>;

  constructor(end: Omit<End, 'at'>) {
    super(end.cause ?? end.status);
    this.end = end;
  }
}

/** Lets go of an execution without ending it: the runner closes. */
export class LetGo extends Error {}

export class RecordedExecution {
  readonly row: ExecutionRow;
  readonly #host: Host;
  readonly #machine: Machine;
  readonly #controller = new AbortController();
  counts: MapCounts | undefined;
  #countsKept: MapCounts | undefined;
  #countsKeptAt = 0;

  constructor(row: ExecutionRow, machine: Machine, host: Host) {
    this.row = row;
    this.#machine = machine;
    this.#host = host;
    setMaxListeners(0, this.#controller.signal);
  }

  stop(reason: Stopped | LetGo): void {
    this.#controller.abort(reason);
  }

  /** Resolves when the end is recorded, or the runner has let go of it. */
  async run(): Promise<void> {
    const { store, world } = this.#host;
    const { execution } = this.row;
    const limit = this.#machine.type === 'EXPRESS' ? MOST_EXPRESS_SECONDS : Infinity;
    const seconds = Math.min(this.#machine.timeoutSeconds ?? Infinity, limit);
    const deadline = new Date((this.row.redrivenAt ?? execution.startedAt).getTime() + seconds * world.millisecondsPerSecond);
    const timedOut = (): void =>
      this.stop(new Stopped({ status: 'TIMED_OUT', error: 'States.Timeout', cause: `TimeoutSeconds ${seconds}` }));
    const alarm = seconds === Infinity ? undefined : atInstant(deadline, world.now, timedOut);
    try {
      if (this.row.stopCause !== undefined) this.stop(new Stopped({ status: 'ABORTED', cause: this.row.stopCause }));
      await this.#throughStates(store.lastVisit(this.row.id) ?? (await this.#enter(0, this.#machine.graph.startAt, execution.input)));
    } catch (error) {
      if (!(error instanceof LetGo)) throw error;
    } finally {
      alarm?.cancel();
    }
  }

  async #throughStates(first: VisitRow): Promise<void> {
    const { world } = this.#host;
    let visit = first;
    for (;;) {
      const progress = { attempts: 0 };
      try {
        const { output, next } = await this.#pass(visit, progress);
        requirePayloadSize(jsonText(output), `The output of ${visit.state}`);
        const exit = { ordinal: visit.ordinal, state: visit.state, output, attempts: progress.attempts };
        if (next === undefined) return await this.#end(exit, { status: 'SUCCEEDED', output, at: world.now() });
        visit = await this.#enter(visit.ordinal + 1, next, output, exit);
      } catch (error) {
        if (error instanceof LetGo) throw error;
        const end = error instanceof Stopped ? error.end : failure(error);
        return await this.#end({ ordinal: visit.ordinal, attempts: progress.attempts }, { ...end, at: world.now() });
      } finally {
        await this.#keepCounts();
      }
    }
  }

  /** One state, however often it has to wait. */
  async #pass(row: VisitRow, progress: { attempts: number }): Promise<{ output: unknown; next?: string }> {
    const state = this.#machine.graph.states.get(row.state);
    if (!state) throw runtimeError(`The machine has no state ${row.state} any more.`);
    const { signal } = this.#controller;
    for (;;) {
      progress.attempts = 0;
      try {
        return await runState(state, row.input, this.#scope(), this.#visit(row, progress));
      } catch (error) {
        if (!(error instanceof Suspended)) throw error;
        this.#host.rests();
        const come = Promise.withResolvers<void>();
        this.#host.room.enter(error.until, signal, () => {
          this.#host.wakes();
          come.resolve();
        });
        await come.promise;
      }
    }
  }

  #scope(): Scope {
    const { machine, name, input, startedAt } = this.row.execution;
    return {
      world: this.#host.world,
      signal: this.#controller.signal,
      execution: { Id: executionArn(machine, name), Input: input, Name: name, StartTime: startedAt.toISOString(), RedriveCount: 0 },
      machine: { Id: machineArn(machine), Name: machine },
    };
  }

  #visit(row: VisitRow, progress: { attempts: number }): Visit {
    const { store, world } = this.#host;
    const { id, execution } = this.row;
    return {
      key: `${execution.machine}|${execution.name}|${row.ordinal}`,
      enteredAt: row.enteredAt,
      begin: () => progress.attempts++,
      report: (counts) => this.#report(counts),
      start: (machine, name, input) => this.#host.start(machine, name, input),
      calls: {
        get: (ordinal) => store.call(id, row.ordinal, ordinal),
        make: (ordinal, deadline, heartbeat) => {
          const beat =
            heartbeat === undefined ? undefined : { milliseconds: heartbeat, deadline: new Date(world.now().getTime() + heartbeat) };
          return store.makeCall(id, row.ordinal, ordinal, deadline, beat);
        },
        returned: (token) => store.markReturned(token),
        fail: async (token, error, cause) => {
          await store.answer(token, { error, cause });
        },
      },
    };
  }

  #report(counts: MapCounts): void {
    const { signal } = this.#controller;
    if (signal.aborted) return;
    this.counts = counts;
    this.#host.tell({ type: 'map', ...this.#name(), counts });
    if (performance.now() - this.#countsKeptAt < COUNTS_EVERY_MILLISECONDS) return;
    this.#keepCounts().catch(() => undefined);
  }

  async #keepCounts(): Promise<void> {
    const { counts } = this;
    if (!counts || counts === this.#countsKept) return;
    this.#countsKept = counts;
    this.#countsKeptAt = performance.now();
    await this.#host.store.keepCounts(this.row.id, counts);
  }

  async #enter(ordinal: number, state: string, input: unknown, exit?: Exit & { state: string }): Promise<VisitRow> {
    const { store, world, tell } = this.#host;
    const at = world.now();
    const type = this.#machine.graph.states.get(state)?.type ?? 'Task';
    this.#controller.signal.throwIfAborted();
    await store.move(this.row.id, exit, { ordinal, state, type, input, at }, undefined, at);
    if (exit) tell({ type: 'exited', ...this.#name(), state: exit.state, at });
    tell({ type: 'entered', ...this.#name(), state, at });
    return { ordinal, state, type, input, enteredAt: at, attempts: 0 };
  }

  async #end(exit: Exit, end: End): Promise<void> {
    const { store, tell } = this.#host;
    await store.move(this.row.id, exit, undefined, end, end.at);
    tell({ type: 'stopped', ...this.#name(), status: end.status, at: end.at });
  }

  #name(): { machine: string; name: string } {
    const { machine, name } = this.row.execution;
    return { machine, name };
  }
}

function failure(error: unknown): Omit<End, 'at'> {
  const { name, message } = error instanceof StateError ? error : runtimeError(String((error as Error).stack ?? error));
  return { status: 'FAILED', error: name, cause: message };
}
