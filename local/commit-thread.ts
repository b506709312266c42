import { join } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { ClockSetting } from '../shared/clock.ts';
import type { CommitSetup, ToCommitThread } from './worker-messages.ts';

export interface CommitThread {
  /** Commits what is asked for on the line. */
  serve(line: MessagePort): void;
  close(): Promise<void>;
}

/** Starts the thread that commits the writes of a data folder's workers. */
export function openCommitThread(folder: string, clock: ClockSetting | undefined): CommitThread {
  const setup: CommitSetup = { file: join(folder, 'table.db'), ...(clock ? { clock } : {}) };
  const thread = new Worker(new URL('./commit-worker.ts', import.meta.url), { workerData: setup });
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  const tell = (message: ToCommitThread, transfer: MessagePort[] = []): void => thread.postMessage(message, transfer);
  return {
    serve: (line) => tell({ line }, [line]),
    close() {
      tell({ close: true });
      return ended;
    },
  };
}
