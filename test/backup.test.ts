/** What a backup brings back, what it can't know, and how issuing is kept shut until that is known. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { backUp } from '../local/commands/backup.ts';
import { reconcile } from '../local/commands/reconcile.ts';
import { restore } from '../local/commands/restore.ts';
import { restoreReport } from '../local/commands/backup-report.ts';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { sessionKey } from '../local/serve/session.ts';
import { addUser, isPasswordOf, removeUser, usersIn } from '../local/serve/users.ts';
import { auditEntries } from '../shared/audit.store.ts';
import { contentHash, sha256 } from '../shared/content-hash.ts';
import { takeNumber } from '../shared/single-number.store.ts';
import { archive, files } from '../shared/ports.ts';
import { callsEvent, importCustomers, keepUsage, NUMBERING, SELLER } from './support/catalog.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { draftFor, keepDraftOf } from './support/runs.ts';

const CUSTOMERS = ['adler', 'bussard', 'falke'];
const OPS = 'ops@kranich.example';
const pdf = (position: number): string => `${SELLER}/2026/RE-2026-00000${position}.pdf`;

const folder = mkdtempSync(join(tmpdir(), 'stepbill-backup-'));
const at = (name: string): string => join(folder, name);
let process: OneProcess | undefined;
let copies = 0;

/** September in numbers 1 to 3, then the backup; October in 4 to 6, and two single documents in 7 and 8. */
beforeAll(async () => {
  const { run, ports, workspace } = (process = openOneProcess(at('original'), '2026-10-02T05:00:00Z'));
  await importCustomers(...CUSTOMERS.map((id) => ({ id, start: '2026-09-01' })));
  await keepUsage(callsEvent('adler', '30', { id: 'september', time: '2026-09-10T10:00:00Z' }), callsEvent('adler', '40'));
  await run('2026-09', '2026-10-02T05:00:00Z');
  await backUp(at('original'), at('backup'));
  await run('2026-10', '2026-11-02T05:00:00Z');
  for (const name of ['order-1', 'order-2']) await single(workspace.runner(), name);
  expect(await listOf(ports.archive)).toHaveLength(10);
  await closed();
}, 60_000);
afterEach(closed);
afterAll(() => rmSync(folder, { recursive: true }));

async function closed(): Promise<void> {
  await process?.close();
  process = undefined;
}

async function single(opened: ReturnType<OneProcess['workspace']['runner']>, name: string): Promise<void> {
  const runner = await opened;
  const content = draftFor('adler');
  await keepDraftOf(name, content, contentHash(content));
  const draft = { customerId: 'adler', attempt: 1, hash: contentHash(content), series: 'RE' };
  await runner.start('invoice', name, { sellerId: SELLER, runId: name, draft });
  await runner.settle();
}

async function listOf(store: OneProcess['ports']['archive']): Promise<string[]> {
  return (await store.list(`${SELLER}/`)).keys;
}

/** A folder of its own that the backup was restored to, and that this process works in. */
async function restored(moment = '2026-11-05T05:00:00Z'): Promise<OneProcess> {
  const data = at(`restored-${++copies}`);
  await restore(at('backup'), data, { by: OPS, isReplacing: false });
  return (process = openOneProcess(data, moment));
}

async function verified(): Promise<string[]> {
  return proofReport(proofOf([await verifySeller(SELLER)], await filesOfNobody([SELLER])));
}

describe('a backup', () => {
  it('brings back every record, execution and file', async () => {
    await restored();
    expect(await verified()).toEqual([
      // 10.00 each and 30 calls at 0.10: 33.00, and 20 % of it.
      'RE-2026: whole. 3 documents from 1 to 3, each as it was issued; 39.60 EUR.',
      'Runs: NOT WHOLE. One problem:',
      expect.stringMatching(/^ {2}Issuing: locked since .+: verify --reconcile\.$/),
      '  npm run -s stepbill -- verify --reconcile --archive <folder>',
      'Audit log: whole. 6 entries, each naming the one before.',
      'Archive: whole. 4 files, each a document of a number or a manifest.',
    ]);
    expect(sha256((await archive().get(pdf(1)))!)).toBe(sha256(readFileSync(join(at('original'), 'archive', pdf(1)))));
    expect(await files().get(`${SELLER}/runs/kranich-2026-09-1/customers.jsonl`)).toBeDefined();
    expect((await (await process!.workspace.runner()).describe('billing-run', 'kranich-2026-09-1'))?.status).toBe('SUCCEEDED');
  });

  it('is brought up to date by what is new, and forgets what was removed', async () => {
    const [data, target] = [at('changing'), at('changing-backup')];
    cpSync(at('original'), data, { recursive: true });
    const first = await backUp(data, target);
    expect(first.copied).toBe(first.manifest.files.length);
    const [mail] = readdirSync(join(data, 'outbox')).filter((name) => name.endsWith('.eml'));
    rmSync(join(data, 'outbox', mail!));
    writeFileSync(join(data, 'archive', SELLER, 'new.pdf'), 'new');
    const second = await backUp(data, target);
    expect(second).toMatchObject({ copied: 1, lost: [] });
    expect(existsSync(join(target, 'outbox', mail!))).toBe(false);
    expect(readFileSync(join(target, 'archive', SELLER, 'new.pdf'), 'utf8')).toBe('new');
    expect(readdirSync(target).filter((name) => name.endsWith('.db'))).toHaveLength(2);
  });

  it('keeps a document that the archive has lost, and never takes one that was changed', async () => {
    const [data, target] = [at('damaged'), at('damaged-backup')];
    cpSync(at('original'), data, { recursive: true });
    await backUp(data, target);
    rmSync(join(data, 'archive', pdf(2)));
    expect((await backUp(data, target)).lost).toEqual([`archive/${pdf(2)}`]);
    const hash = sha256(readFileSync(join(target, 'archive', pdf(1))));
    appendFileSync(join(data, 'archive', pdf(1)), 'changed');
    await expect(backUp(data, target)).rejects.toThrow(/nothing in there ever changes\. The backup was left as it was/);
    expect(sha256(readFileSync(join(target, 'archive', pdf(1))))).toBe(hash);
    await restore(target, at('undamaged'), { by: OPS, isReplacing: false });
  });

  it('brings back who may sign in, and no session of theirs', async () => {
    const [data, target, again] = [at('with-users'), at('with-users-backup'), at('with-users-again')];
    cpSync(at('original'), data, { recursive: true });
    const since = '2026-10-02T05:00:00Z';
    await addUser(data, { email: OPS, role: 'admin', since }, 'correct horse battery');
    await addUser(data, { email: 'cfo@kranich.example', role: 'releaser', since }, 'staple of a battery');
    const key = sessionKey(data);
    await backUp(data, target);
    removeUser(data, 'cfo@kranich.example');
    await backUp(data, target);
    const named = readdirSync(target).filter((name) => name.startsWith('users-'));
    expect(named).toHaveLength(1);
    expect(statSync(join(target, named[0]!)).mode & 0o777).toBe(0o600);
    expect(readdirSync(target)).not.toContain('session-key');

    const restored = await restore(target, again, { by: OPS, isReplacing: false });
    expect(restoreReport(restored, again).join()).toMatch(/Who could sign in then can again, and has to.* users/);
    expect(usersIn(again).map(({ email, role }) => [email, role])).toEqual([[OPS, 'admin']]);
    expect(await isPasswordOf(usersIn(again)[0], 'correct horse battery')).toBe(true);
    expect(statSync(join(again, 'users.json')).mode & 0o777).toBe(0o600);
    expect(sessionKey(again)).not.toEqual(key);
  });

  it('of a folder in which nobody may sign in, or of an earlier version, has no users', async () => {
    const [data, target, again] = [at('no-users'), at('no-users-backup'), at('no-users-again')];
    cpSync(at('original'), data, { recursive: true });
    expect((await backUp(data, target)).manifest).not.toHaveProperty('users');
    await restore(target, again, { by: OPS, isReplacing: false });
    expect(usersIn(again)).toEqual([]);
  });

  it('is refused into a folder of something else, into a file, and into the data folder', async () => {
    mkdirSync(at('foreign'));
    writeFileSync(join(at('foreign'), 'letter.txt'), 'Dear');
    await expect(backUp(at('original'), at('foreign'))).rejects.toThrow(/foreign holds something else \(letter\.txt\)/);
    await expect(backUp(at('original'), join(at('foreign'), 'letter.txt'))).rejects.toThrow(/letter\.txt is a file/);
    for (const target of [at('original'), join(at('original'), 'backup'), folder])
      await expect(backUp(at('original'), target)).rejects.toThrow('lie in each other');
  });
});

describe('a restore', () => {
  it('reads the whole backup first, and restores nothing of one that is damaged', async () => {
    const damaged = at('damaged-copy');
    cpSync(at('backup'), damaged, { recursive: true });
    appendFileSync(join(damaged, 'archive', pdf(2)), 'x');
    rmSync(join(damaged, 'archive', pdf(3)));
    const wanted = restore(damaged, at('nothing'), { by: OPS, isReplacing: false });
    await expect(wanted).rejects.toThrow(
      /is damaged; nothing was restored:\n.*RE-2026-000002\.pdf is not what was backed up.*\n.*RE-2026-000003\.pdf is gone/,
    );
    expect(existsSync(at('nothing'))).toBe(false);
    await expect(restore(at('original'), at('nothing'), { by: OPS, isReplacing: false })).rejects.toThrow('backup.json is not there');
  });

  it('leaves a folder that holds something alone, unless it is told to move it out of the way', async () => {
    const data = at('occupied');
    mkdirSync(data);
    writeFileSync(join(data, 'note.txt'), 'keep me');
    await expect(restore(at('backup'), data, { by: OPS, isReplacing: false })).rejects.toThrow('holds something already');
    const { movedTo } = await restore(at('backup'), data, { by: OPS, isReplacing: true });
    expect(readFileSync(join(movedTo!, 'note.txt'), 'utf8')).toBe('keep me');
    expect(existsSync(join(data, 'table.db'))).toBe(true);
  });
});

describe('issuing after a restore', () => {
  it('is locked in the allocation of numbers itself, and for every run', async () => {
    const { run } = await restored();
    const draft = { runId: 'order-3', customerId: 'adler', attempt: 1, hash: 'aa' };
    await expect(takeNumber(NUMBERING, 'RE', draft, '2026-11-05')).rejects.toMatchObject({
      name: 'IssuingLockedError',
      message: expect.stringContaining('verify --reconcile --archive'),
    });
    await expect(run('2026-10', '2026-11-05T05:00:00Z')).rejects.toMatchObject({ name: 'IssuingLockedError' });
  });

  it('goes on behind the last number once the archive has told it, and a lost run comes to its documents again', async () => {
    const { run } = await restored();
    expect(await reconcile(SELLER, { by: OPS, elsewhere: at('original'), without: [] })).toEqual({
      sellerId: SELLER,
      // Three documents and a manifest of October, and two single documents.
      taken: 6,
      moved: [
        { from: 'RE-2026-000004', to: 'RE-2026-000006', run: 'kranich-2026-10-1' },
        { from: 'RE-2026-000007', to: 'RE-2026-000008' },
      ],
      lostRuns: [{ runId: 'kranich-2026-10-1', month: '2026-10' }],
      lostDays: [],
      isOpen: false,
    });
    const draft = { runId: 'order-3', customerId: 'adler', attempt: 1, hash: 'aa' };
    await expect(takeNumber(NUMBERING, 'RE', draft, '2026-11-05')).rejects.toThrow('Run 2026-10 again');
    await expect(run('2026-11', '2026-12-02T05:00:00Z')).rejects.toThrow('Run 2026-10 again first');

    // The usage of October was in the backup. Dated as it was then, whatever day it is now.
    await run('2026-10', '2026-12-02T05:00:00Z');
    const then = (key: string): string => sha256(readFileSync(join(at('original'), 'archive', key)));
    for (const position of [4, 5, 6]) expect(sha256((await archive().get(pdf(position)))!)).toBe(then(pdf(position)));
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ moved: [], lostRuns: [], isOpen: true });
    expect(await takeNumber(NUMBERING, 'RE', draft, '2026-12-02')).toEqual({ number: 'RE-2026-000009', issueDate: '2026-12-02' });
    // Five entries of each run and the five below: the restore, either range, the lock for the lost run, and its end.
    expect(await verified()).toEqual([
      'RE-2026: NOT WHOLE. One problem:',
      '  RE-2026-000009: has no invoice. Right: the document of customer "adler" in "order-3", or a VOID document.',
      'Runs: whole. 2 closed, each with its manifest, one chain back to the first.',
      'Days: 1 document awaits the manifest of its day.',
      'Audit log: whole. 15 entries, each naming the one before.',
      // Eight documents, the manifests of September and October, and that of October's second closing.
      'Archive: whole. 11 files, each a document of a number or a manifest.',
    ]);
    expect((await auditEntries(SELLER, 'seller')).map(({ action }) => action)).toEqual(['restored', ...Array(4).fill('reconciled')]);
  });

  it('names a number that was given out and whose document no archive has', async () => {
    await restored();
    const newest = at('newest');
    cpSync(join(at('original'), 'archive'), newest, { recursive: true });
    rmSync(join(newest, pdf(7)));
    rmSync(join(newest, SELLER, 'manifests'), { recursive: true });
    await reconcile(SELLER, { by: OPS, elsewhere: newest, without: [] });
    const missing =
      '  RE-2026-000007: is missing: it was given out before the restore, and no archive had its document. Right: its document, by verify --reconcile with an archive that has it.';
    expect((await verified()).slice(0, 2)).toEqual(['RE-2026: NOT WHOLE. One problem:', missing]);
    const draft = { runId: 'order-3', customerId: 'adler', attempt: 1, hash: 'aa' };
    expect((await takeNumber(NUMBERING, 'RE', draft, '2026-11-05')).number).toBe('RE-2026-000009');
    // It turns up later.
    await reconcile(SELLER, { by: OPS, elsewhere: join(at('original'), 'archive', '..'), without: ['kranich-2026-10-1'] });
    expect(await verified()).not.toContain(missing);
  });

  it('stays locked while two archives hold different documents under one number', async () => {
    await restored();
    const newest = at('forged');
    cpSync(join(at('original'), 'archive'), newest, { recursive: true });
    appendFileSync(join(newest, pdf(1)), 'x');
    await expect(reconcile(SELLER, { by: OPS, elsewhere: newest, without: [] })).rejects.toThrow(
      /holds other content[^]*RE-2026-000001\.pdf/,
    );
    await expect(takeNumber(NUMBERING, 'RE', { runId: 'o', customerId: 'adler', attempt: 1, hash: 'aa' }, '2026-11-05')).rejects.toThrow(
      'locked',
    );
  });

  it('does not close a lost run with other documents than it closed with', async () => {
    const { run } = await restored();
    await reconcile(SELLER, { by: OPS, elsewhere: at('original'), without: [] });
    await importCustomers({ id: 'milan', start: '2026-09-01' });
    await expect(run('2026-10', '2026-12-02T05:00:00Z')).rejects.toThrow('holds 3 numbers of series RE and was sealed with 4 documents');
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ isOpen: false });
  });
});
