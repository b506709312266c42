/** The thread that commits what the workers write: while it waits for the disk, the runner and the workers go on. */
import { parentPort, workerData } from 'node:worker_threads';
import { fixClock } from '../shared/clock.ts';
import { serveCommits } from './commit-line.ts';
import { openSqliteTable } from './sqlite-table.ts';
import type { CommitSetup, ToCommitThread } from './worker-messages.ts';

const { file, fixedNow } = workerData as CommitSetup;
const pool = parentPort!;
if (fixedNow !== undefined) fixClock(new Date(fixedNow));
const table = openSqliteTable(file);

pool.on('message', (message: ToCommitThread) => {
  if ('line' in message) return serveCommits(message.line, table.committer);
  table.close();
  pool.close();
});
