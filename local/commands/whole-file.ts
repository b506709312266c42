import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a file piece by piece as they come; it appears whole, in the place of one that was there, or not at all. */
export async function writeWhole(path: string, pieces: AsyncIterable<Uint8Array | string>): Promise<void> {
  const half = `${path}.half`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await pipeline(Readable.from(pieces), createWriteStream(half));
    await rename(half, path);
  } finally {
    await rm(half, { force: true });
  }
}
