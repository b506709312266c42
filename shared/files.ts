/**
 * The Files port: whole files under a key, written once. Two stores implement it: `working` files, which a run
 * leaves behind and may clear away, and the `archive`, from which nothing is ever removed or overwritten.
 */
export interface Files {
  /**
   * Stores `bytes` if there is nothing under `key`; the same content again is success. The file is durable
   * when this returns.
   *
   * @throws {FileConflictError} if other content lies under the key; it stays as it is
   */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<StoredFile>;

  /** The content, or undefined. */
  get(key: string): Promise<Uint8Array | undefined>;

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
 * begins with a dot; at most 512 bytes. So a key is a safe path on every file system and needs no escaping in S3.
 */
export const FILE_KEY = /^(?=.{1,512}$)[A-Za-z0-9_=@-][A-Za-z0-9._=@-]*(\/[A-Za-z0-9_=@-][A-Za-z0-9._=@-]*)*$/;
