import { InvalidInputError } from './errors.ts';

/**
 * The Files port: whole files under a key, written once. Two stores implement it: `working` files, which a run
 * leaves behind and may clear away, and the `archive`, from which nothing is ever removed or overwritten.
 */
export interface Files {
  /**
   * Stores `bytes` if there is nothing under `key`; the same content again is success. The file is durable
   * when this returns. No key may be a folder of another key.
   *
   * @throws {InvalidInputError} if the key does not fit FILE_KEY
   * @throws {FileConflictError} if other content lies under the key; it stays as it is
   */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<StoredFile>;

  /**
   * Stores `bytes` if there is nothing under `key`; what is there stays, whatever it holds. For keys that name their
   * content, and for content of which the first is as good as any. On AWS nothing is read, so the right to put is
   * enough. The file under the key is durable when this returns.
   *
   * @throws {InvalidInputError} if the key does not fit FILE_KEY
   */
  putFirst(key: string, bytes: Uint8Array, contentType: string): Promise<void>;

  /** The content, or undefined. */
  get(key: string): Promise<Uint8Array | undefined>;

  /** SHA-256 of the content, lower-case hex, or undefined. On AWS the content stays where it is. */
  hash(key: string): Promise<string | undefined>;

  /** Keys that begin with `prefix`, in the order of their UTF-8 bytes, a page at a time. */
  list(prefix: string, page?: { after?: string; limit?: number }): Promise<FilePage>;

  /**
   * Removes files; absent ones are fine.
   *
   * @throws {ArchiveError} always, on the archive
   */
  remove(keys: readonly string[]): Promise<void>;

  /** A link to download the file as an attachment; on AWS it is valid for at most 300 seconds. */
  url(key: string, seconds: number): Promise<string>;
}

/** Every key that begins so, page after page. */
export async function* everyKey(store: Files, prefix: string): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    yield* page.keys;
    after = page.next;
  } while (after !== undefined);
}

export interface StoredFile {
  /** SHA-256 of the content, lower-case hex. */
  readonly hash: string;
  /** False if the identical file was there before. */
  readonly isNew: boolean;
}

export interface FilePage {
  readonly keys: string[];
  readonly next?: string;
}

/**
 * What a key looks like: segments of letters, digits, `.`, `_`, `-`, `=` and `@`, joined by `/`; no segment
 * begins with a dot or has more than 255 bytes; at most 512 bytes. So a key is a safe path on every file system and
 * needs no escaping in S3.
 */
export const FILE_KEY = /^(?=.{1,512}$)[A-Za-z0-9_=@-][A-Za-z0-9._=@-]{0,254}(\/[A-Za-z0-9_=@-][A-Za-z0-9._=@-]{0,254})*$/;

/** Longest life of a download link, on AWS. */
export const MOST_URL_SECONDS = 300;

/** @throws {InvalidInputError} if `key` is not a key */
export function requireFileKey(key: string): string {
  if (!FILE_KEY.test(key)) {
    throw new InvalidInputError(`${JSON.stringify(key)} is not a file key: segments of A-Z a-z 0-9 . _ - = @ joined by /.`);
  }
  return key;
}

/** @throws {InvalidInputError} if a page is asked for that holds nothing */
export function requirePageLimit(limit: number | undefined): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new InvalidInputError(`A page holds 1 or more keys, not ${limit}.`);
  }
}

/**
 * How long a download link lives: what was asked for, MOST_URL_SECONDS at most.
 *
 * @throws {InvalidInputError} unless `seconds` is a whole number from 1
 */
export function linkSeconds(seconds: number): number {
  if (!(Number.isSafeInteger(seconds) && seconds > 0)) {
    throw new InvalidInputError(`A link is valid for whole seconds from 1, not ${seconds}.`);
  }
  return Math.min(seconds, MOST_URL_SECONDS);
}
