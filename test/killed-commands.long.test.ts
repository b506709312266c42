/**
 * `backup`, `restore` and `verify --reconcile`, killed at each of their changes: what there is afterwards is whole or
 * refused, and the same command again comes to its end.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dies, takeOver, type Moment } from './support/mortal-disk.ts';

takeOver();
const { backUp } = await import('../local/commands/backup.ts');
const { readManifest } = await import('../local/commands/backup-manifest.ts');
const { reconcile } = await import('../local/commands/reconcile.ts');
const { restore } = await import('../local/commands/restore.ts');
const { embeddedPorts } = await import('../local/embedded-ports.ts');
const { auditEntries } = await import('../shared/audit.store.ts');
const { fixClock } = await import('../shared/clock.ts');
const { sha256 } = await import('../shared/content-hash.ts');
const { getIssuingLock } = await import('../shared/issuing-lock.store.ts');
const { counters } = await import('../shared/number.store.ts');
const { connect } = await import('../shared/ports.ts');
const { callsEvent, importCustomers, keepUsage, SELLER } = await import('./support/catalog.ts');
const { openOneProcess } = await import('./support/one-process.ts');

const OPS = 'ops@kranich.example';
const NOW = '2026-11-05T05:00:00.000Z';
const DOCUMENT = `${SELLER}/2026/RE-2026-000001.pdf`;
const MOMENTS: readonly Moment[] = ['before', 'half-way'];

const folder = mkdtempSync(join(tmpdir(), 'stepbill-killed-'));
const at = (name: string): string => join(folder, name);
const small = at('small');
const backup = at('backup');

/** A customer, an archive of one document, a working file and a mail; and a backup of that. */
beforeAll(async () => {
  fixClock(new Date(NOW));
  const ports = embeddedPorts(small);
  connect(ports);
  await importCustomers({ id: 'adler' });
  await ports.archive.put(DOCUMENT, Buffer.from('%PDF'), 'application/pdf');
  await ports.files.put(`${SELLER}/runs/list.jsonl`, Buffer.from('{}'), 'application/jsonl');
  writeFileSync(join(small, 'outbox', 'mail.eml'), 'Dear');
  connect(undefined);
  ports.close();
  await backUp(small, backup);
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Has `work` die at each of its changes in turn, before it and half-way, each time in a world of its own.
 *
 * @param prepare makes the world
 * @param then holds what is left against what must be
 */
async function killedEverywhere(
  prepare: () => void | Promise<void>,
  work: () => Promise<unknown>,
  then: () => Promise<void>,
): Promise<void> {
  let deaths = 0;
  for (const moment of MOMENTS) {
    for (let change = 1; ; change++) {
      await prepare();
      if (!(await dies(change, moment, work))) break;
      deaths++;
      await then();
    }
  }
  expect(deaths).toBeGreaterThan(10);
}

describe('a backup that is killed', () => {
  it('leaves the data folder as it was, and no backup or a whole one; the next one is as if nothing had been', async () => {
    const [target, calm] = [at('killed-backup'), at('calm-backup')];
    await backUp(small, calm);
    const source = contentOf(small);
    await killedEverywhere(
      () => rmSync(target, { recursive: true, force: true }),
      () => backUp(small, target),
      async () => {
        expect(contentOf(small)).toEqual(source);
        if (!existsSync(join(target, 'backup.json')))
          await expect(restore(target, at('nothing'), { by: OPS, isReplacing: false })).rejects.toThrow('There is no backup in');
        else await expectWhole(target);
        await backUp(small, target);
        await expectWhole(target);
        expect(filesOf(target)).toEqual(filesOf(calm));
      },
    );
  });

  it('leaves the one that it brings up to date whole, and nothing of what is gone lives on after the next', async () => {
    const [data, target] = [at('changed'), at('updated-backup')];
    cpSync(small, data, { recursive: true });
    rmSync(join(data, 'outbox', 'mail.eml'));
    await killedEverywhere(
      () => {
        rmSync(target, { recursive: true, force: true });
        cpSync(backup, target, { recursive: true });
        writeFileSync(join(data, 'files', 'passing.json'), '{}');
      },
      () => backUp(data, target),
      async () => {
        await expectWhole(target);
        // What was copied and no backup names is gone too before the next one.
        rmSync(join(data, 'files', 'passing.json'));
        await backUp(data, target);
        await expectWhole(target);
        const { databases, files } = (await readManifest(target))!;
        const named = [...files, databases.table, databases.executions].map(({ path }) => path);
        expect(filesOf(target)).toEqual([...named, 'backup.json'].sort());
        expect(named).not.toContain('outbox/mail.eml');
      },
    );
  });
});

describe('a restore that is killed', () => {
  const data = at('restored');

  /** What a death leaves: the backup as it was, and nothing to work in that lacks anything or may issue. */
  async function expectNothingOrAll(): Promise<void> {
    expect(contentOf(backup)).toEqual(whole);
    for (const made of [data, `${data}.restoring`].filter((it) => existsSync(join(it, 'table.db')))) {
      expect(filesOf(made)).toEqual(expect.arrayContaining(['executions.db', 'table.db', 'outbox/mail.eml', `archive/${DOCUMENT}`]));
      expect(await lockIn(made)).toMatchObject({ since: NOW });
    }
    if (existsSync(join(data, 'note.txt'))) expect(filesOf(data).filter((name) => !name.startsWith('runner.'))).toEqual(['note.txt']);
  }
  let whole: Record<string, string>;
  beforeAll(() => void (whole = contentOf(backup)));

  it('leaves no folder or the whole one, and done again makes it or says that it is there', async () => {
    const wanted = { by: OPS, isReplacing: false };
    await killedEverywhere(
      () => {
        rmSync(data, { recursive: true, force: true });
        mkdirSync(data);
      },
      () => restore(backup, data, wanted),
      async () => {
        await expectNothingOrAll();
        const isThere = existsSync(join(data, 'table.db'));
        const again = restore(backup, data, wanted);
        await (isThere ? expect(again).rejects.toThrow('holds something already') : again);
        expect(await lockIn(data)).toMatchObject({ since: NOW });
        expect(existsSync(`${data}.restoring`)).toBe(false);
      },
    );
  });

  it('keeps the folder that it replaces, wherever it was', async () => {
    const wanted = { by: OPS, isReplacing: true };
    await killedEverywhere(
      () => {
        for (const name of readdirSync(folder)) if (name.startsWith('restored')) rmSync(at(name), { recursive: true });
        mkdirSync(data);
        writeFileSync(join(data, 'note.txt'), 'keep me');
      },
      () => restore(backup, data, wanted),
      async () => {
        await expectNothingOrAll();
        await restore(backup, data, wanted);
        expect(await lockIn(data)).toMatchObject({ since: NOW });
        const notes = readdirSync(folder).filter((name) => existsSync(join(at(name), 'note.txt')));
        expect(notes.map((name) => readFileSync(join(at(name), 'note.txt'), 'utf8'))).toEqual(['keep me']);
      },
    );
  });
});

describe('a reconciliation that is killed', () => {
  const [october, restored, data] = [at('october'), at('september'), at('reconciled')];

  /** September in number 1, then the backup that was restored; October in number 2, whose documents another archive has. */
  beforeAll(async () => {
    const opened = openOneProcess(october, '2026-10-02T05:00:00Z');
    await importCustomers({ id: 'adler', start: '2026-09-01' });
    await keepUsage(callsEvent('adler', '40'));
    await opened.run('2026-09', '2026-10-02T05:00:00Z');
    await backUp(october, at('september-backup'));
    await opened.run('2026-10', '2026-11-02T05:00:00Z');
    await opened.close();
    fixClock(new Date(NOW));
    await restore(at('september-backup'), restored, { by: OPS, isReplacing: false });
  }, 60_000);

  const reconciling = (without: string[]) => () => connected(data, () => reconcile(SELLER, { by: OPS, elsewhere: october, without }));

  /** Nothing gets a number of which the archive may have a document. */
  async function expectShutOrAhead(): Promise<void> {
    await connected(data, async () => {
      const lock = await getIssuingLock(SELLER);
      const last = (await counters(SELLER)).find(({ counter }) => counter === 'RE-2026')!.last;
      const highest = existsSync(join(data, 'archive', SELLER, '2026', 'RE-2026-000002.pdf')) ? 2 : 1;
      expect((lock !== undefined && lock.lostRuns === undefined) || last >= highest).toBe(true);
    });
  }

  it('keeps issuing shut until the counters are behind the archive, and comes to the same when done again', async () => {
    await killedEverywhere(
      () => renewed(restored, data),
      reconciling([]),
      async () => {
        await expectShutOrAhead();
        expect(await reconciling([])()).toMatchObject({ lostRuns: [{ runId: 'kranich-2026-10-1', month: '2026-10' }], isOpen: false });
        await expectReconciled([{ runId: 'kranich-2026-10-1', month: '2026-10' }]);
      },
    );
  });

  it('shuts issuing that was open before it takes anything over', async () => {
    renewed(restored, at('open'));
    await connected(at('open'), () => reconcile(SELLER, { by: OPS, without: [] }));
    await killedEverywhere(
      () => renewed(at('open'), data),
      reconciling(['kranich-2026-10-1']),
      async () => {
        await expectShutOrAhead();
        expect(await reconciling(['kranich-2026-10-1'])()).toMatchObject({ isOpen: true });
        await expectReconciled(undefined);
      },
    );
  });

  /** Number 2 is taken, and its taking written down once, whatever happened on the way. */
  async function expectReconciled(lostRuns: object[] | undefined): Promise<void> {
    await connected(data, async () => {
      expect((await getIssuingLock(SELLER))?.lostRuns).toEqual(lostRuns);
      expect(await counters(SELLER)).toEqual([expect.objectContaining({ counter: 'RE-2026', last: 2 })]);
      const numbers = (await auditEntries(SELLER, 'seller')).flatMap((entry) => entry.numbers ?? []);
      expect(numbers).toEqual(['RE-2026-000002', 'RE-2026-000002']);
    });
  }
});

function renewed(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}

/** Does `work` in a data folder. */
async function connected<Result>(data: string, work: () => Promise<Result>): Promise<Result> {
  const ports = embeddedPorts(data);
  connect(ports);
  try {
    return await work();
  } finally {
    connect(undefined);
    ports.close();
  }
}

const lockIn = (data: string): Promise<unknown> => connected(data, () => getIssuingLock(SELLER));

/** Every file under a folder with the hash of its content. */
function contentOf(root: string): Record<string, string> {
  return Object.fromEntries(filesOf(root).map((path) => [path, sha256(readFileSync(join(root, path)))]));
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** That a folder has everything its manifest names, as it says. */
async function expectWhole(target: string): Promise<void> {
  const { databases, files } = (await readManifest(target))!;
  for (const { path, hash } of [databases.table, databases.executions, ...files])
    expect([path, sha256(readFileSync(join(target, path)))]).toEqual([path, hash]);
}
