import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a file that came from elsewhere, for nobody else to read. @returns where it is */
export async function putInto(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, bytes, { mode: 0o600 });
  return path;
}
