/** Who may sign in to the console, as it is typed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isPasswordOf, usersIn } from '../local/serve/users.ts';
import { catalogYaml } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import type { Ended } from './support/stepbill.ts';

describe('the users of a data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-users-'));
  const data = join(folder, 'data');
  const type = (...args: readonly string[]): Promise<Ended> => commandInTurn([...args, '--data', data, '--now', '2026-11-02T05:00:00Z']);
  const CFO = 'cfo@kranich.example';

  beforeAll(async () => {
    writeFileSync(join(folder, 'catalog.yml'), catalogYaml({ id: 'adler' }));
    expect(await type('import', join(folder, 'catalog.yml'))).toMatchObject({ code: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    { why: 'where others can come in and nobody can sign in', args: ['--host', '0.0.0.0'], says: 'users add <mail> --role releaser' },
    { why: 'where others can come in and nobody would have to', args: ['--host', '0.0.0.0', '--insecure-dev'], says: 'lets everybody in' },
    { why: 'as somebody who is no mail address', args: ['--insecure-dev', '--as', 'root'], says: '"root" is none: add --as <mail>' },
  ])('keep it from being served $why', async ({ args, says }) => {
    const { code, stderr } = await type('serve', '--port', '0', '--no-schedule', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it('are added with a password that is shown once, listed without, and removed', async () => {
    const added = await type('users', 'add', CFO, '--role', 'releaser', '--json');
    const { password } = JSON.parse(added.stdout) as { password: string };
    expect(await isPasswordOf(usersIn(data)[0], password)).toBe(true);
    const { stdout } = await type('users', '--json');
    expect(JSON.parse(stdout)).toEqual([{ email: CFO, role: 'releaser', since: '2026-11-02T05:00:00.000Z' }]);
    expect(await type('users', 'remove', CFO)).toMatchObject({ code: 0 });
    expect(await type('users', 'remove', CFO)).toMatchObject({ code: 1, stderr: expect.stringContaining(`There is no user ${CFO}`) });
    expect((await type('users')).stdout).toContain('Nobody may sign in yet.');
  });

  it.each([
    { why: 'without an address that a catalog could name', args: ['cfo', '--role', 'releaser'], code: 1 },
    { why: 'without a role', args: [CFO], code: 2 },
    { why: 'with a role that there is not', args: [CFO, '--role', 'owner'], code: 2 },
  ])('are not added $why', async ({ args, code }) => {
    const ended = await type('users', 'add', ...args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toBe('');
    expect(usersIn(data)).toEqual([]);
  });
});
