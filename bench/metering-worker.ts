import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { duePeriods } from '../services/pricing/due-periods.store.ts';
import { takeSnapshot } from '../services/pricing/usage-snapshot.store.ts';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { metersOf, requireCustomer } from '../shared/catalog.store.ts';
import { addDays } from '../shared/period.ts';
import { connect } from '../shared/ports.ts';
import { BENCH_SELLER } from './month-input.ts';

/** Milliseconds by the clock, and of processor time of all threads. */
export interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** What the measuring of a month took, and parsing alone. */
export interface Metered {
  readonly counted: number;
  readonly measuring: Spent;
  readonly parsing: Spent;
  readonly peakMegabytes: number;
}

const CUSTOMER = 'customer-000000';
const [folder = '', round = '1'] = process.argv.slice(2);

const ports = embeddedPorts(folder);
connect(ports);
const meters = await metersOf(BENCH_SELLER);
const step = { sellerId: BENCH_SELLER, runId: `${BENCH_SELLER}-2026-10-${round}`, customerId: CUSTOMER, attempt: 1 };
const due = await duePeriods(step, { month: '2026-10', isDryRun: true }, await requireCustomer(BENCH_SELLER, CUSTOMER));

const spent = stopwatch();
const { periods } = await takeSnapshot(step, due, meters);
const measuring = spent();
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
ports.close();

const counted = periods.flatMap((period) => period.counted).reduce((sum, { events }) => sum + events, 0);
process.stdout.write(JSON.stringify({ counted, measuring, parsing: parsed(), peakMegabytes } satisfies Metered));

/** One pass of JSON.parse over the records of the month, a day's text at a time in memory; reading it is not counted. */
function parsed(): Spent {
  const database = new DatabaseSync(join(folder, 'table.db'), { readOnly: true });
  const select = database.prepare('SELECT body FROM record WHERE pk = ?');
  let [wall, cpu, ids] = [0, 0, 0];
  for (let day = '2026-09-30'; day < '2026-11-01'; day = addDays(day, 1)) {
    const texts = select.all(`${BENCH_SELLER}|usage|${CUSTOMER}|${day}`).map(({ body }) => String(body));
    const took = stopwatch();
    for (const text of texts) ids += (JSON.parse(text) as { event: { id: string } }).event.id.length;
    const { wall: more, cpu: used } = took();
    [wall, cpu] = [wall + more, cpu + used];
  }
  database.close();
  if (ids === 0) throw new Error('There was nothing to parse.');
  return { wall, cpu };
}

function stopwatch(): () => Spent {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - started, cpu: (user + system) / 1_000 };
  };
}
