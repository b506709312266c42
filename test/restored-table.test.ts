import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../local/commands/reconcile.ts';
import { customerYaml, NUMBERING, SELLER, SELLER_YAML } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { beginImport, finishImport, latestImport } from '../shared/catalog-import.store.ts';
import { requireNextMonth, requireReconciled } from '../shared/issuing-lock.store.ts';
import { numberBlock } from '../shared/billing-run.ts';
import { everyKey } from '../shared/files.ts';
import { bindNumber, counters, takeNumberBlocks } from '../shared/number.store.ts';
import { archive, connect } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';

const OPS = 'ops@kranich.example';
const CFO = 'cfo@kranich.example';
const LOCKED = `its numbers were not given out from the table "stepbill-prod-2", which was restored`;

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
  named('stepbill-prod');
});
afterEach(() => world.close());

/** The same records under another name: what a restore to a point in time leaves. */
function named(name: string): void {
  world.connectWith((table) => ({ ...tableOf(table), name }));
}

function tableOf(table: Table): Table {
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    write: (changes) => table.write(changes),
    append: (records) => table.append(records),
  };
}

const imported = (): Promise<void> => importedWith('policy: never');

async function importedWith(policy: string): Promise<void> {
  const catalog = parseCatalog(
    `${SELLER_YAML.replace('policy: never', policy)}customers:${customerYaml({ id: 'adler' })}\n`,
    'catalog.yml',
  );
  await beginImport(catalog, (await latestImport(SELLER))?.version, { at: '2026-10-01T05:00:00Z', by: OPS });
  await finishImport(SELLER);
}

const take = (holder: string): Promise<unknown> => takeNumberBlocks(NUMBERING, holder, { RE: 2 }, '2026-11-02');
const filed = (number: string): Promise<unknown> =>
  archive().put(`${SELLER}/2026/${number}.pdf`, new TextEncoder().encode(number), 'application/pdf');

describe('a table that was restored under another name', () => {
  beforeEach(async () => {
    await imported();
    await take('kranich-2026-10-1');
    for (const number of ['RE-2026-000001', 'RE-2026-000002', 'RE-2026-000003']) await filed(number);
    named('stepbill-prod-2');
  });

  it('gives out no number and opens no run', async () => {
    await expect(take('kranich-2026-11-1')).rejects.toThrow(LOCKED);
    await expect(requireNextMonth(SELLER, '2026-11')).rejects.toThrow(LOCKED);
    expect(await counters(SELLER)).toMatchObject([{ counter: 'RE-2026', last: 2 }]);
  });

  it('says what a run has already', async () => {
    expect(await take('kranich-2026-10-1')).toMatchObject([{ first: 1, count: 2 }]);
  });

  it('is open once its counters stand where the archive does, and the one before is not any more', async () => {
    await reconcile(SELLER, { by: OPS, without: [] });
    expect(await take('kranich-2026-11-1')).toMatchObject([{ first: 4, count: 2 }]);
    await reconcile(SELLER, { by: OPS, without: [] });
    named('stepbill-prod-3');
    await expect(requireReconciled(SELLER)).rejects.toThrow('stepbill-prod-3');
  });
});

it('lets nothing but a lost run be billed, which then comes to the documents it had', async () => {
  world.close();
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-restored-'));
  const data = join(folder, 'data');
  const open = (name: string): OneProcess => {
    const process = openOneProcess(data, '2026-11-02T05:00:00Z');
    const { ports } = process;
    connect({ ...ports, table: { ...tableOf(ports.table), name } });
    return process;
  };
  let process = open('stepbill-prod');
  try {
    await importedWith('policy: always');
    await process.run('2026-10', '2026-11-02T05:00:00Z');
    copyFileSync(join(data, 'table.db'), join(folder, 'table.db'));
    copyFileSync(join(data, 'table.db-wal'), join(folder, 'table.db-wal'));
    await process.release('kranich-2026-10-1', CFO);
    const documents = async (): Promise<string[]> =>
      (await Array.fromAsync(everyKey(archive(), `${SELLER}/`))).filter((key) => key.endsWith('.pdf'));
    const issued = await documents();
    expect(issued).toContain(`${SELLER}/2026/RE-2026-000001.pdf`);
    await process.close();

    // Step Functions is not restored with the table: its execution has succeeded.
    for (const file of ['table.db', 'table.db-wal']) copyFileSync(join(folder, file), join(data, file));
    rmSync(join(data, 'table.db-shm'), { force: true });
    process = open('stepbill-prod-2');
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ isOpen: false, lostRuns: [{ runId: 'kranich-2026-10-1' }] });
    await expect(requireNextMonth(SELLER, '2026-11')).rejects.toThrow('it closed kranich-2026-10-1');

    expect(await process.run('2026-10', '2026-11-05T05:00:00Z')).toMatchObject({ outcome: 'waiting' });
    expect(await process.release('kranich-2026-10-1', CFO)).toMatchObject({ outcome: 'billed', run: { execution: 'kranich-2026-10-1.2' } });
    expect(await documents()).toEqual(issued);
    expect(await reconcile(SELLER, { by: OPS, without: [] })).toMatchObject({ isOpen: true, lostRuns: [] });
    await requireNextMonth(SELLER, '2026-11');
  } finally {
    await process.close();
    rmSync(folder, { recursive: true });
    world = openEmbedded();
  }
}, 30_000);

it('binds no number of a block that the restored table has not given out', async () => {
  await imported();
  const block = numberBlock.parse({ schema: 1, series: 'RE', counter: 'RE-2026', first: 1, count: 2, digits: 6, issueDate: '2026-11-02' });
  const draft = { runId: 'kranich-2026-10-1', customerId: 'adler', attempt: 1, hash: 'ab' };
  await expect(bindNumber(SELLER, block, 1, draft)).rejects.toThrow('has no block of the series RE in this table');
  await take('kranich-2026-10-1');
  expect(await bindNumber(SELLER, block, 1, draft)).toBe('RE-2026-000001');
});

it('is the only one: a name that was home before is not when it comes back', async () => {
  await imported();
  named('stepbill-prod-2');
  await reconcile(SELLER, { by: OPS, without: [] });
  named('stepbill-prod');
  await expect(requireReconciled(SELLER)).rejects.toThrow('"stepbill-prod", which was restored');
});

it('does not take a seller for new whose documents are in the archive', async () => {
  await filed('RE-2026-000001');
  await imported();
  await expect(take('kranich-2026-11-1')).rejects.toThrow('which was restored');
  await reconcile(SELLER, { by: OPS, without: [] });
  expect(await take('kranich-2026-11-1')).toMatchObject([{ first: 2, count: 2 }]);
});
