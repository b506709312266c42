/** Commands that ask the HTTP API of a `serve` in a process of its own, and say what they say in its data folder. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addUser } from '../local/serve/users.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { fewCustomers, sampleFiles } from './support/sample-month.ts';
import { serving, type Served } from './support/serving.ts';
import { withoutPlace } from './support/typed-place.ts';
import { tokenOf } from './support/token-of.ts';

const NOW = '2026-11-02T05:00:00Z';
const CFO = 'cfo@nordlicht.example';
const RUN = 'nordlicht-2026-10-1';

describe('commands with --url', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-remote-'));
  const data = join(folder, 'data');
  let served: Served;
  let url = '';

  const here = (...args: readonly string[]) => commandInTurn([...args, '--data', data, '--now', NOW]);

  /** Types a command with the token of a user, one that is none, or none. */
  const there = (token: string | undefined, ...args: readonly string[]) =>
    commandInTurn([...args, '--url', url], token === undefined ? {} : { STEPBILL_TOKEN: token });

  beforeAll(async () => {
    const { events } = sampleFiles(folder);
    const catalog = join(folder, 'released.yml');
    writeFileSync(catalog, fewCustomers.replace('release: never', `release: { policy: always, by: [${CFO}, ops@nordlicht.example] }`));
    await commandInTurn(['import', catalog, '--data', data, '--now', '2026-10-10T08:00:00Z']);
    await commandInTurn(['ingest', events, '--data', data, '--now', '2026-11-01T08:00:00Z']);
    await commandInTurn(['run', '2026-10', '--as', 'schedule', '--data', data, '--now', NOW]);
    await addUser(data, { email: CFO, role: 'releaser', since: NOW }, 'correct horse battery');
    await addUser(data, { email: 'clerk@nordlicht.example', role: 'viewer', since: NOW }, 'correct horse battery');
    await addUser(data, { email: 'admin@nordlicht.example', role: 'admin', since: NOW }, 'correct horse battery');
    served = serving(data, NOW, '--no-schedule');
    url = String((await served.until('serving'))['url']);
  }, 120_000);
  afterAll(async () => {
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['runs'],
    ['runs', '--json'],
    ['review', '2026-10'],
    ['quarantine'],
    ['audit'],
    ['audit', RUN],
    ['invoices'],
    ['preview', 'kona', '--month', '2026-11'],
  ])(
    'say what they say in the folder: %s %s',
    async (...args) => {
      const typed = args.filter((it) => typeof it === 'string');
      const [remote, local] = [await there(tokenOf(data, CFO, NOW), ...typed), await here(...typed)];
      expect({ code: remote.code, text: withoutPlace(remote.stdout, url, NOW) }).toEqual({
        code: local.code,
        text: withoutPlace(local.stdout, data, NOW),
      });
      expect(remote.stderr).toBe('');
    },
    60_000,
  );

  it('are refused in a sentence without a token, with one that is none, and where the role does not suffice', async () => {
    expect((await there(undefined, 'runs')).stderr).toMatch(/asks who you are: put a token into STEPBILL_TOKEN/);
    expect((await there('sbt_nonsense.x', 'runs')).stderr).toMatch(/does not take the token in STEPBILL_TOKEN/);
    const clerk = await there(tokenOf(data, 'clerk@nordlicht.example', NOW), 'release', RUN, '--hash', '0'.repeat(64));
    expect(clerk).toMatchObject({ code: 1, stderr: expect.stringContaining('takes the role of a biller') });
  }, 60_000);

  it('replay and dismiss what could not be counted', async () => {
    const token = tokenOf(data, CFO, NOW);
    const { reasons } = JSON.parse((await there(token, 'quarantine', '--json')).stdout) as {
      reasons: { reason: string; example: { id: string } }[];
    };
    const { reason, example } = reasons.find((it) => it.reason !== 'conflict')!;
    const id = example.id.slice(0, 12);
    const [remote, local] = [await there(token, 'quarantine', 'show', id), await here('quarantine', 'show', id)];
    expect(withoutPlace(remote.stdout, url, NOW)).toBe(withoutPlace(local.stdout, data, NOW));
    expect((await there(token, 'quarantine', 'replay', '--reason', reason)).stdout).toMatch(/still refused: /);
    expect((await there(token, 'quarantine', 'dismiss', id, '--reason', 'A test')).stdout).toBe('Dismissed 1.\n');
    expect((await there(token, 'quarantine', 'dismiss', id, '--reason', 'A test')).stdout).toBe('Dismissed 0; 1 before.\n');
    expect((await there(token, 'quarantine', 'show', 'zzz')).stderr).toMatch(/"zzz" is no id of the quarantine/);
  }, 60_000);

  it('run a month dry, and find the real one waiting', async () => {
    const token = tokenOf(data, CFO, NOW);
    const dry = await there(token, 'run', '2026-10', '--dry-run');
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('Dry run nordlicht-2026-10-d1 of October 2026') });
    expect(dry.stderr).toMatch(/Open run +done\n[^]*Prepare drafts +(20|done)\n[^]*Generate previews +(20|done)\n/);
    const waits = await there(token, 'run', '2026-10');
    expect(waits).toMatchObject({ code: 3, stdout: expect.stringContaining(`${RUN} of October 2026 waits for its release`) });
    expect(await there(token, 'run', '2026-11')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('2026-11 is over at 2026-12-01'),
    });
    expect(await there(token, 'run', '2026-10', '--customers-at-once', '3')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/a setting where it runs/),
    });
  }, 120_000);

  it('import a catalog that was checked there, for an admin', async () => {
    const [broken, moved] = [join(folder, 'broken.yml'), join(folder, 'moved.yml')];
    const text = readFileSync(join(folder, 'released.yml'), 'utf8');
    writeFileSync(moved, text.replace(/^ {2}name: .*/m, '  name: Nordlicht AG'));
    writeFileSync(broken, text.replace(/unitPrice: [\d.']+/, 'unitPrice: 9.99'));
    const admin = tokenOf(data, 'admin@nordlicht.example', NOW);
    expect(await there(tokenOf(data, CFO, NOW), 'import', moved)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('takes the role of a admin'),
    });
    expect(await there(admin, 'import', broken)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/one thing is wrong:\n {2}.*broken\.yml:\d+:\d+ .* is in use and never changes/),
    });
    const dry = await there(admin, 'import', moved, '--dry-run');
    expect(dry.stdout).toContain('  changed     the seller\n                name: Nordlicht Systems GmbH → Nordlicht AG\n');
    expect(dry.stdout).toBe((await here('import', moved, '--dry-run')).stdout);
    expect((await there(admin, 'import', moved)).stdout).toMatch(/Imported, content [0-9a-f]{8}\.\n$/);
    expect((await there(admin, 'import', moved)).stdout).toMatch(/^All of it is there already: /);
    expect((await there(admin, 'import', moved, broken)).stderr).toMatch(/takes one file at a time, and 2 are named/);
  }, 60_000);

  it('draw a preview as it is drawn in the folder', async () => {
    const [remote, local] = [join(folder, 'there', 'kona.pdf'), join(folder, 'here.pdf')];
    const drawn = await there(tokenOf(data, CFO, NOW), 'preview', 'kona', '--month', '2026-11', '--pdf', remote);
    expect(drawn.stdout).toContain(`Drawn: ${remote}`);
    await here('preview', 'kona', '--month', '2026-11', '--pdf', local);
    expect(readFileSync(remote)).toEqual(readFileSync(local));
  }, 60_000);

  it('release a run, and follow it to its invoices, which are explained and opened', async () => {
    const token = tokenOf(data, CFO, NOW);
    const { contentHash } = (JSON.parse((await there(token, 'review', RUN, '--json')).stdout) as { review: { contentHash: string } })
      .review;
    const stale = await there(token, 'release', RUN, '--hash', '0'.repeat(64));
    expect(stale).toMatchObject({ code: 1, stderr: expect.stringContaining('has changed since') });
    const released = await there(token, 'release', RUN, '--hash', contentHash.slice(0, 8));
    expect(released).toMatchObject({ code: 0, stderr: '' });
    expect(released.stdout).toMatch(/^Released\.\nOctober 2026 is billed/);
    await served.until('sent');

    for (const args of [['invoices'], ['explain', 'RE-2026-000001'], ['explain', 'RE-2026-000001', '2']])
      expect(withoutPlace((await there(token, ...args)).stdout, url, NOW)).toBe(withoutPlace((await here(...args)).stdout, data, NOW));
    const path = (await there(token, 'open', 'RE-2026-000001', '--path')).stdout.trim();
    const kept = (await here('open', 'RE-2026-000001', '--path')).stdout.trim();
    expect(readFileSync(path)).toEqual(readFileSync(kept));
    rmSync(path);

    const again = await there(token, 'run', '2026-10');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`October 2026 is billed already by run ${RUN}`) });
    const credited = await there(token, 'credit', 'RE-2026-000001', '--amount', '1', '--reason', 'Goodwill');
    expect(credited).toMatchObject({ code: 0, stdout: expect.stringMatching(/credits .* of RE-2026-000001\./) });
  }, 120_000);

  it('say that nobody is there, that something else is, and what can not be asked', async () => {
    expect((await commandInTurn(['runs', '--url', 'billing'])).stderr).toMatch(/"billing" is no address/);
    expect((await there(tokenOf(data, CFO, NOW), 'verify')).stderr).toMatch(/This can't be asked of http/);
    const other = createServer((_, response) => response.end('<h1>Hello</h1>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect((await commandInTurn(['runs', '--url', address])).stderr).toMatch(/something else than JSON/);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    expect((await commandInTurn(['runs', '--url', address])).stderr).toMatch(/does not answer: nothing listens there\./);
  }, 60_000);
});
