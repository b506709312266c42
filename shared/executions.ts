/** The Executions port: state machines started by name, and what became of them. */
export interface Executions {
  /**
   * Starts `machine` under `name`. The same name with the same input again is success and changes nothing.
   *
   * @throws {ExecutionConflictError} if the name was used with other input
   */
  start(machine: string, name: string, input: unknown): Promise<Execution>;

  /** The execution of that name, or undefined. */
  describe(machine: string, name: string): Promise<Execution | undefined>;

  /** Ends a waiting task. Answering a token twice with the same output is success. */
  succeedTask(token: string, output: unknown): Promise<void>;
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
