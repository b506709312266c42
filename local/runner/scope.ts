/** What a running state can reach: its execution's context object, the world outside, and whether it was stopped. */
import { setMaxListeners } from 'node:events';

import type { Execution, MapCounts } from '../../shared/executions.ts';
import type { Files } from '../../shared/files.ts';
import type { Machine } from './compile-machine.ts';
import { LOCAL_STAGE } from './task-resource.ts';

const ACCOUNT = 'local:000000000000';

/** The world outside, as the runner gives it to every execution. */
export interface World {
  readonly machines: ReadonlyMap<string, Machine>;
  /** Calls a function and returns its result's JSON. */
  readonly invoke: Invoke;
  /** Every bucket. */
  readonly files: Files;
  readonly now: () => Date;
  /** Children of a Distributed Map at once, whatever its MaxConcurrency allows beyond. */
  readonly mapConcurrency: number;
  /** Length of a second of time-outs: 1,000; tests take less. */
  readonly millisecondsPerSecond: number;
  /** Told of each state of Map iterations and Express executions as it begins, and again with each Retry. */
  readonly onState?: ((begun: InnerState) => void) | undefined;
}

/** A state that no history records. */
export interface InnerState {
  readonly machine: string;
  readonly execution: string;
  readonly state: string;
}

/**
 * Calls a function, as Lambda would.
 *
 * @param name `pricing/calculate-price`
 * @param payload JSON
 * @returns JSON of the result, `null` for none
 * @throws an error whose name, message and stack are those of the handler's error; `Lambda.Unknown` if the
 *   function broke down without one, `States.Timeout` if it took longer than allowed
 */
export type Invoke = (name: string, payload: string, options: InvokeOptions) => Promise<string>;
export interface InvokeOptions {
  /** Counted from the moment the function begins, not while it waits for a free worker. */
  readonly timeoutMilliseconds: number;
}

/**
 * The context object.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export interface ContextObject {
  readonly Execution: {
    readonly Id: string;
    readonly Input: unknown;
    readonly Name: string;
    readonly StartTime: string;
    readonly RedriveCount: 0;
  };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
  readonly State: { readonly Name: string; readonly EnteredTime: string; RetryCount: number };
  readonly Map?: { readonly Item: MapItem };
  readonly Task?: { readonly Token: string };
}
export interface MapItem {
  readonly Index: number;
  readonly Value: unknown;
}

/** One execution, or one iteration of an inline Map in it. */
export interface Scope {
  readonly world: World;
  readonly execution: ContextObject['Execution'];
  readonly machine: ContextObject['StateMachine'];
  readonly item?: MapItem;
  /** Aborted when the execution is stopped or timed out; its reason is what the execution ends with. */
  readonly signal: AbortSignal;
}

/** The current passage through a top-level state of a recorded execution. */
export interface Visit {
  /** Machine, execution and ordinal of the state: the same after a restart. */
  readonly key: string;
  /** What this state does with its task tokens; see token-wait.ts. */
  readonly calls: TaskCalls;
  readonly enteredAt: Date;
  /** Counts an attempt at the state's work. */
  begin(): void;
  /** Live counts of a Distributed Map. */
  report(counts: MapCounts): void;
  /** Starts another execution or finds it. */
  start(machine: string, name: string, input: unknown): Promise<Execution>;
}

export interface TaskCalls {
  /** The call of that ordinal, 0 for the first, or undefined. */
  get(ordinal: number): TaskCall | undefined;
  /** Records a new call with a new token. */
  make(ordinal: number, deadline: Date, heartbeatMilliseconds: number | undefined): Promise<TaskCall>;
  /** Records that the function returned; only an answer ends the call now. */
  returned(token: string): Promise<void>;
  /** Ends a call that has no answer yet. */
  fail(token: string, error: string, cause: string): Promise<void>;
}

export interface TaskCall {
  readonly token: string;
  readonly hasReturned: boolean;
  readonly deadline: Date;
  /** Undefined if the task has no heartbeat. */
  readonly heartbeatDeadline?: Date;
  readonly answer?: { readonly output: unknown } | { readonly error: string; readonly cause: string };
}

/** Ends an interpreted state that has to wait; the runner takes it up again when what it waits for has come. */
export class Suspended extends Error {
  override readonly name = 'Suspended';
  readonly isRetryable = false;
  readonly isCatchable = false;
  readonly until: Awaited;

  constructor(until: Awaited) {
    super('waiting');
    this.until = until;
  }
}

/** Whatever comes first. */
export interface Awaited {
  readonly token?: string;
  readonly instant?: Date;
  readonly execution?: { readonly machine: string; readonly name: string };
}

export function contextObject(scope: Scope, state: string, enteredAt: Date): ContextObject {
  return {
    Execution: scope.execution,
    StateMachine: scope.machine,
    State: { Name: state, EnteredTime: enteredAt.toISOString(), RetryCount: 0 },
    ...(scope.item ? { Map: { Item: scope.item } } : {}),
  };
}

export function machineArn(machine: string): string {
  return `arn:aws:states:${ACCOUNT}:stateMachine:stepbill-${LOCAL_STAGE}-${machine}`;
}

export function executionArn(machine: string, name: string): string {
  return `arn:aws:states:${ACCOUNT}:execution:stepbill-${LOCAL_STAGE}-${machine}:${name}`;
}

export function mapRunArn(machine: string, label: string, id: string): string {
  return `arn:aws:states:${ACCOUNT}:mapRun:stepbill-${LOCAL_STAGE}-${machine}/${label}:${id}`;
}

/** A signal that follows `parent` and can be aborted by itself; call `unlink` when done. */
export function followSignal(parent: AbortSignal): { signal: AbortSignal; abort: (reason: Error) => void; unlink: () => void } {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const follow = (): void => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow);
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => parent.removeEventListener('abort', follow),
  };
}
