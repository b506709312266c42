/** The Files port on S3: every put is conditional on absence, and the checksum is verified by S3. */
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

import { sha256 } from '../content-hash.ts';
import { ArchiveError, FileConflictError, TransientError } from '../errors.ts';
import { FILE_KEY, linkSeconds, requireFileKey, requirePageLimit, type FilePage, type Files, type StoredFile } from '../files.ts';
import { asOurs, isTransientCode, statusOf } from './aws-errors.ts';

/** S3's limit of both a page and a deletion. */
const MOST_KEYS = 1_000;

/**
 * @param bucket the role may list it (`s3:ListBucket`): without that S3 answers 403 for what is absent
 * @param isArchive whether `remove` is refused
 */
export function s3Files(client: S3Client, bucket: string, { isArchive }: { readonly isArchive: boolean }): Files {
  return {
    put: async (key, bytes, contentType) => putObject(client, bucket, requireFileKey(key), bytes, contentType),
    putFirst: async (key, bytes, contentType) => {
      await putIfAbsent(client, bucket, requireFileKey(key), bytes, contentType);
    },
    get: async (key) => getObject(client, bucket, requireFileKey(key)),
    hash: async (key) => hashOf(client, bucket, requireFileKey(key)),
    list: async (prefix, page = {}) => listObjects(client, bucket, prefix, page),
    remove: async (keys) => {
      if (isArchive) throw new ArchiveError('Nothing is removed from the archive.');
      keys.forEach(requireFileKey);
      for (let i = 0; i < keys.length; i += MOST_KEYS) await removeObjects(client, bucket, keys.slice(i, i + MOST_KEYS));
    },
    url: async (key, seconds) => {
      const name = requireFileKey(key).split('/').at(-1)!;
      const ResponseContentDisposition = `attachment; filename="${name}"`;
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, ResponseContentDisposition });
      return getSignedUrl(client, command, { expiresIn: linkSeconds(seconds) });
    },
  };
}

async function putObject(client: S3Client, bucket: string, key: string, bytes: Uint8Array, contentType: string): Promise<StoredFile> {
  const { hash, isNew } = await putIfAbsent(client, bucket, key, bytes, contentType);
  if (isNew) return { hash, isNew };
  const existing = await hashOf(client, bucket, key);
  if (existing === undefined) throw new TransientError(`${key} was there and is gone; put it again.`);
  if (existing === hash) return { hash, isNew };
  throw new FileConflictError(`${key} holds other content: ${existing} is stored, ${hash} was put.`);
}

/** What is there already may be what an earlier attempt has put whose answer was lost. */
async function putIfAbsent(client: S3Client, bucket: string, key: string, bytes: Uint8Array, contentType: string): Promise<StoredFile> {
  const hash = sha256(bytes);
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: bytes,
    ContentType: contentType,
    IfNoneMatch: '*',
    ChecksumSHA256: Buffer.from(hash, 'hex').toString('base64'),
    Metadata: { sha256: hash },
  });
  try {
    await client.send(command);
    return { hash, isNew: true };
  } catch (error) {
    if (statusOf(error) === 409) {
      throw new TransientError(`Another put of ${key} is under way.`, { cause: error });
    }
    if (statusOf(error) !== 412) throw asOurs(error);
    return { hash, isNew: false };
  }
}

/** Hash of the content by S3's own checksum, which nobody can write; from the content where there is none. */
async function hashOf(client: S3Client, bucket: string, key: string): Promise<string | undefined> {
  const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })).catch(undefinedIfAbsent);
  if (head?.ChecksumSHA256 && head.ChecksumType === 'FULL_OBJECT') {
    return Buffer.from(head.ChecksumSHA256, 'base64').toString('hex');
  }
  const content = head && (await getObject(client, bucket, key));
  return content && sha256(content);
}

async function getObject(client: S3Client, bucket: string, key: string): Promise<Uint8Array | undefined> {
  const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(undefinedIfAbsent);
  // A body may be cut off while it is read.
  return object?.Body?.transformToByteArray().catch(throwOurs);
}

async function listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  { after, limit }: { after?: string; limit?: number },
): Promise<FilePage> {
  requirePageLimit(limit);
  const MaxKeys = Math.min(limit ?? MOST_KEYS, MOST_KEYS);
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys, StartAfter: after, ContinuationToken });
    const { Contents = [], IsTruncated, NextContinuationToken } = await client.send(command).catch(throwOurs);
    const listed = Contents.map(({ Key }) => Key!);
    const keys = listed.filter((key) => FILE_KEY.test(key));
    if (!IsTruncated) return { keys };
    if (listed.length > 0) return { keys, next: listed.at(-1)! };
    // S3 may return fewer keys than asked for; of none there is no last one to go on from.
    ContinuationToken = NextContinuationToken;
  } while (ContinuationToken !== undefined);
  throw new TransientError(`S3 broke off the list of ${prefix} without saying where to go on.`);
}

async function removeObjects(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete })).catch(throwOurs);
  // What won't go away by itself counts first: asking again would not help.
  const first = Errors.find(({ Code = '' }) => !isTransientCode(Code)) ?? Errors[0];
  if (!first) return;
  const message = `S3 did not remove ${Errors.length} of ${keys.length} files; ${first.Key}: ${first.Code} ${first.Message}`;
  throw asOurs(Object.assign(new Error(message), { code: first.Code }));
}

function undefinedIfAbsent(error: unknown): undefined {
  if (statusOf(error) !== 404 || (error as Error).name === 'NoSuchBucket') throw asOurs(error);
}

function throwOurs(error: unknown): never {
  throw asOurs(error);
}
