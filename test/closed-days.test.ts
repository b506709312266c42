/** Credit notes join the manifest of their day, in one chain with those of the runs; 40.00 a month, tax is 20 %. */
import './support/quiet-log.ts';

import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creditInvoice } from '../local/commands/credit-invoice.ts';
import { reconcile } from '../local/commands/reconcile.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { handler as closeDays } from '../services/billing-run/close-days.handler.ts';
import { handler as draftCreditNote } from '../services/invoicing/draft-credit-note.handler.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { fixClock } from '../shared/clock.ts';
import { sha256 } from '../shared/content-hash.ts';
import type { Invoice } from '../shared/invoice.ts';
import { lockIssuing } from '../shared/issuing-lock.store.ts';
import { closedDays } from '../shared/manifest-chain.store.ts';
import { connect } from '../shared/ports.ts';
import { joinDay } from '../shared/single-documents.store.ts';
import { takeNumber } from '../shared/single-number.store.ts';
import { billedOctober } from './support/billed-october.ts';
import { adlerSection, CREDITING_SELLER_SECTION, NUMBERING, SELLER } from './support/catalog.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';

const CATALOG = `${CREDITING_SELLER_SECTION}
plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
${adlerSection('{ id: s, plan: flat, start: 2026-10-01 }')}`;
const TABLE_FILES = ['table.db', 'table.db-wal'];
const OCTOBER = 'RE-2026-000001';
const RUN = 'kranich-2026-10-1';
const ASKED = { number: OCTOBER, wanted: { amount: '1' }, reason: 'Outage', by: 'cfo@kranich.example' };
const NUMBERING_WITH_CREDITS = { ...NUMBERING, numberSeries: [...NUMBERING.numberSeries, { ...NUMBERING.numberSeries[0]!, prefix: 'GK' }] };
/** The seller's day ends at midnight in Vienna, an hour before that of UTC. */
const LAST_OF_THE_5TH = '2026-11-05T22:59:59Z';
const FIRST_OF_THE_6TH = '2026-11-05T23:00:00Z';

let folder: string;
let home: OneProcess;
beforeEach(async () => {
  ({ folder, home } = await billedOctober(CATALOG));
});
afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

async function credit(at: string): Promise<Invoice> {
  fixClock(new Date(at));
  return creditInvoice(home.workspace, SELLER, ASKED);
}

const path = (day: string): string => join(folder, 'data/archive/kranich/manifests/days', `${day}.json`);
const filed = (): string[] => {
  try {
    return readdirSync(join(path(''), '..')).sort();
  } catch {
    return [];
  }
};
const says = (day: string): Record<string, unknown> => JSON.parse(readFileSync(path(day), 'utf8')) as Record<string, unknown>;
const pdfHash = (number: string): string => sha256(readFileSync(join(folder, `data/archive/kranich/2026/${number}.pdf`)));
const verified = async (): Promise<string[]> => proofReport(proofOf([await verifySeller(SELLER)], []));

describe('a day with single documents', () => {
  it('is closed once it is over in the zone of the seller, behind the run before it', async () => {
    await credit('2026-11-05T08:00:00Z');
    await credit(LAST_OF_THE_5TH);
    expect(await closeDays({ at: LAST_OF_THE_5TH })).toEqual([]);
    expect(filed()).toEqual([]);
    expect(await closeDays({ at: FIRST_OF_THE_6TH })).toEqual([{ sellerId: SELLER, day: '2026-11-05', documents: 2 }]);
    expect(says('2026-11-05')).toMatchObject({
      schema: 1,
      sellerId: SELLER,
      day: '2026-11-05',
      previousHash: (await requireRun(SELLER, RUN)).manifest!.hash,
      documents: ['GK-2026-000001', 'GK-2026-000002'].map((number) => ({ number, issueDate: '2026-11-05', hash: pdfHash(number) })),
    });
  });

  it('is named by the next day, and that by the next run; days without documents have no manifest', async () => {
    await credit('2026-11-05T08:00:00Z');
    await credit('2026-11-08T08:00:00Z');
    expect(filed()).toEqual(['2026-11-05.json']);
    await home.run('2026-11', '2026-12-02T05:00:00Z');
    expect(filed()).toEqual(['2026-11-05.json', '2026-11-08.json']);
    const [first, second] = await Array.fromAsync(closedDays(SELLER));
    expect(second!.manifest.previousHash).toBe(first!.manifest.hash);
    expect((await requireRun(SELLER, 'kranich-2026-11-1')).manifest!.previousHash).toBe(second!.manifest.hash);
    expect(sha256(readFileSync(path('2026-11-08')))).toBe(second!.manifest.hash);
  });

  it('has one manifest, however often and at once it is closed', async () => {
    await credit('2026-11-05T08:00:00Z');
    const results = await Promise.allSettled(Array.from({ length: 3 }, () => closeDays({ at: FIRST_OF_THE_6TH, sellerId: SELLER })));
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'TransientError' });
    const before = readFileSync(path('2026-11-05'));
    expect(await closeDays({ at: '2026-11-07T12:00:00Z' })).toEqual([]);
    expect(readFileSync(path('2026-11-05')).equals(before)).toBe(true);
    expect(filed()).toEqual(['2026-11-05.json']);
    expect(await verified()).toContain('Days: whole. 1 with single documents closed, each with its manifest, in the same chain.');
  });

  it('that was closed by a call which died before it filed the manifest is filed by the next', async () => {
    await credit('2026-11-05T08:00:00Z');
    await closeDays({ at: FIRST_OF_THE_6TH });
    const before = readFileSync(path('2026-11-05'));
    rmSync(path('2026-11-05'));
    await closeDays({ at: '2026-11-07T12:00:00Z' });
    expect(readFileSync(path('2026-11-05')).equals(before)).toBe(true);
  });

  it('waits for a document that is not made yet, and later days wait with it', async () => {
    const creditNote = `credit-1-${OCTOBER}`;
    const { draft } = await draftCreditNote({ sellerId: SELLER, ...ASKED, creditNote, at: '2026-11-05T08:00:00Z' });
    await takeNumber(NUMBERING_WITH_CREDITS, 'GK', { runId: creditNote, customerId: 'adler', attempt: 1, hash: draft.hash }, '2026-11-05');
    await takeNumber(NUMBERING_WITH_CREDITS, 'GK', { runId: 'order-1', customerId: 'adler', attempt: 1, hash: 'aa' }, '2026-11-06');
    expect(await closeDays({ at: '2026-11-07T12:00:00Z' })).toEqual([]);
    expect(await verified()).toContain('Days: 2 documents await the manifest of their day.');
    // It is finished by the command that began it.
    await credit('2026-11-07T12:00:00Z');
    expect(await closeDays({ at: '2026-11-07T12:00:00Z' })).toMatchObject([{ day: '2026-11-05', documents: 1 }]);
    expect(filed()).toEqual(['2026-11-05.json']);
  });

  it('takes no document once it was shut: one that comes late is of the next day', async () => {
    await credit('2026-11-05T08:00:00Z');
    await closeDays({ at: FIRST_OF_THE_6TH });
    // The state was entered before midnight, and its function is tried again behind it.
    const late = { runId: 'order-1', customerId: 'adler', attempt: 1, hash: 'aa' };
    expect(await takeNumber(NUMBERING_WITH_CREDITS, 'RE', late, '2026-11-05')).toEqual({
      number: 'RE-2026-000002',
      issueDate: '2026-11-06',
    });
    expect(await takeNumber(NUMBERING_WITH_CREDITS, 'RE', late, '2026-11-05')).toMatchObject({ issueDate: '2026-11-06' });
  });

  it('is shut in the transaction in which a document joins it, or the document moves on', async () => {
    await credit('2026-11-05T08:00:00Z');
    const changes = await joinDay(SELLER, { number: 'RE-2026-000002', issueDate: '2026-11-05' });
    await closeDays({ at: FIRST_OF_THE_6TH });
    await expect(home.ports.table.write(changes)).rejects.toMatchObject({ name: 'ConditionFailedError' });
    await expect(joinDay(SELLER, { number: 'RE-2026-000002', issueDate: '2026-11-05' })).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('stays open while a manifest of other documents lies in its place', async () => {
    await credit('2026-11-05T08:00:00Z');
    mkdirSync(join(path(''), '..'), { recursive: true });
    writeFileSync(path('2026-11-05'), '{"documents":[]}');
    await expect(closeDays({ at: FIRST_OF_THE_6TH, sellerId: SELLER })).rejects.toMatchObject({ name: 'FileConflictError' });
    expect((await verified()).join()).toContain('2026-11-05: was closed before with other documents');
    // No bill waits for that.
    expect(await home.run('2026-11', '2026-12-02T05:00:00Z')).toMatchObject({ outcome: 'billed' });
  });
});

it('a document of before days were listed is in no manifest, and nothing is wrong with it', async () => {
  const note = await credit('2026-11-05T08:00:00Z');
  await home.ports.table.write([{ delete: { pk: `${SELLER}|singles`, sk: `document|2026-11-05|${note.number}` } }]);
  await credit('2026-11-08T08:00:00Z');
  expect(await closeDays({ at: '2026-11-09T12:00:00Z' })).toMatchObject([{ day: '2026-11-08', documents: 1 }]);
  expect((await verified()).join()).not.toContain('NOT WHOLE');
});

describe('after a restore', () => {
  const OPS = 'ops@kranich.example';
  const saved = (): string => join(folder, 'saved');
  const save = (): void => TABLE_FILES.forEach((file) => copyFileSync(join(folder, 'data', file), join(saved(), file)));
  async function restore(at: string): Promise<void> {
    await home.close();
    for (const file of TABLE_FILES) copyFileSync(join(saved(), file), join(folder, 'data', file));
    rmSync(join(folder, 'data/table.db-shm'), { force: true });
    home = openOneProcess(join(folder, 'data'), at);
    await lockIssuing(SELLER, { schema: 1, since: at, backupOf: '2026-11-05T09:00:00Z' });
  }
  beforeEach(() => mkdirSync(saved()));

  it('a day that was closed behind the backup closes again, beside its manifest', async () => {
    await credit('2026-11-05T08:00:00Z');
    save();
    await closeDays({ at: FIRST_OF_THE_6TH });
    await restore('2026-11-07T12:00:00Z');
    await expect(closeDays({ at: '2026-11-07T12:00:00Z', sellerId: SELLER })).rejects.toMatchObject({ name: 'IssuingLockedError' });
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ lostDays: ['2026-11-05'], isOpen: true });
    expect((await verified()).join()).not.toContain('NOT WHOLE');
    await closeDays({ at: '2026-11-07T12:00:00Z' });
    expect(filed()).toEqual(['2026-11-05.json', '2026-11-05@2.json']);
    expect(says('2026-11-05@2')['documents']).toEqual(says('2026-11-05')['documents']);
    expect((await verified()).join()).not.toContain('NOT WHOLE');
  });

  it('so does one whose documents were issued behind the backup, of which the archive alone knows', async () => {
    save();
    await credit('2026-11-05T08:00:00Z');
    await credit('2026-11-05T09:00:00Z');
    await closeDays({ at: FIRST_OF_THE_6TH });
    await restore('2026-11-07T12:00:00Z');
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ lostDays: ['2026-11-05'], isOpen: true });
    await closeDays({ at: '2026-11-07T12:00:00Z' });
    expect(says('2026-11-05@2')['documents']).toEqual(says('2026-11-05')['documents']);
    expect((await verified()).join()).not.toContain('NOT WHOLE');
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ lostDays: [] });
  });
});

it('two days come to their manifests, wherever a call that closes them dies', async () => {
  await credit('2026-11-05T08:00:00Z');
  fixClock(new Date('2026-11-06T08:00:00Z'));
  // Not by the command, which would close the day before.
  const { runId, draft } = await draftCreditNote({
    sellerId: SELLER,
    ...ASKED,
    creditNote: `credit-2-${OCTOBER}`,
    at: '2026-11-06T08:00:00Z',
  });
  const runner = await home.workspace.runner();
  await runner.start('invoice', 'of-the-6th', { sellerId: SELLER, runId, draft });
  await runner.settle();
  await home.close();
  const whole = join(folder, 'whole');
  cpSync(join(folder, 'data'), whole, { recursive: true });

  let changes = Infinity;
  for (let deadly = 1; deadly <= changes; deadly++) {
    for (const when of ['before', 'after'] as const) {
      rmSync(join(folder, 'data'), { recursive: true });
      cpSync(whole, join(folder, 'data'), { recursive: true });
      home = openOneProcess(join(folder, 'data'), '2026-11-07T12:00:00Z');
      const seen = connectDying(home, deadly, when);
      await closeDays({ at: '2026-11-07T12:00:00Z', sellerId: SELLER }).catch(() => {});
      if (seen() < deadly) changes = 0;
      connect(home.ports);
      await closeDays({ at: '2026-11-07T12:00:00Z', sellerId: SELLER });
      expect(filed()).toEqual(['2026-11-05.json', '2026-11-06.json']);
      expect((await verified()).filter((line) => line.startsWith('Days') || line.includes('NOT WHOLE'))).toEqual([
        'Days: whole. 2 with single documents closed, each with its manifest, in the same chain.',
      ]);
      await home.close();
    }
    // Each day is shut, closed and filed.
    if (changes === 0) expect(deadly).toBe(7);
  }
  home = openOneProcess(join(folder, 'data'), '2026-11-07T12:00:00Z');
}, 60_000);

/** Has every change from the so many-th on fail, as those of a process that is no more: before it was made, or after. */
function connectDying({ ports }: OneProcess, deadly: number, when: 'before' | 'after'): () => number {
  let seen = 0;
  async function change<Result>(make: () => Promise<Result>): Promise<Result> {
    seen++;
    if (seen > deadly || (seen === deadly && when === 'before')) throw new Error('It died.');
    const made = await make();
    if (seen === deadly) throw new Error('It died.');
    return made;
  }
  const { table, archive } = ports;
  connect({
    ...ports,
    table: {
      get: (key) => table.get(key),
      query: (query) => table.query(query),
      append: (records) => change(() => table.append(records)),
      write: (changes) => change(() => table.write(changes)),
    },
    archive: new Proxy(archive, {
      get: (_, name: keyof typeof archive) =>
        name === 'put'
          ? (...file: Parameters<typeof archive.put>) => change(() => archive.put(...file))
          : (archive[name] as () => unknown).bind(archive),
    }),
  });
  return () => seen;
}
