/**
 * Sessions: who is signed in, and until when, signed with a key of the data folder. A browser has its session in a cookie; a
 * program sends it with each request, as a token, which no browser does by itself.
 */
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

/** Where a session lies. One is no other: a cookie that leaks is no token. */
export type SessionPlace = 'session' | 'token';

/** The value of a cookie or token: what it says in base64url, a point, its HMAC-SHA-256. */
export function sealed(key: Uint8Array, { email, until, stamp }: Session, place: SessionPlace = 'session'): string {
  const text = Buffer.from(JSON.stringify([email, until, stamp])).toString('base64url');
  return `${text}.${signatureOf(key, text, place)}`;
}

/** The session of a value, or undefined if we have not signed it for this place or it is over. */
export function opened(key: Uint8Array, value: string, now: Date, place: SessionPlace = 'session'): Session | undefined {
  const [text = '', signature = '', ...more] = value.split('.');
  if (more.length > 0 || !isSame(signature, signatureOf(key, text, place))) return undefined;
  const [email, until, stamp] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, number, string];
  return until * 1_000 > now.getTime() ? { email, until, stamp } : undefined;
}

function signatureOf(key: Uint8Array, text: string, place: SessionPlace): string {
  return createHmac('sha256', key).update(`stepbill ${place} ${text}`).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [given, right] = [Buffer.from(a), Buffer.from(b)];
  return given.byteLength === right.byteLength && timingSafeEqual(given, right);
}
