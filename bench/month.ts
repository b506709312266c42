import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { runMonth } from '../local/commands/run-month.ts';
import { openWorkspace } from '../local/workspace.ts';
import { BENCH_SELLER, benchCatalog, benchUsage } from './month-input.ts';

/**
 * The month against its lower bound: the whole run, then the same PDFs rendered alone in a loop on as many threads, or on
 * `--loop-threads`.
 * Only the ratio, taken in one go on one machine, says something; seconds differ from machine to machine.
 */
const MONTH = '2026-10';
const NOW = new Date('2026-11-02T05:00:00Z');
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '3' },
    /** Threads of the loop that renders the PDFs alone; as many as the run if not given. */
    'loop-threads': { type: 'string' },
  },
});
/** Megabytes with which the loop is fastest. */
const BEST_YOUNG_GENERATION = 128;
const customers = Number(values.customers);
const threads = Number(values.threads);
const loopThreads = Number(values['loop-threads'] ?? threads);

interface Round {
  /** Milliseconds from the start to CloseRun, of settlement after it, and of the PDFs alone. */
  readonly run: number;
  readonly settle: number;
  readonly pdfs: number;
  /** Processor seconds of all threads: of run and settlement, and of the PDFs alone. */
  readonly cpu: number;
  readonly pdfsCpu: number;
  readonly phases: ReadonlyMap<string, number>;
}

// All rounds are removed at the end: ext4 allocates inodes slowly for minutes after many were freed.
const folder = mkdtempSync(join(tmpdir(), 'stepbill-bench-'));
const rounds: Round[] = [];
let peak: number | undefined;
process.stdout.write(`${customers} customers of 12 lines, ${threads} threads, the loop on ${loopThreads}, ${values.rounds} rounds\n`);
for (let round = 1; round <= Number(values.rounds); round++) {
  const data = join(folder, String(round));
  const measured = await month(data);
  // Of the first run alone: the loop that comes after holds all invoices at once.
  peak ??= process.resourceUsage().maxRSS;
  // As V8 has it by itself, which the loop is fastest with.
  setFlagsFromString('--heap-growing-percent=0');
  const alone = await pdfsAlone(data);
  const { pdfs, pdfsCpu } = alone;
  rounds.push({ ...measured, ...alone });
  process.stdout.write(
    `round ${round}: run ${seconds(measured.run)}, PDFs alone ${seconds(pdfs)}, ratio ${(measured.run / pdfs).toFixed(2)}; settlement ${seconds(measured.settle)}; processor ${measured.cpu.toFixed(2)} s and ${pdfsCpu.toFixed(2)} s\n`,
  );
}
rmSync(folder, { recursive: true, force: true });
const ratios = rounds.map(({ run, pdfs }) => run / pdfs).sort((a, b) => a - b);
const middle = rounds.find(({ run, pdfs }) => run / pdfs === ratios[Math.floor(ratios.length / 2)]);
process.stdout.write('\nphases of the middle round\n');
for (const [state, milliseconds] of middle?.phases ?? []) process.stdout.write(`  ${state.padEnd(18)} ${seconds(milliseconds)}\n`);
process.stdout.write(`\nmedian ratio ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} (run to CloseRun / PDFs alone)\n`);
process.stdout.write(`peak memory of the first run ${Math.round((peak ?? 0) / 1024)} MB, its whole process\n`);

async function month(data: string): Promise<Omit<Round, 'pdfs' | 'pdfsCpu'>> {
  const filling = fileURLToPath(new URL('month-folder.ts', import.meta.url));
  const options = { data, now: NOW.toISOString(), month: MONTH, customers: String(customers) };
  execFileSync(process.execPath, [filling, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])]);
  await using workspace = openWorkspace({ data, now: NOW, threads });
  // Usage sent again changes nothing, and starts the threads, as those of the loop are started.
  await ingestEvents(workspace.invoke, BENCH_SELLER, benchUsage(benchCatalog(1), MONTH));

  const entered = new Map<string, number>();
  const phases = new Map<string, number>();
  let closed = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  await runMonth(workspace, { sellerId: BENCH_SELLER, month: MONTH, startedBy: 'bench' }, (progress) => {
    if (progress.machine !== 'billing-run') return;
    if (progress.type === 'entered') entered.set(progress.state, performance.now());
    if (progress.type === 'exited') phases.set(progress.state, performance.now() - (entered.get(progress.state) ?? started));
    if (progress.type === 'stopped') closed = performance.now();
  });
  return { run: closed - started, settle: performance.now() - closed, cpu: cpuSeconds(cpu), phases };
}

/** From the first page to the last, in threads that begin as the run's do; they share the invoices evenly. */
async function pdfsAlone(data: string): Promise<{ pdfs: number; pdfsCpu: number }> {
  const workers = Array.from(
    { length: loopThreads },
    (_, share) =>
      new Worker(new URL('./render-worker.ts', import.meta.url), {
        workerData: { data, share, of: loopThreads },
        resourceLimits: { maxYoungGenerationSizeMb: BEST_YOUNG_GENERATION },
      }),
  );
  const next = (worker: Worker): Promise<unknown> =>
    new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await Promise.all(workers.map(next));
  const cpu = process.cpuUsage();
  const started = performance.now();
  const rendered = workers.map(next);
  for (const worker of workers) worker.postMessage('render');
  await Promise.all(rendered);
  const alone = { pdfs: performance.now() - started, pdfsCpu: cpuSeconds(cpu) };
  await Promise.all(workers.map((worker) => worker.terminate()));
  return alone;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`;
}

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000_000;
}
