/**
 * `npm run test:faults -- --seed S --runs N`: N small worlds from S on, each billed while things go wrong, and compared with
 * the same world without. A seed that fails is printed with what went wrong; it fails the same way again.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { findPlanted } from './planted.ts';
import { Notes } from './notes.ts';
import { planInWords } from './plan-in-words.ts';
import { type Course, planOf } from './plan-of-faults.ts';
import type { Verdict } from './sitting.ts';
import { worldInWords, worldOf } from './world.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    lanes: { type: 'string', default: String(availableParallelism()) },
    keep: { type: 'boolean', default: false },
    'until-found': { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
  },
});
/** A killed process loses nothing that it wrote, wherever that lies; in memory a commit costs nothing. */
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const SITTING = fileURLToPath(new URL('./sitting.ts', import.meta.url));
const MOST_SITTINGS = 14;
const MOST_MILLISECONDS = 120_000;

const first = Number(values.seed);
const runs = Number(values.runs);
const isOne = runs === 1;
let next = first;
const failed: number[] = [];
const came = new Map<string, number>();

if (values.planted) process.exitCode = await findPlanted(first, Math.max(runs, 60), say);
else await tryAll();

async function tryAll(): Promise<void> {
  const started = performance.now();
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
  const seconds = (performance.now() - started) / 1000;
  const faults = [...came].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} × ${kind}`);
  say(
    `${next - first} runs, ${failed.length === 0 ? 'none' : failed.length} failed, in ${seconds.toFixed(0)} s. What came: ${faults.join(', ')}.`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function lane(): Promise<void> {
  while (next < first + runs && !(values['until-found'] && failed.length > 0)) await tryOut(next++);
}

async function tryOut(seed: number): Promise<void> {
  const folder = mkdtempSync(join(ROOM, `stepbill-faults-${seed}-`));
  const findings = await sittings(folder, seed);
  const notes = new Notes(folder);
  for (const { kind } of notes.all('fault')) came.set(kind, (came.get(kind) ?? 0) + 1);
  if (findings.length > 0) failed.push(seed);
  if (findings.length > 0 || isOne) tell(seed, folder, notes, findings);
  if (values.keep) say(`  kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

/** One process after the other, until one comes to the end; what must not be, in sentences. */
async function sittings(folder: string, seed: number): Promise<string[]> {
  const verdictFile = join(folder, 'verdict.json');
  const crashes: string[] = [];
  for (let number = 0; number < MOST_SITTINGS; number++) {
    const { signal, code, stderr } = await process_(folder, seed, number);
    if (existsSync(verdictFile)) {
      const { findings, trace } = JSON.parse(readFileSync(verdictFile, 'utf8')) as Verdict;
      if (isOne) say(`trace ${trace.slice(0, 16)}`);
      return [...crashes, ...findings];
    }
    if (signal === 'SIGKILL') continue;
    const mayCrash = new Notes(folder).all('fault').some(({ kind }) => kind === 'full disk');
    if (!mayCrash || stderr.trim() === '') crashes.push(`Process ${number + 1} ended with ${code}: ${stderr.trim()}`);
    if (crashes.length > 2) return crashes;
  }
  return [...crashes, `The months are not billed after ${MOST_SITTINGS} processes.`];
}

function process_(folder: string, seed: number, number: number): Promise<{ signal: string | null; code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SITTING, folder, String(seed), String(number)], {
      stdio: ['ignore', 'inherit', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'stepbill-faults-cache') },
      timeout: MOST_MILLISECONDS,
      killSignal: 'SIGABRT',
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, stderr: signal === 'SIGABRT' ? `It took longer than ${MOST_MILLISECONDS} ms.` : stderr }),
    );
  });
}

function tell(seed: number, folder: string, notes: Notes, findings: readonly string[]): void {
  const world = worldOf(seed);
  const course = join(folder, 'course.json');
  const plan = existsSync(course) ? planInWords(planOf(seed, world, JSON.parse(readFileSync(course, 'utf8')) as Course)) : [];
  say(`seed ${seed}: ${findings.length === 0 ? 'as without faults' : 'FAILED'}`);
  for (const line of worldInWords(world)) say(`  ${line}`);
  say('  planned:');
  for (const line of plan) say(`    ${line}`);
  say('  came:');
  for (const { sitting, text } of notes.all('fault')) say(`    process ${sitting + 1}: ${text}`);
  for (const { reason } of notes.all('reason')) say(`    ended with a reason: ${reason.split('\n')[0]}`);
  for (const finding of findings) say(`  FOUND: ${finding}`);
  if (findings.length > 0) say(`  again: npm run test:faults -- --seed ${seed}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
