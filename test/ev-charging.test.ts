import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stepbill } from './support/stepbill.ts';

const SESSIONS = fileURLToPath(new URL('../../shared/data/ev-charging-sessions.csv', import.meta.url));
const HERE = fileURLToPath(new URL('./ev-charging/', import.meta.url));
const suite = existsSync(SESSIONS) ? describe : describe.skip;

interface Listed {
  readonly number: string;
  readonly customerId: string;
  readonly payable: string;
}

suite('the published charging sessions, billed for July and August 2015', () => {
  const data = mkdtempSync(join(tmpdir(), 'stepbill-ev-'));
  const invoices = new Map<string, Listed[]>();

  beforeAll(async () => {
    await done('import', join(HERE, 'catalog.yml'));
    await done('ingest', SESSIONS, '--mapping', join(HERE, 'mapping.yml'), '--now', '2015-09-02T11:00:00Z');
    await done('run', '2015-07', '--now', '2015-08-02T11:00:00Z');
    await done('run', '2015-08', '--now', '2015-09-02T11:00:00Z');
    for (const month of ['2015-07', '2015-08']) {
      invoices.set(month, JSON.parse(await done('invoices', '--month', month, '--json')) as Listed[]);
    }
  }, 120_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  // Sums of the data set's own README.
  it.each([
    { month: '2015-07', sessions: 569, drivers: 45, kwh: '3449.98' },
    { month: '2015-08', sessions: 672, drivers: 52, kwh: '3993.98' },
  ])('$month: $sessions sessions of $drivers drivers, $kwh kWh', ({ month, sessions, drivers, kwh }) => {
    const billed = billedEnergy(data, month);
    expect(billed.reduce((sum, { events }) => sum + events, 0)).toBe(sessions);
    expect((billed.reduce((sum, { hundredths }) => sum + hundredths, 0) / 100).toFixed(2)).toBe(kwh);
    expect(invoices.get(month)?.length).toBe(drivers);
  });

  it.each(['2015-07', '2015-08'])('%s: each invoice equals the sum made without us', (month) => {
    const billed = Object.fromEntries((invoices.get(month) ?? []).map(({ customerId, payable }) => [customerId, payable]));
    expect(billed).toEqual(independentSums(month));
  });

  it('numbers the two months without a gap and proves it', async () => {
    const numbers = [...(invoices.get('2015-07') ?? []), ...(invoices.get('2015-08') ?? [])].map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 97 }, (_, i) => `EV-2015-${String(i + 1).padStart(6, '0')}`));
    expect(await done('verify')).toContain('EV-2015: whole. 97 documents from 1 to 97');
  }, 30_000);

  it('ingests the same file again without counting anything twice', async () => {
    const said = await done('ingest', SESSIONS, '--mapping', join(HERE, 'mapping.yml'), '--now', '2015-09-02T11:00:00Z');
    expect(said).toContain('0 events accepted, 2,455 sent before, 85 in quarantine.');
  }, 30_000);

  async function done(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await stepbill([...args, '--data', data]);
    if (code !== 0) throw new Error(`stepbill ${args.join(' ')} ended with ${code}:\n${stderr}`);
    return stdout;
  }
});

/** What the invoices of a month say of energy: sessions counted, and kWh in hundredths. */
function billedEnergy(data: string, month: string): { events: number; hundredths: number }[] {
  const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true });
  const rows = database.prepare("SELECT body FROM record WHERE sk = 'content' AND pk LIKE 'workplace|invoice|%'").all();
  database.close();
  return rows
    .map(({ body }) => JSON.parse(String(body)) as BilledInvoice)
    .filter(({ period }) => period.last.startsWith(month))
    .flatMap(({ lines }) => lines.filter(({ trace }) => trace.price === 'energy'))
    .map(({ quantity, trace }) => ({ events: trace.events, hundredths: Math.round(Number(quantity) * 100) }));
}

interface BilledInvoice {
  readonly period: { readonly last: string };
  readonly lines: readonly { readonly quantity: string; readonly trace: { readonly price: string; readonly events: number } }[];
}

/** The sum of a driver's month in whole cents, from the file alone. */
function independentSums(month: string): Record<string, string> {
  const drivers = new Map<string, { hundredths: number; hours: number }>();
  for (const { driver, hundredths, hours } of sessionsOf(month)) {
    const before = drivers.get(driver) ?? { hundredths: 0, hours: 0 };
    drivers.set(driver, { hundredths: before.hundredths + hundredths, hours: before.hours + Math.max(0, Math.ceil(hours) - 4) });
  }
  const cents = ({ hundredths, hours }: { hundredths: number; hours: number }): number => Math.round((hundredths * 23) / 100) + hours * 100;
  return Object.fromEntries([...drivers].map(([driver, sums]) => [driver, (cents(sums) / 100).toFixed(2)]));
}

function sessionsOf(month: string): { driver: string; hundredths: number; hours: number }[] {
  const rows = readFileSync(SESSIONS, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => row.split(','));
  return rows
    .filter(([, , created]) => created?.startsWith(month))
    .map(([, driver = '', , , kwh, hours]) => ({ driver, hundredths: Math.round(Number(kwh) * 100), hours: Number(hours) }));
}
