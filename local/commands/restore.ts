import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { auditChanges } from '../../shared/audit.store.ts';
import { sellerIds } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { lockIssuing } from '../../shared/issuing-lock.store.ts';
import { connect, table } from '../../shared/ports.ts';
import { syncFolder } from '../durable-folders.ts';
import { embeddedPorts } from '../embedded-ports.ts';
import { lockFolder } from '../runner/folder-lock.ts';
import { usersFile } from '../serve/users.ts';
import { everyFile, measured, MANIFEST_FILE, readManifest } from './backup-manifest.ts';
import type { BackupFile, BackupManifest } from './backup-manifest.ts';
import { CommandError } from './errors.ts';

/** Where the table lies in the half-made folder until it is locked: before that, the folder is none to work in. */
const UNLOCKED = '.unlocked';

/** What a restore came to. */
export interface Restored {
  readonly manifest: BackupManifest;
  readonly sellers: readonly string[];
  /** Where the data folder that was there is now. */
  readonly movedTo?: string;
}

export interface RestoreOptions {
  readonly by: string;
  /** Whether a data folder that is there makes room; it is kept under another name. */
  readonly isReplacing: boolean;
}

/**
 * Makes a data folder of a backup. The backup is read to its end first; the folder appears whole or not at all, and
 * with issuing locked for every seller.
 *
 * @throws {CommandError} if the backup is not whole, or the folder holds something
 */
export async function restore(backup: string, data: string, { by, isReplacing }: RestoreOptions): Promise<Restored> {
  const manifest = await readManifest(backup);
  if (!manifest) throw new CommandError(`There is no backup in ${backup}: ${MANIFEST_FILE} is not there.`);
  await requireWhole(backup, manifest);
  const isTaken = await holdsSomething(data);
  if (isTaken && !isReplacing)
    throw new CommandError(
      `${data} holds something already. Restore into another folder with --data, or say --replace, which keeps what is there under another name.`,
    );
  if (isTaken) lockFolder(data)();

  const half = `${data}.restoring`;
  await rm(half, { recursive: true, force: true });
  await copyAll(backup, manifest, half);
  const sellers = await lockSellers(half, manifest, by);
  const movedTo = isTaken ? freeName(`${data}.before-${now().toISOString().replaceAll(/[:.]/g, '-')}`) : undefined;
  if (movedTo !== undefined) await rename(data, movedTo);
  else if (existsSync(data)) await rmdir(data);
  await rename(half, data);
  await syncFolder(dirname(data));
  return { manifest, sellers, ...(movedTo === undefined ? {} : { movedTo }) };
}

async function requireWhole(backup: string, manifest: BackupManifest): Promise<void> {
  const problems: string[] = [];
  for (const { path, bytes, hash } of everyFile(manifest)) {
    const found = await measured(join(backup, path));
    if (!found) problems.push(`${path} is gone`);
    else if (found.hash !== hash) problems.push(`${path} is not what was backed up (${found.bytes} bytes, ${bytes} then)`);
  }
  if (problems.length === 0) return;
  const more = problems.length > 5 ? `\n  … and ${problems.length - 5} more` : '';
  throw new CommandError(
    `${backup} is damaged; nothing was restored:\n${problems
      .slice(0, 5)
      .map((it) => `  ${it}`)
      .join('\n')}${more}\nUse another backup.`,
  );
}

async function copyAll(backup: string, manifest: BackupManifest, half: string): Promise<void> {
  const folders = new Set([half]);
  for (const file of everyFile(manifest)) {
    const target = join(half, placeOf(file, manifest));
    await mkdir(dirname(target), { recursive: true });
    for (let folder = dirname(target); folder.length >= half.length; folder = dirname(folder)) folders.add(folder);
    await copyFile(join(backup, file.path), target);
    const written = await open(target, 'r+');
    await written.sync().finally(() => written.close());
    if ((await measured(target))?.hash !== file.hash)
      throw new CommandError(`${target} is not what was backed up: the disk wrote something else.`);
  }
  if (manifest.users) await chmod(usersFile(half), 0o600);
  for (const folder of [...folders].sort().reverse()) await syncFolder(folder);
}

function placeOf(file: BackupFile, { databases, users }: BackupManifest): string {
  if (file === users) return usersFile('');
  if (file === databases.table) return join(UNLOCKED, 'table.db');
  return file === databases.executions ? 'executions.db' : file.path;
}

/** What the backup does not know may have been issued since: no number is given out until that is known. */
async function lockSellers(half: string, manifest: BackupManifest, by: string): Promise<string[]> {
  const ports = embeddedPorts(join(half, UNLOCKED));
  connect(ports);
  let sellers: string[];
  try {
    sellers = await sellerIds();
    const since = now().toISOString();
    for (const sellerId of sellers) {
      await lockIssuing(sellerId, { schema: 1, since, backupOf: manifest.takenAt });
      await table().write(
        await auditChanges(sellerId, 'seller', { at: since, by, action: 'restored', contentHash: contentHash(manifest) }),
      );
    }
  } finally {
    connect(undefined);
    ports.close();
  }
  await rename(join(half, UNLOCKED, 'table.db'), join(half, 'table.db'));
  await rm(join(half, UNLOCKED), { recursive: true });
  await syncFolder(half);
  return sellers;
}

/** A clock that stands gives the same name twice. */
function freeName(path: string): string {
  let free = path;
  for (let count = 2; existsSync(free); count++) free = `${path}-${count}`;
  return free;
}

async function holdsSomething(data: string): Promise<boolean> {
  try {
    return (await readdir(data)).length > 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'ENOTDIR')
      throw new CommandError(`${data} is a file; a data folder is a folder. Name another with --data, not ${basename(data)}.`);
    throw error;
  }
}
