/** Tokens by which programs ask the HTTP API for a person: what a token of the issuer is on AWS. */
import { opened, sealed, sessionKey } from './session.ts';
import { isNamed, stampOf, type User, usersIn } from './users.ts';

/** How tokens begin, so that whoever finds one can tell what it is. */
const BEGINNING = 'sbt_';

/**
 * A token of a user, good for so many days and until they get another password or role. Nothing of it is kept: it is signed
 * with the folder's key, and says who and until when.
 */
export function personToken(folder: string, user: User, now: Date, days: number): { readonly token: string; readonly until: Date } {
  const until = Math.floor(now.getTime() / 1_000) + days * 86_400;
  const token = `${BEGINNING}${sealed(sessionKey(folder), { email: user.email, until, stamp: stampOf(user) }, 'token')}`;
  return { token, until: new Date(until * 1_000) };
}

/** The user of a token, or undefined if it is none of ours, is over, or they have another password or role by now. */
export function userOfToken(folder: string, key: Uint8Array, token: string, now: Date): User | undefined {
  const session = token.startsWith(BEGINNING) ? opened(key, token.slice(BEGINNING.length), now, 'token') : undefined;
  const user = session && usersIn(folder).find((it) => isNamed(it, session.email));
  return user && stampOf(user) === session?.stamp ? user : undefined;
}
