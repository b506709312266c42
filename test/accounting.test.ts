/** What a seller's year hands over to accounting, month by month of issue; see `issuedYear` for what was issued when. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { creditInvoice } from '../local/commands/credit-invoice.ts';
import { exportAccounting, type AccountingAsked, type AccountingExport } from '../local/commands/export-accounting.ts';
import { issuePeriod } from '../local/commands/issue-period.ts';
import { datevSettings } from '../shared/accounting/datev-settings.ts';
import { getCatalog, keepCatalog } from '../shared/catalog.store.ts';
import { sha256 } from '../shared/content-hash.ts';
import { getFact } from '../shared/invoice.store.ts';
import type { Invoice } from '../shared/invoice.ts';
import { decimal, sum } from '../shared/money.ts';
import { archive } from '../shared/ports.ts';
import { SELLER } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { readExtf } from './support/extf.ts';
import { issuedYear } from './support/issued-year.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { stepbill } from './support/stepbill.ts';
import { unzip } from './support/unzip.ts';

const OCTOBER = ['RE-2026-000001', 'RE-2026-000002', 'RE-2026-000003', 'RE-2026-000004'];
const NOVEMBER = ['EX-0001', 'RE-2026-000005', 'RE-2026-000006', 'RE-2026-000007'];
const VOID = 'RE-2026-000006';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-accounting-'));
const data = join(folder, 'data');
let waiting: AccountingExport;
let home: OneProcess;

beforeAll(async () => {
  await issuedYear(data, async () => {
    waiting = await write({ period: issuePeriod('2026-11', {}), formats: ['csv'] });
  });
  home = openOneProcess(data, '2027-02-01T05:00:00Z');
  const { seller, ...catalog } = (await getCatalog(SELLER))!;
  const revenueAccounts = [{ category: 'S', rate: '20', account: '4000' }, { category: 'AE', account: '4120' }]; // prettier-ignore
  const datev = datevSettings.parse({ consultant: '29098', client: '55003', debtorAccount: '20000', revenueAccounts });
  const customers = catalog.customers.map(({ customer, ...rest }) => ({
    ...rest,
    customer: customer.id === 'adler' ? { ...customer, debtorAccount: '20001' } : customer,
  }));
  await keepCatalog({ ...catalog, customers, seller: { ...seller, accounting: { datev } } });
}, 60_000);
afterAll(async () => {
  await home.close();
  rmSync(folder, { recursive: true });
});

const meterOf: AccountingAsked['meterOf'] = () => ({ to: () => {}, end: () => {} });
let folders = 0;
/** Writes into a folder of its own. */
function write(asked: Partial<AccountingAsked> & Pick<AccountingAsked, 'formats'>): Promise<AccountingExport> {
  const usual = { period: issuePeriod('2026-11', {}), isForced: false, createdAt: new Date('2027-02-01T05:00:00Z'), meterOf };
  return exportAccounting(SELLER, { ...usual, folder: join(folder, `out-${++folders}`), ...asked });
}

const fileOf = ({ files }: AccountingExport, name: string): Buffer => readFileSync(files.find(({ path }) => path.endsWith(name))!.path);
const rowsOf = (done: AccountingExport, name: string): Record<string, string>[] =>
  parse(fileOf(done, name), { bom: true, columns: true, record_delimiter: '\r\n' });
const grossOf = async (number: string): Promise<string> => {
  const { totals } = (await getFact(SELLER, number, 'content')) as Invoice;
  return totals.gross;
};

describe('the documents of a month', () => {
  it('are those that were issued in it, whatever month of service they bill', async () => {
    const of = async (month: string): Promise<(string | undefined)[]> =>
      rowsOf(await write({ period: issuePeriod(month, {}), formats: ['csv'] }), 'invoices.csv').map(({ number }) => number);
    expect(await of('2026-09')).toEqual([]);
    expect(await of('2026-10')).toEqual(OCTOBER);
    expect(await of('2026-11')).toEqual(NOVEMBER);
    expect(await of('2027-01')).toEqual(['EX-0002', 'RE-2027-000001', 'RE-2027-000002', 'RE-2027-000003']);
  });

  it('may be those of days, both included', async () => {
    const of = async (from: string, until: string): Promise<number> =>
      (await write({ period: issuePeriod(undefined, { from, until }), formats: ['csv'] })).documents;
    expect(await of('2026-10-02', '2026-10-20')).toBe(4);
    expect(await of('2026-10-03', '2026-10-20')).toBe(1);
    expect(await of('2026-10-03', '2026-10-19')).toBe(0);
    expect(() => issuePeriod(undefined, { from: '2026-10-03', until: '2026-10-02' })).toThrow('lies before');
    expect(() => issuePeriod('2026-10', { from: '2026-10-03' })).toThrow('Say a month, or both --from and --until.');
    expect(() => issuePeriod(undefined, { from: '2026-02-28', until: '2026-02-30' })).toThrow('There is no day 2026-02-30.');
  });

  it('name what has no document yet', () => {
    expect(waiting.leftOut).toEqual([{ number: VOID, why: 'it has no document yet: run its month again' }]);
    expect(waiting.documents).toBe(3);
  });
});

describe('the tables', () => {
  it('add up to what was billed, a void number to nothing', async () => {
    const done = await write({ formats: ['csv'] });
    const invoices = rowsOf(done, 'invoices.csv');
    for (const { number, type, gross_amount } of invoices) {
      const isVoid = number === VOID;
      expect({ number, type, gross_amount }).toEqual({ number, type: isVoid ? 'void' : 'invoice', gross_amount: isVoid ? '' : await grossOf(number!) }); // prettier-ignore
    }
    const lines = rowsOf(done, 'lines.csv');
    for (const { number, net_amount } of invoices.filter((it) => it.type !== 'void')) {
      const own = lines.filter((line) => line.number === number).map((line) => decimal(line.net_amount!));
      expect(sum(own).toFixed(2)).toBe(net_amount);
    }
  });
});

describe('the bookings', () => {
  it('come to each invoice, and leave void numbers out', async () => {
    const done = await write({ formats: ['datev'] });
    const { rows, header } = readExtf(fileOf(done, 'EXTF_Buchungsstapel.csv'));
    expect(header.slice(14, 16).map(({ value }) => value)).toEqual(['20261101', '20261130']);
    expect([...new Set(rows.map((row) => row['Belegfeld 1']))]).toEqual(NOVEMBER.filter((number) => number !== VOID));
    for (const number of NOVEMBER.filter((it) => it !== VOID)) {
      const own = rows.filter((row) => row['Belegfeld 1'] === number);
      const amounts = own.map((row) => decimal(row['Umsatz (ohne Soll/Haben-Kz)']!.replace(',', '.')));
      expect(sum(amounts).toFixed(2)).toBe(await grossOf(number));
      const adler = ((await getFact(SELLER, number, 'content')) as Invoice).customer.id === 'adler';
      expect(own[0]).toMatchObject({ 'Soll/Haben-Kennzeichen': 'S', Konto: adler ? '20001' : '20000', Belegdatum: '0211' });
    }
    expect(done.leftOut).toEqual([]);
  });

  it('name the document in the archive by what it holds', async () => {
    const { rows } = readExtf(fileOf(await write({ formats: ['datev'] }), 'EXTF_Buchungsstapel.csv'));
    const [row] = rows.filter((it) => it['Belegfeld 1'] === 'RE-2026-000005');
    const hash = sha256((await archive().get(`${SELLER}/2026/RE-2026-000005.pdf`))!);
    expect(row?.Beleglink?.toLowerCase()).toContain(`bedi "${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-`);
  });

  it('come with the documents they link to, under the same names', async () => {
    const done = await write({ formats: ['datev'] });
    const { rows } = readExtf(fileOf(done, 'EXTF_Buchungsstapel.csv'));
    const out = join(folder, 'datev-documents');
    const booked = NOVEMBER.filter((number) => number !== VOID);
    const files = booked.map((number) => `${number}.pdf`);
    expect(unzip(done.files[1]!.path, out)).toEqual([...files, 'document.xml']);
    const xml = readFileSync(join(out, 'document.xml'), 'utf8');
    const listed = [
      ...xml.matchAll(/<document guid="([^"]+)" processID="1" type="2"><extension xsi:type="File" name="([^"]+)"\/><\/document>/g),
    ];
    expect(listed.map(([, guid, file]) => `${file} BEDI "${guid}"`)).toEqual(
      booked.map((number) => `${number}.pdf ${rows.find((row) => row['Belegfeld 1'] === number)?.Beleglink}`),
    );
    expect(xml).toContain('<header><date>2026-11-30T00:00:00</date></header>');
  });

  it('are refused over two fiscal years, and without settings', async () => {
    const period = issuePeriod(undefined, { from: '2026-12-31', until: '2027-01-01' });
    await expect(write({ formats: ['datev'], period })).rejects.toThrow('lie in two fiscal years, which begin 2026-01-01 and 2027-01-01');
    const catalog = (await getCatalog(SELLER))!;
    const { accounting, ...seller } = catalog.seller;
    await keepCatalog({ ...catalog, seller });
    await expect(write({ formats: ['datev'] })).rejects.toThrow('The catalog does not say how seller "kranich" keeps its books');
    const datev = { ...accounting!.datev!, revenueAccounts: [{ category: 'AE' as const, account: '4120' }] };
    await keepCatalog({ ...catalog, seller: { ...seller, accounting: { datev } } });
    await expect(write({ formats: ['datev'] })).rejects.toThrow('a revenue account for category S at 20 %, of plan "basic"');
    expect(readdirSync(join(folder, `out-${folders}`))).toEqual([]);
    await keepCatalog(catalog);
  });
});

describe('the zip', () => {
  it('holds each document as it was issued, the manifests of their runs, and a list', async () => {
    const done = await write({ formats: ['zip'] });
    const out = join(folder, 'unzipped');
    const names = unzip(done.files[0]!.path, out);
    expect(names).toEqual([...NOVEMBER.map((number) => `${number}.pdf`), 'manifests/kranich-2026-10-2.json', 'documents.json']);
    const list = JSON.parse(readFileSync(join(out, 'documents.json'), 'utf8')) as { documents: { number: string; hash: string }[] };
    expect(list.documents.map(({ number }) => number)).toEqual(NOVEMBER);
    for (const { number, hash } of list.documents) {
      expect(sha256(readFileSync(join(out, `${number}.pdf`)))).toBe(hash);
      expect((await getFact(SELLER, number, 'issued'))?.hash).toBe(hash);
    }
    const manifest = join(data, 'archive', SELLER, 'manifests/kranich-2026-10-2.json');
    expect(readFileSync(join(out, 'manifests/kranich-2026-10-2.json')).equals(readFileSync(manifest))).toBe(true);
  });

  it('holds the manifests of days for documents that belong to no run', async () => {
    const out = join(folder, 'unzipped-october');
    const names = unzip((await write({ period: issuePeriod('2026-10', {}), formats: ['zip'] })).files[0]!.path, out);
    const manifests = ['manifests/days/2026-10-20.json', 'manifests/kranich-2026-09-1.json'];
    expect(names).toEqual([...OCTOBER.map((number) => `${number}.pdf`), ...manifests, 'documents.json']);
    for (const name of manifests) expect(readFileSync(join(out, name))).toEqual(readFileSync(join(data, 'archive', SELLER, name)));
  });

  it('is refused if a document is gone from the archive, or another one lies there', async () => {
    const file = join(data, 'archive', SELLER, '2026/RE-2026-000007.pdf');
    renameSync(file, `${file}.away`);
    await expect(write({ formats: ['zip'] })).rejects.toThrow('RE-2026-000007: kranich/2026/RE-2026-000007.pdf is gone from the archive.');
    writeFileSync(file, 'another');
    await expect(write({ formats: ['datev'] })).rejects.toThrow('RE-2026-000007.pdf is not what was issued.');
    expect(readdirSync(join(folder, `out-${folders}`))).toEqual(['EXTF_Buchungsstapel.csv']);
    renameSync(`${file}.away`, file);
  });

  it('has the same bytes whenever and wherever it is written', async () => {
    const zip = async (): Promise<string> => sha256(fileOf(await write({ formats: ['zip'] }), 'documents.zip'));
    const first = await zip();
    const args = ['accounting', '2026-11', '--zip', '--data', data, '--to', join(folder, 'elsewhere')];
    const { code } = await stepbill(args, () => {}, { env: { ...process.env, TZ: 'Asia/Tokyo' } });
    expect({ code, hash: sha256(readFileSync(join(folder, 'elsewhere/documents.zip'))) }).toEqual({ code: 0, hash: first });
  });
});

it('counts a credit note against what was billed, in tables and bookings', async () => {
  // 1.00 of it and 20 %.
  const asked = { number: 'RE-2026-000005', wanted: { amount: '1' }, reason: 'Outage', by: 'cfo@kranich.example' } as const;
  const { number } = await creditInvoice(home.workspace, SELLER, asked);
  const done = await write({ period: issuePeriod('2027-02', {}), formats: ['csv', 'datev'] });
  expect(rowsOf(done, 'invoices.csv')).toMatchObject([{ number, preceding_invoice: 'RE-2026-000005', gross_amount: '-1.20' }]);
  const { rows } = readExtf(fileOf(done, 'EXTF_Buchungsstapel.csv'));
  const amounts = rows.map((row) => decimal(row['Umsatz (ohne Soll/Haben-Kz)']!.replace(',', '.')));
  expect(sum(amounts).toFixed(2)).toBe('1.20');
  for (const row of rows) {
    expect(row).toMatchObject({ 'Soll/Haben-Kennzeichen': 'H', 'Belegfeld 1': number, Belegdatum: '0102', Fälligkeit: '' });
    expect(row.Buchungstext).toMatch(/^Korrektur zu RE-2026-000005, /);
  }
});

it('writes all that the documents say, a JSON object a line', async () => {
  const lines = fileOf(await write({ formats: ['ndjson'] }), 'invoices.ndjson')
    .toString()
    .trimEnd()
    .split('\n');
  const said = lines.map((line) => JSON.parse(line) as { number: string; kind: string });
  expect(said.map(({ number }) => number)).toEqual(NOVEMBER);
  expect(said[1]).toEqual(await getFact(SELLER, 'RE-2026-000005', 'content'));
  expect(said[2]).toEqual(await getFact(SELLER, VOID, 'void'));
});

describe('the command', () => {
  const run = (...args: string[]): ReturnType<typeof commandInTurn> => commandInTurn(['accounting', ...args, '--data', data]);

  it('writes over nothing unless it is told to', async () => {
    const to = join(folder, 'books');
    expect((await run('2026-11', '--csv', '--to', to)).code).toBe(0);
    const again = await run('2026-11', '--csv', '--ndjson', '--to', to);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('Write over with --force');
    expect(readdirSync(to)).toEqual(['invoices.csv', 'lines.csv']);
    const forced = await run('2026-11', '--csv', '--force', '--json', '--to', to);
    expect(JSON.parse(forced.stdout)).toMatchObject({ documents: 4, leftOut: [], period: { from: '2026-11-01', until: '2026-11-30' } });
  });

  it('says what is to be said', async () => {
    const nothing = await run('2026-11');
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toContain('Say what to write');
    expect((await run('2026-13', '--csv')).code).toBe(2);
  });
});
