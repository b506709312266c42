import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkspace } from '../local/workspace.ts';
import { serving, type Served } from '../test/support/serving.ts';
import { kindOf, pageKinds } from '../test/support/page-kinds.ts';
import { visiting, type Visitor } from '../test/support/visiting.ts';
import { BENCH_SELLER } from './month-input.ts';
import { type Amount, fillFolder, WAITING_MONTH } from './console-input.ts';

/**
 * Every page and list of the console on a folder of the sample's size, and on one of a hundred thousand invoices: both
 * are served at once and asked in turn, so that the machine is the same. Pages are found by their links, so a new one
 * is measured too; of pages that differ by ids alone the first few. Only the ratio says something: the
 * median of those of each round.
 */
const NOW = '2026-11-02T05:00:00Z';
const SMALL: Amount = { customers: 200, months: 1 };
const MOST_RATIO = 3;
const MOST_BYTES = 50_000;
/** Pages of a kind that are measured. */
const OF_A_KIND = 2;
/** What forms ask for, which no link leads to. */
const ASKED = ['created', 'issued', 'open', 'overdue', 'void']
  .map((state) => `/sellers/${BENCH_SELLER}/invoices?state=${state}`)
  .concat(`/sellers/${BENCH_SELLER}/invoices?search=customer-000007`, `/sellers/${BENCH_SELLER}/customers?search=customer-000007`);
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '5000' },
    months: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '15' },
    /** Slower kinds of pages that are printed; all if 0. */
    top: { type: 'string', default: '0' },
    /** Kinds of pages that are measured: those that contain one of these, split by commas. */
    only: { type: 'string', default: '' },
  },
});
const large: Amount = { customers: Number(values.customers), months: Number(values.months) };

interface Side {
  readonly served: Served;
  readonly visitor: Visitor;
  /** Addresses by kind, the first ones of each. */
  readonly kinds: ReadonlyMap<string, readonly string[]>;
}

const folder = mkdtempSync(join(tmpdir(), 'stepbill-bench-'));
const open: Side[] = [];
try {
  for (const amount of [SMALL, large]) open.push(await side(amount));
  await measure(open[0]!, open[1]!);
} finally {
  await Promise.all(open.map(({ served }) => served.stop('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
}

async function side(amount: Amount): Promise<Side> {
  const data = join(folder, `${amount.customers}-${amount.months}`);
  const started = performance.now();
  {
    await using workspace = openWorkspace({ data, now: new Date(NOW) });
    await fillFolder(workspace, amount);
  }
  const invoices = amount.customers * amount.months;
  process.stdout.write(
    `${invoices} invoices of ${amount.customers} customers, and ${WAITING_MONTH} waits: made in ${((performance.now() - started) / 1_000).toFixed(0)} s\n`,
  );
  const served = serving(data, NOW, '--no-schedule', '--insecure-dev', '--as', 'cfo@bench.example');
  const visitor = visiting(String((await served.until('serving'))['url']));
  const kinds = await pageKinds(visitor, OF_A_KIND);
  for (const path of ASKED) kinds.set(kindOf(path), [path]);
  return { served, visitor, kinds };
}

async function measure(few: Side, many: Side): Promise<void> {
  const wanted = values.only.split(',');
  const kinds = [...many.kinds].flatMap(([kind, paths]) => {
    if (!wanted.some((part) => kind.includes(part))) return [];
    const others = few.kinds.get(kind) ?? [];
    return paths
      .slice(0, others.length)
      .map((path, i) => ({ kind: `${kind}${i === 0 ? '' : ` (${i + 1})`}`, few: others[i]!, many: path }));
  });
  const taken = new Map(kinds.map(({ kind }) => [kind, { few: [] as number[], many: [] as number[], ratios: [] as number[], bytes: 0 }]));
  for (let round = -1; round < Number(values.rounds); round++) {
    for (const { kind, few: small, many: big } of kinds) {
      const of = taken.get(kind)!;
      const one = round % 2 === 0 ? await timed(few.visitor, small) : undefined;
      const other = await timed(many.visitor, big);
      const first = one ?? (await timed(few.visitor, small));
      of.bytes = Math.max(of.bytes, first.bytes, other.bytes);
      // The first round warms both up.
      if (round < 0) continue;
      of.few.push(first.milliseconds);
      of.many.push(other.milliseconds);
      of.ratios.push(other.milliseconds / first.milliseconds);
    }
  }
  const rows = [...taken]
    .map(([kind, of]) => ({ kind, few: median(of.few), many: median(of.many), ratio: median(of.ratios), bytes: of.bytes }))
    .sort((a, b) => b.ratio - a.ratio);
  process.stdout.write(
    `\nmilliseconds on ${SMALL.customers * SMALL.months} invoices, on ${large.customers * large.months}, their ratio, KB\n`,
  );
  for (const { kind, few: small, many: big, ratio, bytes } of rows.slice(0, Number(values.top) || undefined)) {
    const isOver = ratio > MOST_RATIO || (bytes > MOST_BYTES && !/\.(pdf|xml|json|zip|csv)/.test(kind));
    process.stdout.write(
      `${small.toFixed(1).padStart(7)} ${big.toFixed(1).padStart(7)} ${ratio.toFixed(2).padStart(6)} ${(bytes / 1_000).toFixed(1).padStart(7)}  ${isOver ? 'TOO MUCH ' : ''}${kind}\n`,
    );
  }
  const [worst] = rows;
  const largest = rows.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  process.stdout.write(
    `\n${rows.length} pages; highest ratio ${worst?.ratio.toFixed(2)} (${worst?.kind}); largest ${(largest.bytes / 1_000).toFixed(1)} KB (${largest.kind})\n`,
  );
}

async function timed(visitor: Visitor, path: string): Promise<{ milliseconds: number; bytes: number }> {
  const started = performance.now();
  const { status, bytes } = await visitor.get(path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return { milliseconds: performance.now() - started, bytes };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
