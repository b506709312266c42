/** People who may sign in to a data folder: in a file of it that only its owner reads, with what their password hashes to. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../shared/content-hash.ts';
import { instant } from '../../shared/period.ts';
import { ROLES } from '../../shared/signed-in.ts';

/** Cost of a hash: 32 MiB of memory three times over, some tenths of a second. See docs/sources.md#passwords. */
const COST = { N: 32_768, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
const ONLY_OWNER = 0o600;

const user = z.object({
  /** Mail address, by which catalogs name releasers. */
  email: z.email().max(254),
  role: z.enum(ROLES),
  /** `scrypt$N$r$p$salt$hash` */
  password: z.string(),
  since: instant,
});
export type User = z.infer<typeof user>;
const usersContent = z.object({ schema: z.literal(1), users: z.array(user) });

/** Everybody who may sign in, by address; nobody if there is no file. */
export function usersIn(folder: string): User[] {
  try {
    return usersContent.parse(JSON.parse(readFileSync(usersFile(folder), 'utf8'))).users;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Adds someone, or gives somebody who is there another role and password, which ends their sessions. */
export async function addUser(folder: string, { email, role, since }: Omit<User, 'password'>, password: string): Promise<void> {
  const added: User = { email, role, password: await hashOf(password, randomBytes(16)), since };
  keep(folder, [...usersIn(folder).filter((it) => !isNamed(it, email)), added]);
}

/** Whether there was somebody of that address, who is none any more. */
export function removeUser(folder: string, email: string): boolean {
  const before = usersIn(folder);
  const after = before.filter((it) => !isNamed(it, email));
  if (after.length < before.length) keep(folder, after);
  return after.length < before.length;
}

/** Mail addresses are told apart without regard to case. */
export function isNamed({ email }: Pick<User, 'email'>, wanted: string): boolean {
  return email.toLowerCase() === wanted.trim().toLowerCase();
}

/** Whether the password is the user's. An address that nobody has takes as long. */
export async function isPasswordOf(found: User | undefined, password: string): Promise<boolean> {
  const [, , , , salt = '', hash = ''] = (found?.password ?? NOBODY).split('$');
  const given = await hashOf(password, Buffer.from(salt, 'base64url'));
  return timingSafeEqual(Buffer.from(given.split('$')[5] ?? ''), Buffer.from(hash)) && found !== undefined;
}

/** Changes with password and role, so that a session of before is none. */
export function stampOf({ password, role }: User): string {
  return sha256(`${role} ${password}`).slice(0, 16);
}

/** 20 letters and digits, none of which is taken for another: 99 bits, less a hair for the remainder. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(20), (byte) => letters[byte % letters.length])
    .join('')
    .replace(/(.{5})(?=.)/g, '$1-');
}

const NOBODY = `scrypt$$$$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`;

function hashOf(password: string, salt: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, COST, (error, hash) => {
      if (error) reject(error);
      else resolve(`scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`);
    });
  });
}

function keep(folder: string, users: readonly User[]): void {
  const sorted = [...users].sort((a, b) => (a.email < b.email ? -1 : 1));
  const part = `${usersFile(folder)}.part`;
  writeFileSync(part, `${JSON.stringify({ schema: 1, users: sorted }, null, 2)}\n`, { mode: ONLY_OWNER });
  renameSync(part, usersFile(folder));
}

/** Where they are kept. */
export const usersFile = (folder: string): string => join(folder, 'users.json');
