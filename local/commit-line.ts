/**
 * How a worker thread has its writes committed by the main thread. Writes of all workers then share commits, no
 * connection waits for another's lock, and a worker goes on with other steps while the disk is busy.
 */
import type { MessagePort } from 'node:worker_threads';
import { ConditionFailedError, TransientError } from '../shared/errors.ts';
import type { AppendFate } from '../shared/table.ts';
import type { Committer, PreparedChange, PreparedRecord } from './sqlite-table.ts';

type Request = { readonly id: number } & ({ readonly write: readonly PreparedChange[] } | { readonly append: readonly PreparedRecord[] });
type Answer = { readonly id: number } & ({ readonly fates: AppendFate[] | undefined } | { readonly error: Refusal });

/** An error without its class, which does not cross threads. */
interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly failed?: readonly number[];
}

/** Answers what arrives on the line until it is closed. */
export function serveCommits(line: MessagePort, committer: Committer): void {
  line.on('message', (request: Request) => {
    const work = 'write' in request ? committer.write(request.write).then(() => undefined) : committer.append(request.append);
    work.then(
      (fates) => line.postMessage({ id: request.id, fates } satisfies Answer),
      (error: unknown) => line.postMessage({ id: request.id, error: refusalOf(error) } satisfies Answer),
    );
  });
  line.unref();
}

/** The committer at the other end of the line. */
export function remoteCommitter(line: MessagePort): Committer {
  const waiting = new Map<number, { resolve: (fates: AppendFate[] | undefined) => void; reject: (error: Error) => void }>();
  let last = 0;
  line.on('message', (answer: Answer) => {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) caller?.reject(errorOf(answer.error));
    else caller?.resolve(answer.fates);
  });
  line.unref();
  const ask = (request: { write: readonly PreparedChange[] } | { append: readonly PreparedRecord[] }): Promise<AppendFate[] | undefined> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      line.postMessage({ id, ...request } satisfies Request);
    });
  return {
    write: async (changes) => void (await ask({ write: changes })),
    append: async (records) => (await ask({ append: records })) ?? [],
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ConditionFailedError) return { name: error.name, message: error.message, failed: error.failed };
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };
}

function errorOf({ name, message, failed }: Refusal): Error {
  if (name === 'ConditionFailedError') return new ConditionFailedError(failed ?? []);
  if (name === 'TransientError') return new TransientError(message);
  return Object.assign(new Error(message), { name });
}
