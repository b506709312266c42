import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { archive } from '../../shared/ports.ts';
import type { StageHome } from '../home.ts';
import type { Workspace } from '../workspace.ts';
import { CommandError } from './errors.ts';
import { typed } from './typed.ts';

/** The folder below the data folder that is the archive, as a person finds it. */
const ARCHIVE = 'archive';

type Place = Pick<Workspace, 'data'> | Pick<StageHome, 'data' | 'stage'>;

/**
 * Where the document of an invoice lies. That of a stage is fetched, into a folder of its own that nobody else reads.
 *
 * @throws {CommandError} if there is no such number, it has no document yet, or the document is gone
 */
export async function documentPath(home: Place, sellerId: string, number: string): Promise<string> {
  const key = await archiveKeyOf(sellerId, number);
  return home.data === undefined ? fetched(home.stage, number, key) : storedPath(home.data, number, key);
}

async function archiveKeyOf(sellerId: string, number: string): Promise<string> {
  const { content, void: decided, issued } = await invoiceFacts(sellerId, number);
  if (!content && !decided)
    throw new CommandError(`There is no invoice ${number} of seller "${sellerId}". Those there are: ${typed('invoices')}`);
  if (!issued) throw new CommandError(`${number} has no document yet: run its month again, it goes on where it was.`);
  return issued.archiveKey;
}

function storedPath(data: string, number: string, key: string): string {
  const path = resolve(data, ARCHIVE, key);
  if (!existsSync(path)) throw gone(number, path);
  return path;
}

async function fetched(stage: string, number: string, key: string): Promise<string> {
  const document = await archive().get(key);
  if (!document) throw gone(number, `the archive of stage ${stage}`);
  const path = join(await mkdtemp(join(tmpdir(), `stepbill-${stage}-`)), basename(key));
  await writeFile(path, document, { mode: 0o600 });
  return path;
}

function gone(number: string, place: string): CommandError {
  return new CommandError(`The document of ${number} is gone from ${place}. What else is missing: ${typed('verify')}`);
}

/** Shows a file in the viewer of the system. What the viewer does is its own: it may outlive the command. */
export function show(path: string): void {
  const [program, ...args] = viewer();
  const child = spawn(program, [...args, path], { detached: true, stdio: 'ignore' });
  // Without a desktop there is no viewer; the path was printed.
  child.on('error', () => {});
  child.unref();
}

function viewer(): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  return ['xdg-open'];
}
