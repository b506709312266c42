/**
 * The published charging sessions, billed month by month from November 2014 to August 2015 as they would have been then:
 * drivers appear and vanish, prices rise on 1 May, and the sessions of each month's last evening arrive after its run.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandInTurn } from './support/command-in-turn.ts';

const SESSIONS = fileURLToPath(new URL('../../shared/data/ev-charging-sessions.csv', import.meta.url));
const HERE = fileURLToPath(new URL('./ev-charging/', import.meta.url));
const suite = existsSync(SESSIONS) ? describe : describe.skip;

const MONTHS = ['2014-11', '2014-12', '2015-01', '2015-02', '2015-03', '2015-04', '2015-05', '2015-06', '2015-07', '2015-08', '2015-09'];
/** The first month at the second prices. */
const NEW_PRICES = '2015-05';
/** On the last day of a month, local time. */
const EVENING = '17:00:00';

suite('the published charging sessions, billed month after month', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-ev-'));
  const data = join(folder, 'data');
  const { head, sessions } = existsSync(SESSIONS) ? readSessions() : { head: '', sessions: [] };
  let billed: BilledLine[] = [];

  beforeAll(async () => {
    for (const month of MONTHS) {
      const next = after(month);
      const now = (moment: string): string[] => ['--now', `${next}-${moment}T11:00:00Z`];
      await done('import', catalogAt(month), ...now('01'));
      await send(month, false, now('01'));
      await done('run', month, ...now('02'));
      await send(month, true, now('05'));
    }
    billed = billedLines(data);
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(MONTHS)('%s: each driver pays in all what the sum made without us says', (month) => {
    expect(sumsByDriver(billed.filter((line) => line.month === month))).toEqual(independentSums(sessions, month));
  });

  it.each(MONTHS.slice(0, -1))('%s: what came late is a correction of its own month, on the next bill', (month) => {
    const corrections = billed.filter((line) => line.month === month && line.isCorrection);
    const late = sessions.filter((session) => session.month === month && session.isLate);
    const drivers = [...new Set(late.flatMap(({ driver, hundredths, hours }) => (hundredths > 0 || hours > 4 ? [driver] : [])))];
    expect([...new Set(corrections.map(({ driver }) => driver))].sort()).toEqual(drivers.sort());
    expect(new Set(corrections.map(({ issued }) => issued))).toEqual(new Set(drivers.length > 0 ? [after(after(month))] : []));
  });

  it('some sessions did come late in most months', () => {
    expect(new Set(sessions.filter(({ isLate }) => isLate).map(({ month }) => month)).size).toBeGreaterThan(5);
  });

  // Sums of the data set's own README.
  it.each([
    { month: '2015-07', count: 569, drivers: 45, kwh: '3449.98' },
    { month: '2015-08', count: 672, drivers: 52, kwh: '3993.98' },
  ])('$month: $count sessions of $drivers drivers, $kwh kWh', ({ month, count, drivers, kwh }) => {
    const energy = billed.filter((line) => line.month === month && line.price === 'energy');
    expect((energy.reduce((sum, { hundredths }) => sum + hundredths, 0) / 100).toFixed(2)).toBe(kwh);
    // A correction names all events of its period.
    const events = new Map(energy.map((line) => [line.driver, line.events]));
    for (const { driver, events: all } of energy) events.set(driver, Math.max(events.get(driver) ?? 0, all));
    expect([...events.values()].reduce((sum, some) => sum + some, 0)).toBe(count);
    expect(events.size).toBe(drivers);
  });

  it('numbers both years without a gap and proves it', async () => {
    const numbers = [...new Set(billed.map(({ number }) => number))].sort();
    const [of2014, of2015] = ['EV-2014', 'EV-2015'].map((series) => numbers.filter((number) => number.startsWith(series)));
    expect(of2014).toEqual(Array.from({ length: of2014!.length }, (_, i) => `EV-2014-${String(i + 1).padStart(6, '0')}`));
    expect(of2015).toEqual(Array.from({ length: of2015!.length }, (_, i) => `EV-2015-${String(i + 1).padStart(6, '0')}`));
    const proof = await done('verify');
    expect(proof).toContain(`EV-2015: whole. ${of2015!.length} documents`);
    expect(proof).not.toContain('NOT WHOLE');
  }, 60_000);

  it('ingests the whole file again without counting anything twice', async () => {
    const said = await done('ingest', SESSIONS, '--mapping', join(HERE, 'mapping.yml'), '--now', '2015-10-06T11:00:00Z');
    expect(said).toContain(`0 events accepted, ${sessions.length.toLocaleString('en-US')} sent before, 0 in quarantine.`);
  }, 60_000);

  /** The catalog as it stands when a month is over: who has charged by then, and who will not again. */
  function catalogAt(month: string): string {
    const drivers = new Map<string, { first: string; last: string }>();
    for (const { driver, day, month: of } of sessions) {
      const known = drivers.get(driver);
      if (known || of <= month) drivers.set(driver, { first: known?.first ?? day, last: of });
    }
    const customers = [...drivers].map(([driver, { first, last }]) => {
      const end = last <= month && month < '2015-08' ? `${after(last)}-01` : undefined;
      return customerText(driver, first, end, after(month) > NEW_PRICES);
    });
    const file = join(folder, 'catalog.yml');
    writeFileSync(file, `${readFileSync(join(HERE, 'catalog.yml'), 'utf8')}\ncustomers:\n${customers.join('')}`);
    return file;
  }

  async function send(month: string, isLate: boolean, now: string[]): Promise<void> {
    const rows = sessions.filter((session) => session.month === month && session.isLate === isLate).map(({ row }) => row);
    if (rows.length === 0) return;
    const file = join(folder, 'sessions.csv');
    writeFileSync(file, `${[head, ...rows].join('\n')}\n`);
    await done('ingest', file, '--mapping', join(HERE, 'mapping.yml'), ...now);
  }

  async function done(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await commandInTurn([...args, '--data', data]);
    if (code !== 0) throw new Error(`stepbill ${args.join(' ')} ended with ${code}:\n${stderr}`);
    return stdout;
  }
});

interface Session {
  readonly row: string;
  readonly driver: string;
  /** Local day and month of its beginning. */
  readonly day: string;
  readonly month: string;
  readonly isLate: boolean;
  /** kWh. */
  readonly hundredths: number;
  readonly hours: number;
}

/** Sessions in the order of their beginning. */
function readSessions(): { head: string; sessions: Session[] } {
  const [head = '', ...rows] = readFileSync(SESSIONS, 'utf8').trim().split(/\r?\n/);
  const sessions = rows.map((row): Session => {
    const [, driver = '', created = '', , kwh, hours] = row.split(',');
    const [day = '', time = ''] = created.split(' ');
    const isLate = nextDay(day).endsWith('-01') && time >= EVENING;
    return { row, driver, day, month: day.slice(0, 7), isLate, hundredths: Math.round(Number(kwh) * 100), hours: Number(hours) };
  });
  return { head, sessions: sessions.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)) };
}

/** On the first prices until May, on the second from then on. */
function customerText(driver: string, first: string, end: string | undefined, isRepriced: boolean): string {
  const change = `${NEW_PRICES}-01`;
  const isOld = first < change;
  const isNew = isRepriced && (end === undefined || end > change);
  const ends = (at: string | undefined): string => (at === undefined ? '' : `, end: ${at}`);
  const subscriptions = [
    ...(isOld
      ? [`{ id: ${driver}.1, plan: charging, version: 1, start: ${first}${ends(isNew || (end && end > change) ? change : end)} }`]
      : []),
    ...(isNew ? [`{ id: ${driver}.2, plan: charging, version: 2, start: ${isOld ? change : first}${ends(end)} }`] : []),
  ];
  return `  - id: '${driver}'
    name: Driver ${driver}
    address: { street: 400 North Campus Road, postalCode: '60601', city: Chicago, region: IL, country: US }
    zone: America/Chicago
    email: driver-${driver}@workplace.example
    subscriptions: [${subscriptions.join(', ')}]
`;
}

interface BilledLine {
  readonly number: string;
  /** Month in which it was issued, and month of service. */
  readonly issued: string;
  readonly month: string;
  readonly driver: string;
  readonly price: string;
  readonly isCorrection: boolean;
  readonly cents: number;
  readonly hundredths: number;
  readonly events: number;
}

/** What all invoices say, read past all of our code. */
function billedLines(data: string): BilledLine[] {
  const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true });
  const rows = database.prepare("SELECT body FROM record WHERE sk = 'content' AND pk LIKE 'workplace|invoice|%'").all();
  database.close();
  return rows
    .map(({ body }) => JSON.parse(String(body)) as BilledInvoice)
    .flatMap(({ number, issueDate, customer, lines }) =>
      lines.map(({ period, quantity, net, trace }) => ({
        number,
        issued: issueDate.slice(0, 7),
        month: period.start.slice(0, 7),
        driver: customer.id,
        price: trace.price,
        isCorrection: trace.correction !== undefined,
        cents: Math.round(Number(net) * 100),
        hundredths: Math.round(Number(quantity) * 100),
        events: trace.events,
      })),
    );
}

interface BilledInvoice {
  readonly number: string;
  readonly issueDate: string;
  readonly customer: { readonly id: string };
  readonly lines: readonly {
    /** Months begin in Chicago at 05:00 or 06:00 UTC, on the same date. */
    readonly period: { readonly start: string };
    readonly quantity: string;
    readonly net: string;
    readonly trace: { readonly price: string; readonly events: number; readonly correction?: object };
  }[];
}

function sumsByDriver(lines: readonly BilledLine[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { driver, cents } of lines) sums[driver] = (sums[driver] ?? 0) + cents;
  return sums;
}

/** The sum of each driver's month in whole cents, from the file alone; those who owe nothing are left out. */
function independentSums(sessions: readonly Session[], month: string): Record<string, number> {
  const drivers = new Map<string, { hundredths: number; hours: number }>();
  for (const { driver, hundredths, hours } of sessions.filter((session) => session.month === month)) {
    const before = drivers.get(driver) ?? { hundredths: 0, hours: 0 };
    drivers.set(driver, { hundredths: before.hundredths + hundredths, hours: before.hours + Math.max(0, Math.ceil(hours) - 4) });
  }
  const [perKwh, perHour] = month < NEW_PRICES ? [23, 100] : [25, 150];
  const owed = [...drivers].map(
    ([driver, { hundredths, hours }]) => [driver, Math.round((hundredths * perKwh) / 100) + hours * perHour] as const,
  );
  return Object.fromEntries(owed.filter(([, cents]) => cents > 0));
}

function after(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of, 1)).toISOString().slice(0, 7);
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
