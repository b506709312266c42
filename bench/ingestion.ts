import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ingestFile } from '../local/commands/ingest-file.ts';
import { openDatabase } from '../local/sqlite-database.ts';
import { openWorkspace } from '../local/workspace.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import type { Catalog } from '../shared/catalog.store.ts';
import { connect } from '../shared/ports.ts';
import type { Ports } from '../shared/ports.ts';
import type { NewRecord } from '../shared/table.ts';
import { addEvents } from '../shared/usage.store.ts';
import type { UsageEvent } from '../shared/usage-event.ts';
import { benchEvents, writeBenchFile } from './ingestion-input.ts';
import { BENCH_SELLER, benchCatalog } from './month-input.ts';

/**
 * Ingestion against its lower bound: a file of events through `ingest`, then the rows it leaves inserted bare, 1,000 a
 * commit, on the same kind of connection. Both are on the disk when they are done. Only the ratio, taken in one go on
 * one machine, says something.
 */
const NOW = new Date('2026-11-02T05:00:00Z');
const BATCH = 1_000;
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    customers: { type: 'string', default: '10,10000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '3' },
  },
});
const events = Number(values.events);

/** Milliseconds by the clock, and of processor time of all threads. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

const folder = mkdtempSync(join(tmpdir(), 'stepbill-bench-'));
try {
  for (const customers of values.customers.split(',').map(Number)) await measure(customers);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, all threads\n`);

async function measure(customers: number): Promise<void> {
  const catalog = benchCatalog(customers);
  const file = join(folder, `${customers}.ndjson`);
  await writeBenchFile(file, catalog, events);
  process.stdout.write(`\n${events} events of ${customers} customers, ${values.threads} threads, ${values.rounds} rounds\n`);
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const data = join(folder, `${customers}-${round}`);
    const { first, again } = await ingested(data, catalog, file);
    const bare = await insertedBare(`${data}-bare`, catalog);
    ratios.push(bare.wall / first.wall);
    process.stdout.write(
      `round ${round}: ingest ${rate(first)}, bare inserts ${rate(bare)}, ratio ${(bare.wall / first.wall).toFixed(2)}; sent again ${rate(again)}\n`,
    );
    for (const used of [data, `${data}-bare`]) rmSync(used, { recursive: true });
  }
  const sorted = ratios.sort((a, b) => a - b);
  process.stdout.write(`median ratio ${sorted[Math.floor(sorted.length / 2)]?.toFixed(2)} (bare inserts / ingest)\n`);
}

/** Milliseconds of the command's work on a new folder, and of the same file sent again. */
async function ingested(data: string, catalog: Catalog, file: string): Promise<{ first: Spent; again: Spent }> {
  await using workspace = openWorkspace({ data, now: NOW, threads: Number(values.threads) });
  await keepCatalog(catalog);
  const sent = async (): Promise<Spent> => {
    const spent = stopwatch();
    const { accepted, duplicates } = await ingestFile(workspace, BENCH_SELLER, file, undefined);
    if (accepted + duplicates !== events) throw new Error(`${accepted} accepted and ${duplicates} duplicates of ${events}`);
    return spent();
  };
  return { first: await sent(), again: await sent() };
}

/** Milliseconds of the inserts and commits alone, one thread; the rows are made in between and not counted. */
async function insertedBare(data: string, catalog: Catalog): Promise<Spent> {
  mkdirSync(data);
  const database = openDatabase(join(data, 'table.db'));
  const insert = database.prepare('INSERT INTO record (pk, sk, version, body, expires) VALUES (?, ?, 1, ?, NULL)');
  let total: Spent = { wall: 0, cpu: 0 };
  for await (const batch of rowBatches(catalog)) {
    const rows = batch.map(({ pk, sk, body }) => [pk, sk, JSON.stringify(body)] as const);
    const spent = stopwatch();
    database.exec('BEGIN IMMEDIATE');
    for (const [pk, sk, body] of rows) insert.run(pk, sk, body);
    database.exec('COMMIT');
    const { wall, cpu } = spent();
    total = { wall: total.wall + wall, cpu: total.cpu + cpu };
  }
  database.close();
  return total;
}

/** The rows that ingestion leaves, in its order: events, and the markers of days by which late usage is found. */
async function* rowBatches(catalog: Catalog): AsyncGenerator<NewRecord[]> {
  const markers = new Set<string>();
  const isNew = ({ pk, sk, body }: NewRecord): boolean => {
    if ('event' in body || markers.has(`${pk} ${sk}`)) return 'event' in body;
    markers.add(`${pk} ${sk}`);
    return true;
  };
  let batch: UsageEvent[] = [];
  for (const event of benchEvents(catalog, events)) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    yield (await rowsOf(batch)).filter(isNew);
    batch = [];
  }
}

async function rowsOf(batch: readonly UsageEvent[]): Promise<NewRecord[]> {
  const rows: NewRecord[] = [];
  const append = async (records: readonly NewRecord[]) => {
    rows.push(...records);
    return records.map(() => ({ stored: true }) as const);
  };
  connect({ table: { append } } as unknown as Ports);
  await addEvents(BENCH_SELLER, batch, NOW.toISOString().slice(0, 10));
  connect(undefined);
  return rows;
}

function stopwatch(): () => Spent {
  const started = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { wall: performance.now() - started, cpu: (user + system) / 1_000 };
  };
}

function rate({ wall, cpu }: Spent): string {
  return `${(wall / 1_000).toFixed(2)} s (${Math.round((events / wall) * 1_000).toLocaleString('en-US')}/s, processor ${(cpu / 1_000).toFixed(2)} s)`;
}
