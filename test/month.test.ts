import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../shared/content-hash.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { fewCustomers, SAMPLE_MONTH as MONTH, sampleFiles } from './support/sample-month.ts';
import type { Ended } from './support/stepbill.ts';

const NOW = ['--now', '2026-11-02T05:00:00Z'];

describe('a month through the command line', () => {
  let data: string;
  beforeEach(() => {
    data = join(mkdtempSync(join(tmpdir(), 'stepbill-month-')), 'data');
  });
  afterEach(() => rmSync(dirname(data), { recursive: true, force: true }));

  const run = (...args: string[]): Promise<Ended> => commandInTurn([...args, '--data', data, ...NOW]);

  async function prepared(catalogText = fewCustomers): Promise<string> {
    const { catalog, events } = sampleFiles(dirname(data), catalogText);
    expect(await run('import', catalog)).toMatchObject({ code: 0 });
    expect(await run('ingest', events)).toMatchObject({ code: 0 });
    return catalog;
  }

  it('is billed once: run again, it says so and changes nothing', async () => {
    await prepared();
    expect((await run('run', MONTH)).stdout).toContain('20 of 20 customers');
    const before = everything(data);
    const again = await run('run', MONTH);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('October 2026 is billed already by run nordlicht-2026-10-1; nothing was changed.');
    expect(everything(data)).toEqual(before);
  }, 60_000);

  it('sets a customer aside with the reason, and bills only that one when the cause is mended', async () => {
    const catalog = await prepared(fewCustomers.replace('    vatId: FR40303265045\n', ''));
    const first = await run('run', MONTH);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('19 of 20 customers');
    expect(first.stdout).toContain('lumiere: Customer "lumiere" in FR has no VAT id');
    expect(first.stdout).toContain("Correct the customer's address or VAT id");

    writeFileSync(catalog, fewCustomers);
    await run('import', catalog);
    expect((await run('repair', 'nordlicht-2026-10-1', 'lumiere')).stdout).toContain('1 of 1 customers');
    const second = await run('run', MONTH);
    expect(second.stdout).toContain('billed already by run nordlicht-2026-10-2');
    expect(second.stdout).toContain('Numbers    RE-2026-000020, dated');
    expect((await run('verify')).stdout).toContain('RE-2026: whole. 20 documents from 1 to 20');
    const again = await run('repair', 'nordlicht-2026-10-1');
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('Every customer of 2026-10 is billed');
  }, 60_000);

  it('waits for repair when a number has no document, and makes what is missing when it is run again', async () => {
    await prepared();
    const foreign = join(data, 'archive', 'nordlicht', '2026', 'RE-2026-000003.pdf');
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, 'something else');

    const first = await run('run', MONTH);
    expect(first).toMatchObject({ code: 3 });
    expect(first.stdout).toContain('waits for repair');
    expect(first.stdout).toContain('RE-2026-000003 has no document in the archive yet.');
    expect(readFileSync(foreign, 'utf8')).toBe('something else');

    rmSync(foreign);
    expect((await run('run', MONTH)).stdout).toContain('20 of 20 customers');
    expect((await run('verify')).stdout).toContain('RE-2026: whole. 20 documents from 1 to 20');
  }, 60_000);

  it('does not close a run whose manifest has no place, and goes on when it has: the invoices are sent', async () => {
    await prepared();
    const foreign = join(data, 'archive', 'nordlicht', 'manifests', 'nordlicht-2026-10-1.json');
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, 'something else');

    const first = await run('run', MONTH);
    expect(first).toMatchObject({ code: 1 });
    expect(first.stderr).toContain('FileConflictError');
    expect((await run('run', MONTH)).stderr).toContain('FileConflictError');

    rmSync(foreign);
    expect((await run('run', MONTH)).stdout).toContain('20 of 20 customers');
    expect(readFileSync(foreign, 'utf8')).toContain('RE-2026-000020');
    expect(readdirSync(join(data, 'outbox')).filter((file) => file.endsWith('.eml'))).toHaveLength(20);
  }, 60_000);

  it('sends each invoice once, with the archived document', async () => {
    await prepared();
    await run('run', MONTH);
    const mails = readdirSync(join(data, 'outbox')).filter((file) => file.endsWith('.eml'));
    expect(mails).toHaveLength(20);
    const mail = readFileSync(join(data, 'outbox', mails.find((file) => file.includes('RE-2026-000001')) ?? ''), 'utf8');
    const attached = /filename="?RE-2026-000001\.pdf"?[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mail)?.[1] ?? '';
    const archived = readFileSync(join(data, 'archive', 'nordlicht', '2026', 'RE-2026-000001.pdf'));
    expect(sha256(Buffer.from(attached, 'base64'))).toBe(sha256(archived));
  }, 60_000);

  it('is not billed before it is over for every customer', async () => {
    await prepared();
    const early = await commandInTurn(['run', MONTH, '--data', data, '--now', '2026-11-01T09:59:59Z']);
    expect(early).toMatchObject({ code: 1 });
    expect(early.stderr).toContain('2026-10 is over at 2026-11-01T10:00:00Z in Pacific/Honolulu');
    expect((await run('run', MONTH)).stdout).toContain('20 of 20 customers');
  }, 60_000);

  it('shows a document that was changed in the archive', async () => {
    await prepared();
    await run('run', MONTH);
    writeFileSync(join(data, 'archive', 'nordlicht', '2026', 'RE-2026-000007.pdf'), 'forged');
    const verified = await run('verify');
    expect(verified).toMatchObject({ code: 1 });
    expect(verified.stdout).toContain('RE-2026: NOT WHOLE. One problem');
    expect(verified.stdout).toContain('RE-2026-000007: nordlicht/2026/RE-2026-000007.pdf is not the document that was issued');
  }, 60_000);
});

/** Every record and every file of a data folder but the runner's own, by its content. */
function everything(data: string): unknown {
  const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true });
  const records = database.prepare('SELECT pk, sk, version, body FROM record ORDER BY pk, sk').all();
  database.close();
  const files = ['archive', 'files', 'outbox'].flatMap((folder) =>
    readdirSync(join(data, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), sha256(readFileSync(join(entry.parentPath, entry.name)))]),
  );
  return { records: sha256(JSON.stringify(records)), files };
}
