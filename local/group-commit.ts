/** Many small transactions in one commit: what is asked for in the same turn of the event loop shares one fsync. */
import type { DatabaseSync } from 'node:sqlite';

import { ConditionFailedError, TransientError } from '../shared/errors.ts';
import { isBusy } from './sqlite-database.ts';

/** Changes a commit takes at most, so that neither this thread nor another writer waits long for one. */
const MOST_CHANGES_A_COMMIT = 2_000;

interface Job {
  readonly changes: number;
  readonly apply: () => unknown;
  readonly succeed: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

export interface GroupCommit {
  /**
   * Runs `apply` inside a transaction and resolves with its result once that is on the disk. Jobs run in the order
   * they came. A ConditionFailedError rejects only its own job, so `apply` throws it before its first write; any
   * other error undoes and rejects all jobs of the commit.
   *
   * @param changes how many rows `apply` touches, about
   * @throws {TransientError} if other connections held the database too long
   */
  run<Result>(changes: number, apply: () => Result): Promise<Result>;
  /** Commits what is waiting. */
  flush(): void;
}

/** @param database a connection nothing else writes on */
export function groupCommit(database: DatabaseSync): GroupCommit {
  let waiting: Job[] = [];
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      commitJobs(database, takeJobs());
      schedule();
    });
  }

  function takeJobs(): Job[] {
    let changes = 0;
    let count = 0;
    while (count < waiting.length && changes < MOST_CHANGES_A_COMMIT) changes += waiting[count++]!.changes;
    const jobs = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return jobs;
  }

  return {
    run: <Result>(changes: number, apply: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ changes, apply, succeed: (result) => resolve(result as Result), fail: reject });
        schedule();
      }),
    flush() {
      while (waiting.length > 0) commitJobs(database, takeJobs());
    },
  };
}

function commitJobs(database: DatabaseSync, jobs: readonly Job[]): void {
  if (jobs.length === 0) return;
  const acknowledge: (() => void)[] = [];
  try {
    // A plain BEGIN that reads before it writes loses to any other writer, however long it waits.
    database.exec('BEGIN IMMEDIATE');
    for (const job of jobs) acknowledge.push(outcomeOf(job));
    database.exec('COMMIT');
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    const reason = isBusy(error) ? new TransientError('Other writers kept the database busy.', { cause: error }) : error;
    for (const job of jobs) job.fail(reason);
    return;
  }
  for (const tell of acknowledge) tell();
}

/** Runs a job and returns how to tell its caller, once the commit is on the disk. */
function outcomeOf(job: Job): () => void {
  try {
    const result = job.apply();
    return () => job.succeed(result);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    return () => job.fail(error);
  }
}
