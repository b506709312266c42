import { id } from './catalog.ts';
import { sha256 } from './content-hash.ts';
import { NotFoundError } from './errors.ts';
import { logoType } from './logo.ts';
import type { Logo } from './logo.ts';
import { files } from './ports.ts';

/** Leaves a logo in the working files, under the hash by which documents name it; what is there stays. */
export async function keepLogo(sellerId: string, { hash }: Logo, content: Uint8Array): Promise<void> {
  await files().putFirst(logoKey(sellerId, hash), content, logoType(content));
}

/** Logos remembered: a process draws documents of few sellers. */
const MOST_REMEMBERED = 20;
const remembered = new Map<string, Uint8Array>();

/**
 * The image of a seller's logo, read once a process; undefined where the seller has none.
 *
 * @throws {NotFoundError} if it is not in the working files as it was
 */
export async function requireLogo({ id: sellerId, logo }: { id: string; logo?: Logo | undefined }): Promise<Uint8Array | undefined> {
  if (!logo) return undefined;
  const key = logoKey(sellerId, logo.hash);
  const known = remembered.get(key);
  if (known) return known;
  const content = await files().get(key);
  if (!content || sha256(content) !== logo.hash)
    throw new NotFoundError(`The logo ${key} is not in the working files as it was. Import the catalog with this logo again.`);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, content);
  return content;
}

const logoKey = (sellerId: string, hash: string): string => `${id.parse(sellerId)}/logos/${hash}`;
