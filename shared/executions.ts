/** The Executions port: state machines started by name, and what became of them. */
export interface Executions {
  /**
   * Starts `machine` under `name`. The same name with the same input again is success and changes nothing.
   *
   * @param name 1 to 80 letters, digits, `.`, `_` and `-`
   * @throws {ExecutionConflictError} if the name was used with other input
   * @throws {InvalidInputError} if there is no such machine, or the name or the input is not allowed
   */
  start(machine: string, name: string, input: unknown): Promise<Execution>;

  /**
   * Ends a running execution as ABORTED; one that has stopped stays as it is. Steps under way are not undone.
   *
   * @param cause why, for people
   * @throws {InvalidInputError} if there is no such execution
   */
  stop(machine: string, name: string, cause: string): Promise<void>;

  /** The execution of that name, or undefined. */
  describe(machine: string, name: string): Promise<Execution | undefined>;

  /** Every top-level state the execution entered, in order; empty if there is no such execution. */
  history(machine: string, name: string): Promise<StateVisit[]>;

  /** Items of the Distributed Map that runs or ran last in this execution, or undefined if none has begun. */
  mapCounts(machine: string, name: string): Promise<MapCounts | undefined>;

  /**
   * Ends a waiting task with its result. Answering a token twice with the same output is success.
   *
   * @throws {InvalidInputError} if there is no such token
   * @throws {ExecutionConflictError} if the task has ended otherwise
   */
  succeedTask(token: string, output: unknown): Promise<void>;

  /**
   * Ends a waiting task with an error that its Retry and Catch see. The same answer again is success.
   *
   * @param error what ErrorEquals matches, at most 256 characters
   * @throws {InvalidInputError} if there is no such token
   * @throws {ExecutionConflictError} if the task has ended otherwise
   */
  failTask(token: string, error: string, cause: string): Promise<void>;

  /**
   * Says that the work behind a token goes on; restarts its HeartbeatSeconds.
   *
   * @throws {InvalidInputError} if there is no such token
   * @throws {ExecutionConflictError} if the task has ended
   */
  heartbeat(token: string): Promise<void>;
}

export interface Execution {
  readonly machine: string;
  readonly name: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
}

/** One passage through a top-level state. */
export interface StateVisit {
  readonly state: string;
  /** Type of the state: Task, Choice, Map and so on. */
  readonly type: string;
  readonly input: unknown;
  readonly enteredAt: Date;
  /** Absent while the execution is in the state, or if it ended there with an error. */
  readonly output?: unknown;
  readonly exitedAt?: Date;
  /** How often its work was begun: 1, and one more for each retry. 0 for states that do no work. */
  readonly attempts: number;
}

/** Items, not child executions. */
export interface MapCounts {
  /** Name of the Map state. */
  readonly state: string;
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}
