/** Rows of `executions.db` as what they stand for. */
import type { Execution, StateVisit } from '../../shared/executions.ts';
import type { TaskCall } from './scope.ts';

export type Row = Record<string, string | number | null>;

export interface ExecutionRow {
  readonly id: number;
  readonly execution: Execution;
  /** Someone asked for its end. */
  readonly stopCause?: string;
  /** When it was last started again after it had failed; its time-out counts from there. */
  readonly redrivenAt?: Date;
}

export interface VisitRow extends StateVisit {
  readonly ordinal: number;
}

export function executionRow(row: Row): ExecutionRow {
  return {
    id: row['id'] as number,
    execution: {
      machine: row['machine'] as string,
      name: row['name'] as string,
      status: row['status'] as Execution['status'],
      input: parse(row['input']),
      startedAt: new Date(row['started_at'] as string),
      ...(row['output'] === null ? {} : { output: parse(row['output']) }),
      ...(row['error'] === null ? {} : { error: row['error'] as string }),
      ...(row['cause'] === null ? {} : { cause: row['cause'] as string }),
      ...(row['stopped_at'] === null ? {} : { stoppedAt: new Date(row['stopped_at'] as string) }),
    },
    ...(row['stop_cause'] === null ? {} : { stopCause: row['stop_cause'] as string }),
    ...(row['redriven_at'] === null ? {} : { redrivenAt: new Date(row['redriven_at'] as string) }),
  };
}

export function visitRow(row: Row): VisitRow {
  return {
    ordinal: row['ordinal'] as number,
    state: row['state'] as string,
    type: row['type'] as string,
    input: parse(row['input']),
    enteredAt: new Date(row['entered_at'] as string),
    ...(row['output'] === null ? {} : { output: parse(row['output']) }),
    ...(row['exited_at'] === null ? {} : { exitedAt: new Date(row['exited_at'] as string) }),
    attempts: row['attempts'] as number,
  };
}

export function taskCall(row: Row): TaskCall {
  const { output, error, cause, heartbeat_deadline: heartbeat } = row;
  return {
    token: row['token'] as string,
    hasReturned: row['has_returned'] === 1,
    deadline: new Date(row['deadline'] as string),
    ...(heartbeat === null ? {} : { heartbeatDeadline: new Date(heartbeat as string) }),
    ...(output === null ? {} : { answer: { output: parse(output) } }),
    ...(error === null ? {} : { answer: { error: error as string, cause: cause as string } }),
  };
}

function parse(text: string | number | null | undefined): unknown {
  return JSON.parse(text as string) as unknown;
}
