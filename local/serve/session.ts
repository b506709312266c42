/** Sessions: who is signed in, and until when, in a cookie that is signed with a key of the data folder. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SESSION_HOURS = 12;
const KEY_BYTES = 32;

/** What a session says. */
export interface Session {
  readonly email: string;
  /** Epoch seconds. */
  readonly until: number;
  /** Of the user's password and role when they signed in. */
  readonly stamp: string;
}

/** The folder's key, which only its owner reads; made when it is first asked for. One that is removed ends every session. */
export function sessionKey(folder: string): Buffer {
  const file = join(folder, 'session-key');
  try {
    writeFileSync(file, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file);
}

/** The cookie's value: what it says in base64url, a point, its HMAC-SHA-256. */
export function sealed(key: Uint8Array, { email, until, stamp }: Session): string {
  const text = Buffer.from(JSON.stringify([email, until, stamp])).toString('base64url');
  return `${text}.${signatureOf(key, text)}`;
}

/** The session of a cookie's value, or undefined if we have not signed it or it is over. */
export function opened(key: Uint8Array, value: string, now: Date): Session | undefined {
  const [text = '', signature = '', ...more] = value.split('.');
  if (more.length > 0 || !isSame(signature, signatureOf(key, text))) return undefined;
  const [email, until, stamp] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, number, string];
  return until * 1_000 > now.getTime() ? { email, until, stamp } : undefined;
}

function signatureOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(`stepbill session ${text}`).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [given, right] = [Buffer.from(a), Buffer.from(b)];
  return given.byteLength === right.byteLength && timingSafeEqual(given, right);
}
