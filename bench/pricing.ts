import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { openWorkspace } from '../local/workspace.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { openRun } from '../shared/billing-run.store.ts';
import { decimal } from '../shared/money.ts';
import { monthIn } from '../shared/period.ts';
import { price } from '../shared/price.ts';
import { perEventTally } from '../services/pricing/per-event.ts';
import { measuringOf } from '../services/pricing/measuring.ts';
import type { Measured } from '../services/pricing/measuring.ts';
import { amountOf } from '../services/pricing/parts.ts';
import { ratedParts } from '../services/pricing/rate.ts';
import { graduatedByHand, percentageByHand, volumeByHand } from './bare-pricing.ts';
import { benchCatalog, benchUsage } from './month-input.ts';

/**
 * How many prices a second one core works out, beside the same arithmetic written by hand on bare decimal.js: from text
 * to text, in turns, so that the machine is the same. Then the whole of CalculatePrice of customers with twelve lines.
 */
const ROUNDS = 9;
const PRICES_A_ROUND = 40_000;
const CUSTOMERS = 400;
const MONTH = '2026-10';

const TIERS = [
  { upTo: '1000', unitPrice: '0.02', flatFee: '1' },
  { upTo: '100000', unitPrice: '0.005', flatFee: '2' },
  { unitPrice: '0.00095', flatFee: '0' },
];
const EVENTS = ['10', '80', '10000', '55.5', '250', '19.99', '400', '1200', '7.25', '63'];
const RULE = { rate: '2.99', fixed: '0.25', freeUnits: '30', minimum: '1.75', maximum: '12' };
const period = monthIn(MONTH, 'UTC');
const SERVICE_PERIOD = { whole: period, part: period, partDays: 31, wholeDays: 31 };
const NAMED = { id: 'p', name: 'Price', meter: 'm' };

const quantityOf = (i: number): string => `${(i * 7919) % 200_000}.${i % 10}`;
const graduated = price.parse({ ...NAMED, model: 'graduated', tiers: TIERS });
const volume = price.parse({ ...NAMED, model: 'volume', tiers: TIERS });
const percentage = price.parse({
  ...NAMED,
  model: 'percentage',
  rate: RULE.rate,
  fixedPerEvent: RULE.fixed,
  freeUnits: RULE.freeUnits,
  minimumPerEvent: RULE.minimum,
  maximumPerEvent: RULE.maximum,
});

function measured(quantity: string): Measured {
  return { meter: 'm', quantity, events: 1, fingerprint: '' };
}

/** Our way, as a bill goes it, and by hand; each gives the amount as text. */
const PRICES: Readonly<Record<string, readonly [ours: (i: number) => string, byHand: (i: number) => string]>> = {
  graduated: [
    (i) => amountOf(ratedParts(graduated, [measured(quantityOf(i))], SERVICE_PERIOD)).toFixed(),
    (i) => graduatedByHand(quantityOf(i), TIERS),
  ],
  volume: [
    (i) => amountOf(ratedParts(volume, [measured(quantityOf(i))], SERVICE_PERIOD)).toFixed(),
    (i) => volumeByHand(quantityOf(i), TIERS),
  ],
  'percentage of ten events': [() => percentageOurs(), () => percentageByHand(EVENTS, RULE)],
};

function percentageOurs(): string {
  const [asked] = measuringOf(percentage);
  const tally = perEventTally(asked!.perEvent!);
  for (const value of EVENTS) tally.add(decimal(value));
  return amountOf(ratedParts(percentage, [{ ...measured('12085.74'), tally: tally.tally() }], SERVICE_PERIOD)).toFixed();
}

for (const [name, [ours, byHand]] of Object.entries(PRICES)) {
  if (ours(123) !== byHand(123)) throw new Error(`${name}: ${ours(123)} and by hand ${byHand(123)}.`);
  const rounds = Array.from({ length: ROUNDS }, () => ({ ours: timed(ours), byHand: timed(byHand) }));
  const ratios = rounds.map((round) => round.ours / round.byHand).sort((a, b) => a - b);
  const fastest = Math.min(...rounds.map((round) => round.ours));
  process.stdout.write(
    `${name.padEnd(26)} ${Math.round((PRICES_A_ROUND / fastest) * 1000).toLocaleString('en')} prices a second; ${middle(ratios).toFixed(2)} (${ratios[0]!.toFixed(2)} to ${ratios.at(-1)!.toFixed(2)}) times the time of the same by hand\n`,
  );
}
await calculatePrices();

/** CalculatePrice of customers with twelve lines and 44 events each, one after the other in a worker, from the disk to the disk. */
async function calculatePrices(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-bench-'));
  {
    await using workspace = openWorkspace({ data: folder, now: new Date('2026-11-02T05:00:00Z'), threads: 1 });
    const catalog = benchCatalog(CUSTOMERS);
    const sellerId = catalog.seller.id;
    await keepCatalog(catalog);
    await ingestEvents(workspace.invoke, sellerId, benchUsage(catalog, MONTH));
    const opened = { execution: 'bench', openedAt: '2026-11-02T05:00:00Z', startedBy: 'bench', isDryRun: false };
    const { id: runId } = await openRun({ sellerId, month: MONTH, ...opened });
    const taken: number[] = [];
    for (const { customer } of catalog.customers) {
      const started = performance.now();
      const step = { sellerId, runId, customerId: customer.id, attempt: 1 };
      await workspace.invoke('pricing/calculate-price', JSON.stringify(step), { timeoutMilliseconds: 60_000 });
      taken.push(performance.now() - started);
    }
    const each = middle(taken.sort((a, b) => a - b));
    process.stdout.write(`CalculatePrice, 12 lines   ${each.toFixed(2)} ms a customer, median of ${CUSTOMERS} one after the other\n`);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Processor milliseconds of a round: whatever else the machine does. */
function timed(work: (i: number) => string): number {
  const started = process.cpuUsage();
  let digits = 0;
  for (let i = 0; i < PRICES_A_ROUND; i++) digits += work(i).length;
  if (digits === 0) throw new Error('Nothing was priced.');
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
