import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How long the command line takes to begin, beside Node alone: each in turn, again and again, so that the machine is the same. */
const ROUNDS = 21;
const STEPBILL = fileURLToPath(new URL('../local/stepbill.ts', import.meta.url));
const CATALOG = fileURLToPath(new URL('../local/sample/catalog.yml', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'stepbill-bench-start-'));
const data = ['--data', join(folder, 'data')];
const stepbill = (...args: string[]): string[] => ['--disable-warning=ExperimentalWarning', STEPBILL, ...args];
const calls = {
  'node -e 0': ['-e', '0'],
  'stepbill --help': stepbill('--help'),
  'stepbill invoices': stepbill('invoices', ...data),
};
timed(stepbill('import', CATALOG, ...data));

const taken = new Map<string, number[]>(Object.keys(calls).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) for (const [name, args] of Object.entries(calls)) taken.get(name)!.push(timed(args));
rmSync(folder, { recursive: true, force: true });

const [alone = 0, ...others] = [...taken.values()].map(median);
process.stdout.write(`node -e 0             ${alone.toFixed(0)} ms, median of ${ROUNDS}\n`);
for (const [i, name] of Object.keys(calls).slice(1).entries())
  process.stdout.write(`${name.padEnd(20)}  ${((others[i] ?? 0) - alone).toFixed(0)} ms on top\n`);

function timed(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
