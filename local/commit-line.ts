/**
 * How a worker thread has its writes committed by the thread that commits. Writes of all workers then share commits, no
 * connection waits for another's lock, and a worker goes on with other steps while the disk is busy.
 */
import type { MessagePort } from 'node:worker_threads';
import { ConditionFailedError, TransientError } from '../shared/errors.ts';
import { postTogether } from './post-together.ts';
import type { Committer, PreparedChange, PreparedFate, PreparedRecord } from './sqlite-table.ts';

type Request = { readonly id: number } & ({ readonly write: readonly PreparedChange[] } | { readonly append: Packed });
type Answer = { readonly id: number } & ({ readonly fates: Existing } | { readonly error: Refusal });

/** Records as one text and where it is cut: that crosses threads in a fraction of the time that a list of objects takes. */
interface Packed {
  readonly text: string;
  /** Of partition key, sort key and body, record after record. */
  readonly lengths: Uint32Array;
  readonly expires: readonly (number | null)[] | undefined;
}

/** Of the records that were there first: which they are, and what they say. */
interface Existing {
  readonly at: readonly number[];
  readonly version: readonly number[];
  readonly text: readonly string[];
}
const NONE: Existing = { at: [], version: [], text: [] };

/** An error without its class, which does not cross threads. */
interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly failed?: readonly number[];
}

/** Answers what arrives on the line until it is closed. */
export function serveCommits(line: MessagePort, committer: Committer): void {
  const answer = postTogether<Answer>((answers) => line.postMessage(answers));
  line.on('message', (requests: readonly Request[]) => {
    for (const request of requests) {
      const work =
        'write' in request ? committer.write(request.write).then(() => NONE) : committer.append(unpacked(request.append)).then(existingOf);
      work.then(
        (fates) => answer({ id: request.id, fates }),
        (error: unknown) => answer({ id: request.id, error: refusalOf(error) }),
      );
    }
  });
  line.unref();
}

/** The committer at the other end of the line. */
export function remoteCommitter(line: MessagePort): Committer {
  const waiting = new Map<number, { resolve: (existing: Existing) => void; reject: (error: Error) => void }>();
  let last = 0;
  const request = postTogether<Request>((requests) => line.postMessage(requests));
  line.on('message', (answers: readonly Answer[]) => {
    for (const answer of answers) {
      const caller = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('error' in answer) caller?.reject(errorOf(answer.error));
      else caller?.resolve(answer.fates);
    }
  });
  line.unref();
  const ask = (what: { write: readonly PreparedChange[] } | { append: Packed }): Promise<Existing> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      request({ id, ...what });
    });
  return {
    write: async (changes) => void (await ask({ write: changes })),
    append: async (records) => fatesOf(records.length, await ask({ append: packed(records) })),
  };
}

function packed(records: readonly PreparedRecord[]): Packed {
  const lengths = new Uint32Array(records.length * 3);
  let text = '';
  for (const [i, record] of records.entries()) {
    lengths[i * 3] = record.pk.length;
    lengths[i * 3 + 1] = record.sk.length;
    lengths[i * 3 + 2] = record.text.length;
    text += record.pk + record.sk + record.text;
  }
  const isExpiring = records.some(({ expires }) => expires !== null);
  return { text, lengths, expires: isExpiring ? records.map(({ expires }) => expires) : undefined };
}

function unpacked({ text, lengths, expires }: Packed): PreparedRecord[] {
  let at = 0;
  const next = (length: number): string => text.slice(at, (at += length));
  return Array.from({ length: lengths.length / 3 }, (_, i) => ({
    pk: next(lengths[i * 3]!),
    sk: next(lengths[i * 3 + 1]!),
    text: next(lengths[i * 3 + 2]!),
    expires: expires?.[i] ?? null,
  }));
}

function existingOf(fates: readonly PreparedFate[]): Existing {
  const found = fates.flatMap((fate, at) => (fate ? [{ at, ...fate }] : []));
  return { at: found.map(({ at }) => at), version: found.map(({ version }) => version), text: found.map(({ text }) => text) };
}

function fatesOf(count: number, { at, version, text }: Existing): PreparedFate[] {
  const fates = new Array<PreparedFate>(count).fill(undefined);
  for (const [i, position] of at.entries()) fates[position] = { version: version[i]!, text: text[i]! };
  return fates;
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
