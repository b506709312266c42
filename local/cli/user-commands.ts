import { type Command, InvalidArgumentError, Option } from 'commander';
import { ROLES, type Role } from '../../shared/signed-in.ts';
import { CommandError } from '../commands/errors.ts';
import { addCommand, answer, type Common, jsonOption, requireFolder, withinFolder } from './command.ts';

/** A year, and a day of grace. */
const MOST_TOKEN_DAYS = 366;
const INSTEAD = 'There the OIDC issuer of the stage says who somebody is.';

/** People who may sign in to the console of a data folder. */
export function addUserCommands(program: Command): void {
  const users = addCommand(program, 'users', 'people who may sign in to the console, with their roles', [
    'users',
    'users add finance@acme.example --role releaser',
    'users remove finance@acme.example',
  ])
    .enablePositionalOptions()
    .addOption(jsonOption)
    .action((options: Common) => {
      requireFolder(options, INSTEAD);
      return withinFolder(options, async ({ data }) => {
        const { usersIn } = await import('../serve/users.ts');
        const { alignedTable } = await import('../commands/report.ts');
        const found = usersIn(data).map(({ email, role, since }) => ({ email, role, since }));
        const rows = found.map(({ email, role, since }) => [email, role, since.slice(0, 10)]);
        answer(options, found, rows.length === 0 ? ['Nobody may sign in yet.'] : alignedTable(['Mail address', 'Role', 'Since'], rows));
      });
    });

  addCommand(users, 'add <mail>', 'let somebody sign in, or give them another role and password, which is shown once', [
    'users add finance@acme.example --role releaser',
    'users add cfo@acme.example --role admin --password-stdin < password.txt',
  ])
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .option('--password-stdin', 'take the first line of what is piped in as the password, 12 characters at least', false)
    .addOption(jsonOption)
    .action((named: string, options: Common & { role: Role; passwordStdin: boolean }) => {
      requireFolder(options, INSTEAD);
      const email = mailOf(named);
      return withinFolder(options, async ({ data }) => {
        const { addUser, newPassword } = await import('../serve/users.ts');
        const { now } = await import('../../shared/clock.ts');
        const password = options.passwordStdin ? await typedPassword() : newPassword();
        await addUser(data, { email, role: options.role, since: now().toISOString() }, password);
        const shown = options.passwordStdin ? [] : [`Password: ${password}`, 'It is shown once; what is kept is what it hashes to.'];
        answer(options, { email, role: options.role, ...(options.passwordStdin ? {} : { password }) }, [
          `${email} may sign in as ${options.role}.`,
          ...shown,
        ]);
      });
    });

  addCommand(users, 'token <mail>', 'a token by which a program asks the HTTP API for somebody; their next password or role ends it', [
    'users token finance@acme.example',
    'users token finance@acme.example --days 7',
  ])
    .option('--days <days>', 'how long it is good', daysOf, 30)
    .addOption(jsonOption)
    .action((email: string, options: Common & { days: number }) => {
      requireFolder(options, INSTEAD);
      return withinFolder(options, async ({ data }) => {
        const { isNamed, usersIn } = await import('../serve/users.ts');
        const { personToken } = await import('../serve/person-token.ts');
        const { now } = await import('../../shared/clock.ts');
        const user = usersIn(data).find((it) => isNamed(it, email));
        if (!user) throw new CommandError(`There is no user ${email} in ${data}.`);
        const { token, until } = personToken(data, user, now(), options.days);
        answer(options, { email: user.email, role: user.role, token, until: until.toISOString() }, [
          token,
          `It is ${user.email}, ${user.role}, until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC. It is shown once; keep it as you keep a password.`,
        ]);
      });
    });

  addCommand(users, 'remove <mail>', 'let somebody in no more, sessions that are open included', ['users remove finance@acme.example'])
    .addOption(jsonOption)
    .action((email: string, options: Common) => {
      requireFolder(options, INSTEAD);
      return withinFolder(options, async ({ data }) => {
        const { removeUser } = await import('../serve/users.ts');
        if (!removeUser(data, email)) throw new CommandError(`There is no user ${email} in ${data}.`);
        answer(options, { email }, [`${email} can't sign in any more.`]);
      });
    });
}

/** @throws {CommandError} unless it looks like a mail address, by which catalogs name releasers */
function mailOf(text: string): string {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    throw new CommandError(`"${text}" is no mail address, and catalogs name releasers by theirs.`);
  return text;
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!/^\d{1,3}$/.test(text) || days < 1 || days > MOST_TOKEN_DAYS)
    throw new InvalidArgumentError(`Write days from 1 to ${MOST_TOKEN_DAYS}.`);
  return days;
}

async function typedPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  if (line.length < 12) throw new CommandError('A password has 12 characters at least.');
  return line;
}
