/**
 * A customer is erased: what is shown is what happens, usage that is sent again still counts once, bills stay as they were,
 * and what is gone is found nowhere in the bytes of the data folder. Usage is kept for 6 months, contacts for 48.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addToBackfill, decideBackfill } from '../local/commands/backfill.ts';
import { exportCustomer } from '../local/commands/export-customer.ts';
import { eraseAnswer, eraseReport } from '../local/commands/erase-report.ts';
import { totalOf } from '../local/commands/erase-customer.ts';
import { explainLine, lineReport } from '../local/commands/explain.ts';
import { showCatalog } from '../local/commands/show-catalog.ts';
import { quarantinePage } from '../local/commands/quarantine-list.ts';
import { replay } from '../local/commands/decide-quarantine.ts';
import { reverseEvent } from '../local/commands/reverse-event.ts';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { proofOf } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { applyImport, planImport } from '../local/commands/import-catalog.ts';
import { auditEntries } from '../shared/audit.store.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { readCatalog } from '../shared/catalog-file.ts';
import { getCustomer } from '../shared/catalog.store.ts';
import { claimsOf } from '../shared/claim.store.ts';
import { connect, type Ports } from '../shared/ports.ts';
import { SELLER } from './support/catalog.ts';
import { calls, catalogText, dismissAll, erase, imported, makeErasable, OPS, PRIVACY, SECRETS, send } from './support/erasable-world.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';

/** September is old enough, October is not. */
const SPRING = '2027-04-20T05:00:00Z';
/** Everything is billed for six months, and the contacts are not old enough. */
const SUMMER = '2027-07-20T05:00:00Z';
/** Four years after the last bill. */
const LATER = '2031-01-20T05:00:00Z';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-erase-'));
const prepared = join(folder, 'prepared', 'data');
let copies = 0;

beforeAll(async () => {
  const process = openOneProcess(prepared, '2026-08-30T05:00:00Z');
  await makeErasable(process);
  await process.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Does something in a copy of the data folder of its own. */
async function inCopy<Result>(work: (process: OneProcess, data: string) => Promise<Result>): Promise<Result> {
  const data = join(folder, `copy-${++copies}`, 'data');
  cpSync(prepared, data, { recursive: true });
  const process = openOneProcess(data, SPRING);
  try {
    return await work(process, data);
  } finally {
    await process.close();
  }
}

interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly body: string;
}

function rowsOf(data: string): Row[] {
  const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true });
  try {
    return database.prepare('SELECT pk, sk, body FROM record ORDER BY pk, sk').all() as unknown as Row[];
  } finally {
    database.close();
  }
}

function filesOf(data: string): string[] {
  const entries = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(data, join(entry.parentPath, entry.name))).sort();
}

/** How often a text lies in bytes. */
function countIn(bytes: Buffer | string, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count++;
  return count;
}

describe('before --yes', () => {
  it('shows what would be erased and what stays, and changes nothing', () =>
    inCopy(async (process, data) => {
      const before = rowsOf(data);
      const shown = await erase(process, SPRING);
      expect(rowsOf(data)).toEqual(before);
      expect(shown).toMatchObject({
        isDone: false,
        closedBefore: '2026-09-30T22:00:00Z',
        // secret-3 lies on the last evening of September, which October's day before reads.
        counts: { events: 2, reversals: 1, snapshotsReduced: 1, snapshots: 1, quarantined: 3, contacts: 0 },
        usageLater: { through: '2026-10-31', from: '2027-06-02' },
        contactsLater: 'from 2030-12-02 on',
        invoices: { 2026: 3 },
      });
      const lines = eraseReport(shown).join('\n');
      expect(lines).toContain('3 of 2026: 2034');
      expect(lines).toContain('Nothing was changed.');
      expect(lines).toContain('npm run -s stepbill -- erase adler --yes --as <you>');
    }));

  it('says that nothing is old enough, and from which day on something is', () =>
    inCopy(async (process) => {
      const shown = await erase(process, '2027-04-01T05:00:00Z');
      expect(shown.counts).toMatchObject({ events: 0, snapshotsReduced: 0 });
      expect(eraseReport(shown)).toContain('  usage up to 2026-09-30: from 2027-04-02 on');
    }));

  it('is refused for a customer nobody knows, with a name that is near', () =>
    inCopy(async ({ workspace }) => {
      const { eraseCustomer } = await import('../local/commands/erase-customer.ts');
      await expect(eraseCustomer(workspace, SELLER, 'adlre', PRIVACY)).rejects.toThrow(
        'Seller "kranich" has no customer "adlre"; did you mean "adler"?',
      );
    }));
});

describe('with --yes', () => {
  it('comes to what was shown; again there is nothing left, and nothing changes', () =>
    inCopy(async (process, data) => {
      const shown = await erase(process, SPRING);
      const done = await erase(process, SPRING, PRIVACY);
      expect(done).toEqual({ ...shown, isDone: true });
      const after = rowsOf(data);
      const again = await erase(process, SPRING, PRIVACY);
      expect(totalOf(again.counts)).toBe(0);
      expect(eraseReport(again)[0]).toBe('Nothing of adler is left to erase today.');
      expect(eraseAnswer(again)).toMatchObject({ isErased: false, isNothingLeft: true });
      expect(rowsOf(data)).toEqual(after);
    }));

  it('takes what a backfill holds of the customer, though it never counted, and leaves it what it holds of others', () =>
    inCopy(async (process, data) => {
      const { workspace } = process;
      const file = join(data, '..', 'backfill.ndjson');
      writeFileSync(
        file,
        ['adler', 'bussard'].map((customer) => `${calls(customer, `secret-b-${customer}`, '2026-09-12T12:00:00Z', '5')}\n`).join(''),
      );
      const scope = { from: '2026-09-01T00:00:00Z', until: '2026-10-01T00:00:00Z', replaces: false };
      await addToBackfill(workspace, SELLER, { id: 'lost', scope, file, mapping: undefined, by: OPS });
      const usage = join(data, '..', 'export', 'usage.jsonl');
      await exportCustomer(data, SELLER, 'adler', join(usage, '..'));
      expect(readFileSync(usage, 'utf8')).toContain('"id":"secret-b-adler"');
      expect(readFileSync(usage, 'utf8')).not.toContain('bussard');

      expect((await erase(process, SPRING, PRIVACY)).counts).toMatchObject({ events: 3, reversals: 1 });
      expect(rowsOf(data).filter((row) => JSON.stringify(row).includes('secret-b-adler'))).toEqual([]);
      expect(rowsOf(data).flatMap(({ pk, sk }) => (pk === `${SELLER}|backfill|lost` ? [sk] : []))).toEqual(['bussard|2026-09-12']);
      expect(await decideBackfill(workspace.invoke, SELLER, 'lost', { decision: 'apply', by: OPS })).toMatchObject({
        content: { customers: 1, events: 1 },
      });
    }));

  it('is one entry of the audit log, by whom, with counts and nothing that tells of anybody; and all is proven whole', () =>
    inCopy(async (process) => {
      await erase(process, SPRING, PRIVACY);
      await erase(process, LATER, PRIVACY);
      const entries = (await auditEntries(SELLER, 'seller')).filter(({ action }) => action === 'erased');
      expect(entries).toMatchObject([
        { by: PRIVACY, at: '2027-04-20T05:00:00.000Z', customerId: 'adler', counts: { events: 2, contacts: 0 } },
        { by: PRIVACY, customerId: 'adler', counts: { events: 4, contacts: 1, catalogs: 2 } },
      ]);
      for (const secret of SECRETS) expect(JSON.stringify(entries)).not.toContain(secret);
      expect(proofOf([await verifySeller(SELLER)], await filesOfNobody([SELLER]))).toMatchObject({ isWhole: true });
    }));

  it('knows what is sent again: once is once, other content is a conflict, what is new waits in quarantine', () =>
    inCopy(async (process) => {
      await erase(process, SUMMER, PRIVACY);
      const sent = await send(process, '2027-07-21T05:00:00Z', [
        calls('adler', 'secret-1', '2026-09-15T14:00:00+02:00', '250'),
        calls('adler', 'secret-2', '2026-09-20T12:00:00Z', '30'),
        calls('adler', 'secret-7', '2026-11-15T12:00:00Z', '250'),
        calls('adler', 'secret-1', '2026-09-15T12:00:00Z', '1000'),
        calls('adler', 'secret-new', '2026-09-15T12:00:00Z', '7'),
        calls('bussard', 'open-new', '2026-09-15T12:00:00Z', '7'),
      ]);
      expect(sent).toMatchObject({ accepted: 1, duplicates: 3, conflicts: 1, quarantined: 1 });
      const { entries } = await quarantinePage(SELLER, { isDismissed: false, limit: 10 });
      expect(entries.map(({ code }) => code).sort()).toEqual(['conflict', 'erased']);
      const [refused] = entries.filter(({ code }) => code === 'erased');
      expect(refused?.message).toContain('Usage of customer "adler" of the time of 2026-09-15T12:00:00Z was erased');
      expect(await replay(process.workspace.invoke, SELLER, [refused!.id])).toMatchObject({ refused: 1, accepted: 0 });
      // What waits is in the way of erasing more, until a person has dismissed it.
      const waiting = await erase(process, LATER);
      expect(waiting.obstacles).toEqual(['2 events of this customer and of that time wait in quarantine: replay or dismiss them first.']);
      expect(waiting.counts).toMatchObject({ contacts: 0, events: 0 });
    }));

  it('takes rows of the customer out of lists of what was not counted, and leaves those of which nobody knows whose they are', () =>
    inCopy(async (process, data) => {
      const rows = (): string =>
        readdirSync(join(data, 'left-rows'))
          .map((name) => readFileSync(join(data, 'left-rows', name), 'utf8'))
          .join('');
      expect(rows().split('\n')).toHaveLength(4);
      expect((await erase(process, '2027-01-10T05:00:00Z', PRIVACY)).counts).toMatchObject({ leftRows: 2, events: 0 });
      expect(rows()).toMatch(/^\{"row":6,"id":null,"fate":"quarantined",.*\}\n$/);
      expect(await erase(process, SPRING)).toMatchObject({ counts: { leftRows: 1 } });
    }));

  it('refuses to take back an event that is erased', () =>
    inCopy(async (process) => {
      await erase(process, SPRING, PRIVACY);
      const wanted = { customerId: 'adler', eventId: 'secret-1', time: '2026-09-15T12:00:00Z', by: OPS };
      await expect(reverseEvent(process.workspace.invoke, SELLER, wanted)).rejects.toThrow(
        'Usage of customer "adler" of the time of 2026-09-15T12:00:00Z was erased on 2027-04-20',
      );
    }));

  it('leaves bills explained by their quantities', () =>
    inCopy(async (process) => {
      await erase(process, SPRING, PRIVACY);
      const september = await explainLine(process.workspace.invoke, SELLER, { number: 'RE-2026-000001', line: 2, limit: undefined });
      // 250 and 10 counted, 30 were taken back: 100 × 0.10 + 160 × 0.05.
      expect(september).toMatchObject({
        line: { quantity: '260', net: '18.00' },
        evidence: [{ quantity: '260', count: 2, events: [], erasedOn: '2027-04-20' }],
      });
      expect(lineReport(september, 2).join('\n')).toContain('The events were erased on 2027-04-20');
      const october = await explainLine(process.workspace.invoke, SELLER, { number: 'RE-2026-000003', line: 2, limit: 10 });
      expect(october.evidence[0]).toMatchObject({ isWhole: true, events: [{ id: 'secret-6' }] });
    }));
});

it('bills what comes after it as if nothing had been erased, and corrects nothing of what is', async () => {
  const billed = (isErased: boolean) =>
    inCopy(async (process) => {
      if (isErased) await erase(process, SPRING, PRIVACY);
      await send(process, '2027-04-21T05:00:00Z', [
        // On the first morning of October, and the same event on the evening before: an id counts once, at its earlier time.
        calls('adler', 'secret-3', '2026-10-01T05:00:00Z', '10'),
        calls('adler', 'secret-9', '2026-11-16T12:00:00Z', '800'),
      ]);
      const { run } = await process.run('2026-12', '2027-04-22T05:00:00Z');
      const claims = (await claimsOf(SELLER, 'adler.basic')).map(({ claim }) => claim);
      return { hash: (await requireRun(SELLER, run.id)).review?.contentHash, claims };
    });
  const undisturbed = await billed(false);
  expect(undisturbed.claims).toHaveLength(5);
  expect(await billed(true)).toEqual(undisturbed);
});

it('is completed by the same command, wherever its process died', async () => {
  const inOneGo = await inCopy(async (process, data) => {
    await erase(process, LATER, PRIVACY);
    return { rows: rowsOf(data), files: filesOf(data) };
  });
  await inCopy(async (process, data) => {
    let deaths = 0;
    for (; ; deaths++) {
      // Each gets a write further than the one before, or two: what is put again is the first of them.
      connect(dyingAfter(1 + (deaths % 2), process.ports));
      try {
        await erase(process, LATER, PRIVACY);
        break;
      } catch (error) {
        if ((error as Error).message !== 'killed') throw error;
      }
    }
    connect(process.ports);
    expect(deaths).toBeGreaterThan(15);
    expect(rowsOf(data)).toEqual(inOneGo.rows);
    expect(filesOf(data)).toEqual(inOneGo.files);
  });
}, 60_000);

describe('once contacts are erased as well', () => {
  it('nothing that told of the customer is in the bytes of the folder, but where it is said to stay', async () => {
    const data = await inCopy(async (process, copy) => {
      const before = readFileSync(join(copy, 'table.db'));
      expect(SECRETS.filter((secret) => countIn(before, secret) === 0)).toEqual([]);
      await erase(process, LATER, PRIVACY);
      return copy;
    });
    // Invoices, with whom they were sent to; documents and mails.
    const kept = rowsOf(data).filter(({ pk }) => pk.startsWith(`${SELLER}|invoice|`));
    expect(kept.some(({ body }) => body.includes('secret-') || body.includes('Turmfalke'))).toBe(false);
    const places = filesOf(data).filter((path) => !path.startsWith('archive/') && !path.startsWith('outbox/'));
    for (const secret of SECRETS) {
      const stays = kept.reduce((sum, { body }) => sum + countIn(body, secret), 0);
      for (const path of places) {
        const expected = path === 'table.db' ? stays : 0;
        expect({ secret, path, found: countIn(readFileSync(join(data, path)), secret) }).toEqual({ secret, path, found: expected });
      }
    }
    expect(existsSync(join(data, 'left-rows')) ? readdirSync(join(data, 'left-rows')) : []).toEqual([]);
  });

  it('an import that still has the customer is refused, with the place; the imports of before show it no more', () =>
    inCopy(async (process) => {
      const { contentHash } = (await auditEntries(SELLER, 'seller')).findLast(({ action }) => action === 'imported')!;
      await erase(process, LATER, PRIVACY);
      await expect(imported(process, LATER, catalogText())).rejects.toThrow(
        /catalog\.yml:\d+:\d+ {2}customers\[0\]\.id: customer "adler" was erased on 2031-01-20; take the entry out/,
      );
      await imported(process, LATER, catalogText({ hasAdler: false, street: 'Feldweg 2' }));
      const { catalog } = await showCatalog(SELLER, contentHash);
      expect((catalog as { customers: { id: string }[] }).customers.map(({ id }) => id)).toEqual(['bussard']);
    }));

  it('an import that was planned before is refused, and brings nobody back', () =>
    inCopy(async (process) => {
      const read = readCatalog([{ name: 'catalog.yml', content: catalogText({ street: 'Horstweg 2' }) }]);
      const planned = await planImport(read);
      await erase(process, LATER, PRIVACY);
      await expect(applyImport(planned, OPS)).rejects.toThrow('came in between');
      expect(await getCustomer(SELLER, 'adler')).toMatchObject({ name: 'erased', zone: 'Europe/Vienna' });
    }));

  it('usage of any time waits in quarantine', () =>
    inCopy(async (process) => {
      await erase(process, LATER, PRIVACY);
      const sent = await send(process, '2031-02-01T05:00:00Z', [calls('adler', 'secret-new', '2031-01-31T12:00:00Z', '7')]);
      expect(sent).toMatchObject({ accepted: 0, quarantined: 1 });
      await dismissAll(process, 'Not ours');
      expect((await erase(process, '2031-09-01T05:00:00Z', PRIVACY)).counts).toMatchObject({ quarantined: 1, leftRows: 1 });
    }));
});

/** Ports of a process that dies once it has written so often. */
function dyingAfter(most: number, real: Ports): Ports {
  let writes = 0;
  const dying = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (++writes > most) throw new Error('killed');
    return work();
  };
  return {
    ...real,
    table: {
      get: (key) => real.table.get(key),
      query: (query) => real.table.query(query),
      append: (records) => dying(() => real.table.append(records)),
      write: (changes) => dying(() => real.table.write(changes)),
    },
    files: {
      ...real.files,
      put: (key, bytes, type) => dying(() => real.files.put(key, bytes, type)),
      remove: (keys) => (keys.length === 0 ? Promise.resolve() : dying(() => real.files.remove(keys))),
    },
  };
}
