import { userInfo } from 'node:os';

/**
 * Who types: as they say with --as, as STEPBILL_USER says, or the login. On one machine this is trust, not proof;
 * what it guards is that nobody releases their own run by habit.
 */
export function personOf(as: string | undefined): string {
  return as ?? process.env['STEPBILL_USER'] ?? userInfo().username;
}
