/** What became of executions: `executions.db`, shared by the runner and by clients in other threads and processes. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

import type { Execution, MapCounts } from '../../shared/executions.ts';
import { type ExecutionRow, type Row, type VisitRow, executionRow, taskCall, visitRow } from './execution-rows.ts';
import { openExecutionDatabase } from './execution-database.ts';
import { type GroupCommit, groupCommit } from '../group-commit.ts';
import type { TaskCall } from './scope.ts';
import { jsonText } from './state-error.ts';

export interface Exit {
  readonly ordinal: number;
  /** Absent if the state ended with an error. */
  readonly output?: unknown;
  readonly attempts: number;
}
export interface Entry {
  readonly ordinal: number;
  readonly state: string;
  readonly type: string;
  readonly input: unknown;
  readonly at: Date;
}
export interface End {
  readonly status: Execution['status'];
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly at: Date;
}

/** Reads see what is committed; writes are on the disk when their promise resolves. */
export class ExecutionStore {
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  /**
   * @param file made if absent; its folder must exist
   * @throws {Error} if a newer program wrote it
   */
  constructor(file: string) {
    this.#database = openExecutionDatabase(file);
    this.#commits = groupCommit(this.#database);
  }

  /** Tells clients which machines there are. */
  async keepMachines(machines: Iterable<{ name: string; type: string }>): Promise<void> {
    const list = [...machines];
    await this.#commits.run(list.length, () => {
      this.#run('DELETE FROM machine');
      for (const { name, type } of list) this.#run('INSERT INTO machine (name, type) VALUES (?, ?)', name, type);
    });
  }

  hasMachine(name: string): boolean {
    return this.#get('SELECT 1 FROM machine WHERE name = ?', name) !== undefined;
  }

  /** Records a new execution, or returns the one of that name whatever its input. */
  insert(machine: string, name: string, input: string, at: Date): Promise<ExecutionRow> {
    return this.#commits.run(1, () => {
      this.#run(
        `INSERT INTO execution (machine, name, status, input, started_at) VALUES (?, ?, 'RUNNING', ?, ?) ON CONFLICT DO NOTHING`,
        machine,
        name,
        input,
        at.toISOString(),
      );
      return this.find(machine, name)!;
    });
  }

  find(machine: string, name: string): ExecutionRow | undefined {
    const row = this.#get('SELECT * FROM execution WHERE machine = ? AND name = ?', machine, name);
    return row && executionRow(row);
  }

  /** Running executions, the first started first. */
  running(afterId = 0): ExecutionRow[] {
    return this.#all(`SELECT * FROM execution WHERE status = 'RUNNING' AND id > ? ORDER BY id`, afterId).map(executionRow);
  }

  /** Running executions that were started again after their end. */
  redriven(): ExecutionRow[] {
    return this.#all(`SELECT * FROM execution WHERE status = 'RUNNING' AND redriven_at IS NOT NULL`).map(executionRow);
  }

  /** Running executions that someone wants stopped. */
  toStop(): ExecutionRow[] {
    return this.#all(`SELECT * FROM execution WHERE status = 'RUNNING' AND stop_cause IS NOT NULL`).map(executionRow);
  }

  askToStop(machine: string, name: string, cause: string): Promise<void> {
    return this.#commits.run(1, () => {
      this.#run(
        `UPDATE execution SET stop_cause = coalesce(stop_cause, ?) WHERE machine = ? AND name = ? AND status = 'RUNNING'`,
        cause,
        machine,
        name,
      );
    });
  }

  /** Puts an execution that failed back into the state it failed in. */
  redrive(id: number, at: Date): Promise<void> {
    return this.#commits.run(2, () => {
      const last = this.#get('SELECT * FROM visit WHERE execution = ? ORDER BY ordinal DESC LIMIT 1', id);
      this.#run(
        `UPDATE execution SET status = 'RUNNING', output = NULL, error = NULL, cause = NULL, stopped_at = NULL, stop_cause = NULL, redriven_at = ?
         WHERE id = ? AND status IN ('FAILED', 'ABORTED', 'TIMED_OUT')`,
        at.toISOString(),
        id,
      );
      if (last && this.#get('SELECT changes() AS count')!['count'] === 1)
        this.#run(
          'INSERT INTO visit (execution, ordinal, state, type, input, entered_at) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          (last['ordinal'] as number) + 1,
          last['state']!,
          last['type']!,
          last['input']!,
          at.toISOString(),
        );
    });
  }

  visits(id: number): VisitRow[] {
    return this.#all('SELECT * FROM visit WHERE execution = ? ORDER BY ordinal', id).map(visitRow);
  }

  lastVisit(id: number): VisitRow | undefined {
    const row = this.#get('SELECT * FROM visit WHERE execution = ? ORDER BY ordinal DESC LIMIT 1', id);
    return row && visitRow(row);
  }

  /** Leaves a state, enters the next or ends, in one commit. */
  move(id: number, exit: Exit | undefined, entry: Entry | undefined, end: End | undefined, at: Date): Promise<void> {
    return this.#commits.run(3, () => {
      if (exit)
        this.#run(
          'UPDATE visit SET output = ?, exited_at = ?, attempts = ? WHERE execution = ? AND ordinal = ?',
          'output' in exit ? jsonText(exit.output) : null,
          at.toISOString(),
          exit.attempts,
          id,
          exit.ordinal,
        );
      if (entry)
        this.#run(
          'INSERT INTO visit (execution, ordinal, state, type, input, entered_at) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          entry.ordinal,
          entry.state,
          entry.type,
          jsonText(entry.input),
          entry.at.toISOString(),
        );
      if (end)
        this.#run(
          `UPDATE execution SET status = ?, output = ?, error = ?, cause = ?, stopped_at = ? WHERE id = ? AND status = 'RUNNING'`,
          end.status,
          end.status === 'SUCCEEDED' ? jsonText(end.output) : null,
          end.error ?? null,
          end.cause ?? null,
          end.at.toISOString(),
          id,
        );
    });
  }

  keepCounts(id: number, counts: MapCounts): Promise<void> {
    return this.#commits.run(1, () => {
      this.#run('UPDATE execution SET map_counts = ? WHERE id = ?', jsonText(counts), id);
    });
  }

  counts(id: number): MapCounts | undefined {
    const { map_counts: counts } = this.#get('SELECT map_counts FROM execution WHERE id = ?', id) ?? {};
    return typeof counts === 'string' ? (JSON.parse(counts) as MapCounts) : undefined;
  }

  call(execution: number, visit: number, ordinal: number): TaskCall | undefined {
    const row = this.#get('SELECT * FROM call WHERE execution = ? AND visit = ? AND ordinal = ?', execution, visit, ordinal);
    return row && taskCall(row);
  }

  makeCall(
    execution: number,
    visit: number,
    ordinal: number,
    deadline: Date,
    heartbeat: { milliseconds: number; deadline: Date } | undefined,
  ): Promise<TaskCall> {
    return this.#commits.run(1, () => {
      this.#run(
        'INSERT INTO call (token, execution, visit, ordinal, deadline, heartbeat_milliseconds, heartbeat_deadline) VALUES (?, ?, ?, ?, ?, ?, ?)',
        randomUUID(),
        execution,
        visit,
        ordinal,
        deadline.toISOString(),
        heartbeat?.milliseconds ?? null,
        heartbeat?.deadline.toISOString() ?? null,
      );
      return this.call(execution, visit, ordinal)!;
    });
  }

  markReturned(token: string): Promise<void> {
    return this.#commits.run(1, () => {
      this.#run('UPDATE call SET has_returned = 1 WHERE token = ?', token);
    });
  }

  callOf(token: string): TaskCall | undefined {
    const row = this.#get('SELECT * FROM call WHERE token = ?', token);
    return row && taskCall(row);
  }

  /** Gives the first answer to a token; returns the call with the answer that counts, or undefined if there is no such token. */
  answer(token: string, answer: NonNullable<TaskCall['answer']>): Promise<TaskCall | undefined> {
    const [output, error, cause] = 'error' in answer ? [null, answer.error, answer.cause] : [jsonText(answer.output), null, null];
    return this.#commits.run(1, () => {
      this.#run(
        `UPDATE call SET output = ?, error = ?, cause = ? WHERE token = ? AND output IS NULL AND error IS NULL
         AND EXISTS (SELECT 1 FROM execution WHERE id = call.execution AND status = 'RUNNING')`,
        output,
        error,
        cause,
        token,
      );
      return this.callOf(token);
    });
  }

  /** Restarts the heartbeat of a call without answer. */
  beat(token: string, at: Date): Promise<TaskCall | undefined> {
    return this.#commits.run(1, () => {
      const { heartbeat_milliseconds: milliseconds } = this.#get('SELECT heartbeat_milliseconds FROM call WHERE token = ?', token) ?? {};
      if (typeof milliseconds === 'number')
        this.#run('UPDATE call SET heartbeat_deadline = ? WHERE token = ?', new Date(at.getTime() + milliseconds).toISOString(), token);
      return this.callOf(token);
    });
  }

  /** Changes whenever another connection commits. */
  version(): number {
    return this.#get('PRAGMA data_version')!['data_version'] as number;
  }

  close(): void {
    this.#commits.flush();
    this.#database.close();
  }

  #prepared(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#prepared(sql).run(...values);
  }

  #get(sql: string, ...values: (string | number | null)[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  #all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }
}
