/** The thread that commits what the workers write: while it waits for the disk, the runner and the workers go on. */
import { parentPort, workerData } from 'node:worker_threads';
import { setClock } from '../shared/clock.ts';
import { serveCommits } from './commit-line.ts';
import { openSqliteTable } from './sqlite-table.ts';
import type { CommitSetup, ToCommitThread } from './worker-messages.ts';

const { file, clock } = workerData as CommitSetup;
const pool = parentPort!;
setClock(clock);
const table = openSqliteTable(file);

pool.on('message', (message: ToCommitThread) => {
  if ('line' in message) return serveCommits(message.line, table.committer);
  table.close();
  pool.close();
});
