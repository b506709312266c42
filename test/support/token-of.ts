import { personToken } from '../../local/serve/person-token.ts';
import { usersIn } from '../../local/serve/users.ts';

/** A token of a user of a folder, for a day from `now`. */
export function tokenOf(folder: string, email: string, now: string): string {
  const user = usersIn(folder).find((it) => it.email === email)!;
  return personToken(folder, user, new Date(now), 1).token;
}
