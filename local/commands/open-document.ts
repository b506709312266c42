import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { CommandError } from './errors.ts';
import { typed } from './typed.ts';

/** The folder below the data folder that is the archive, as a person finds it. */
const ARCHIVE = 'archive';

/**
 * Where the document of an invoice lies.
 *
 * @throws {CommandError} if there is no such number, it has no document yet, or the document is gone
 */
export async function documentPath(data: string, sellerId: string, number: string): Promise<string> {
  const { content, void: decided, issued } = await invoiceFacts(sellerId, number);
  if (!content && !decided)
    throw new CommandError(`There is no invoice ${number} of seller "${sellerId}". Those there are: ${typed('invoices')}`);
  if (!issued) throw new CommandError(`${number} has no document yet: run its month again, it goes on where it was.`);
  const path = join(data, ARCHIVE, issued.archiveKey);
  if (!existsSync(path)) throw new CommandError(`The document of ${number} is gone from ${path}. What else is missing: ${typed('verify')}`);
  return path;
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
