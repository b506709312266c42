import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { connect } from '../shared/ports.ts';
import { addEvents } from '../shared/usage.store.ts';
import type { UsageEvent } from '../shared/usage-event.ts';
import { benchEvents } from './ingestion-input.ts';
import type { Metered, Spent } from './metering-worker.ts';
import { BENCH_SELLER, benchCatalog } from './month-input.ts';

/**
 * A month of one customer with many events, measured as CalculatePrice does: read from the table, duplicates and
 * reversals left out, added up by eleven meters, ids and snapshot on the disk. Beside it one pass of JSON.parse over the
 * same records, whose text is in memory. Only the ratio, taken in one go on one machine, says something.
 */
const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' } },
});
const events = Number(values.events);
const BATCH = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'stepbill-bench-'));
try {
  await fill();
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const { counted, measuring, parsing, peakMegabytes } = measured(round);
    if (counted !== events) throw new Error(`${counted} counted of ${events} events`);
    ratios.push(measuring.cpu / parsing.cpu);
    process.stdout.write(
      `round ${round}: ${text(measuring)}; JSON.parse alone ${text(parsing)}; ratio ${(measuring.wall / parsing.wall).toFixed(2)}, of processor time ${(measuring.cpu / parsing.cpu).toFixed(2)}; peak memory ${peakMegabytes} MB\n`,
    );
  }
  const sorted = ratios.sort((a, b) => a - b);
  process.stdout.write(`median ratio ${sorted[Math.floor(sorted.length / 2)]?.toFixed(2)} (processor time, measuring / JSON.parse)\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  process.stdout.write(`${events} events of one customer, ${values.rounds} rounds\n`);
  const ports = embeddedPorts(folder);
  connect(ports);
  const catalog = benchCatalog(1);
  await keepCatalog(catalog);
  let batch: UsageEvent[] = [];
  for (const event of benchEvents(catalog, events)) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    await addEvents(BENCH_SELLER, batch, '2026-10-01');
    batch = [];
  }
  await addEvents(BENCH_SELLER, batch, '2026-10-01');
  ports.close();
}

function text({ wall, cpu }: Spent): string {
  return `${(wall / 1_000).toFixed(2)} s (processor ${(cpu / 1_000).toFixed(2)} s)`;
}

/** In a process of its own, so that the peak of its memory is that of measuring. */
function measured(round: number): Metered {
  const worker = join(import.meta.dirname, 'metering-worker.ts');
  const out = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', worker, folder, String(round)], {
    encoding: 'utf8',
  });
  return JSON.parse(out) as Metered;
}
