import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { instant } from '../../shared/period.ts';
import { EXECUTIONS_FORMAT } from '../runner/execution-database.ts';
import { DATA_FORMAT, NewerDataError } from '../sqlite-database.ts';
import { CommandError } from './errors.ts';

/** What a backup is made of; while it is not there, what else lies in the folder is no backup. */
export const MANIFEST_FILE = 'backup.json';
const SCHEMA = 1;

/** Databases of a data folder, in the order in which a backup reads them. */
export const DATABASES = ['executions', 'table'] as const;
/** Stores of files, in the order in which a backup reads them. */
export const STORES = ['files', 'outbox', 'archive'] as const;
/** Who may sign in, if anybody may; the key of their sessions is in no backup, so a restore ends them. */
export const USERS = 'users';
/** A copy of what may change lies under a name of its content. */
export const NAMED_BY_CONTENT = new RegExp(`^((${DATABASES.join('|')})-[0-9a-f]{16}\\.db|${USERS}-[0-9a-f]{16}\\.json)$`);

const file = z.object({ path: z.string(), bytes: z.number().int().min(0), hash: z.string() });
export type BackupFile = z.infer<typeof file>;

const manifest = z.object({
  schema: z.literal(SCHEMA),
  /** Version of the program that made it. */
  version: z.string(),
  /** Formats of the databases: an older program refuses newer ones. */
  formats: z.object({ table: z.number().int(), executions: z.number().int() }),
  /** Before anything was read: what was acknowledged by then is in it. */
  takenAt: instant,
  databases: z.object({ executions: file, table: file }),
  /** Absent where nobody could sign in, and in backups of earlier versions. */
  users: file.optional(),
  files: z.array(file),
});
export type BackupManifest = z.infer<typeof manifest>;

/** The manifest of what was read now. */
export function manifestOf(parts: Pick<BackupManifest, 'takenAt' | 'databases' | 'users' | 'files'>): BackupManifest {
  return { schema: SCHEMA, version: programVersion(), formats: { table: DATA_FORMAT, executions: EXECUTIONS_FORMAT }, ...parts };
}

/**
 * The manifest of a backup, or undefined if the folder holds none.
 *
 * @throws {NewerDataError} if a newer program made it
 * @throws {CommandError} if it can't be read
 */
export async function readManifest(folder: string): Promise<BackupManifest | undefined> {
  const path = join(folder, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const says = jsonOf(text);
  const newer = z.object({ schema: z.number() }).safeParse(says).data;
  const parsed = manifest.safeParse(says);
  const formats = parsed.data?.formats;
  const isNewer = formats ? formats.table > DATA_FORMAT || formats.executions > EXECUTIONS_FORMAT : (newer?.schema ?? 0) > SCHEMA;
  if (isNewer) throw new NewerDataError(`${folder} was made by a newer Stepbill: use that version.`);
  if (!parsed.success) throw new CommandError(`${path} can't be read as the manifest of a backup. Use another backup.`);
  return parsed.data;
}

/** Every file of a backup but the manifest. */
export function everyFile({ databases, users, files }: BackupManifest): BackupFile[] {
  return [databases.table, databases.executions, ...(users ? [users] : []), ...files];
}

/** Size and SHA-256 of a file, or undefined if it is not there. */
export async function measured(path: string): Promise<Omit<BackupFile, 'path'> | undefined> {
  const hash = createHash('sha256');
  try {
    const { size } = await stat(path);
    await pipeline(createReadStream(path), hash);
    return { bytes: size, hash: hash.digest('hex') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function programVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
