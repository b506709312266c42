/**
 * A process of the harness: `sitting.ts <folder of the case> <seed> <number>`. It goes on with the months of the world
 * where the sitting before it died, under the faults that are planned for it, and judges the end if it gets there. The first one also
 * bills the world without faults, to have something to compare with.
 *
 * `sitting.ts <folder> <seed> release|start <instant> <month>` is somebody else, while a sitting stands still.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { MachineFile } from '../../local/runner/compile-machine.ts';
import { loadMachines } from '../../local/runner/machine-files.ts';
import { now } from '../../shared/clock.ts';
import { quietLog } from '../../shared/config.ts';
import { latestRun } from '../../shared/billing-run.store.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { proofOf, proofReport } from '../../local/commands/verify-report.ts';
import { verifySeller } from '../../local/commands/verify-seller.ts';
import { billMonths } from './billing.ts';
import { Chance } from './chance.ts';
import { loadHandlers, deliveringTo } from './deliveries.ts';
import { Desk } from './desk.ts';
import { Disk } from './disk.ts';
import { endStateOf } from './end-state.ts';
import { breaches } from './invariants.ts';
import { type DiaryEntry, Misfortunes } from './misfortunes.ts';
import { Notes } from './notes.ts';
import { decideNow, releaseOwn } from './people.ts';
import { type Act, CALM_PEOPLE, type Course, FAIR, type PlanOfFaults, planOf } from './plan-of-faults.ts';
import { Simulation } from './simulation.ts';
import { SELLER, STARTER, worldOf } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

quietLog();
const [folder = '', seedText = '', role = '', ...others] = process.argv.slice(2);
const seed = Number(seedText);
const world = worldOf(seed);
const data = join(folder, 'data');
const calmData = join(folder, 'calm');
const machines = machinesOnce();
const handlers = await loadHandlers();

/** What a sitting that came to its end says of it. */
export interface Verdict {
  readonly findings: readonly string[];
  /** Equal for equal runs of the same seed. */
  readonly trace: string;
  readonly runs: number;
}

if (role === 'release' || role === 'start') await beSomebodyElse(role, others[0]!, others[1]!);
else await sit(Number(role));

async function sit(number: number): Promise<void> {
  const course = number === 0 ? await calm() : (JSON.parse(readFileSync(join(folder, 'course.json'), 'utf8')) as Course);
  const plan = planOf(seed, world, course);
  const verdict = await disturbed(number, plan);
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(verdict));
}

/** The world without faults, from a copy of which the disturbed one begins. */
async function calm(): Promise<Course> {
  mkdirSync(calmData, { recursive: true });
  const chance = new Chance(`calm ${seed}`);
  const simulation = new Simulation(chance, new Date(world.months[0]!.begin));
  simulation.takeOver();
  const notes = new Notes(calmData);
  const disk = new Disk(() => simulation.moved());
  disk.takeOver();
  const misfortunes = nothingGoesWrong();
  const seen = new Map<string, { deliveries: number; turns: number }>();
  const invoke = deliveringTo(handlers, simulation, misfortunes, seen);
  const desk = new Desk({ world, data: calmData, notes, machines, simulation, invoke });
  const course = await simulation.run(async () => {
    await desk.importCatalog(false);
    cpSync(calmData, data, { recursive: true, filter: (path) => !path.endsWith('.ndjson') });
    const before = { turns: simulation.turns, writes: disk.writes };
    await billMonths(desk, { people: CALM_PEOPLE, onMonth: () => {} });
    return { turns: simulation.turns - before.turns, writes: disk.writes - before.writes, steps: Object.fromEntries(seen) };
  });
  desk.close();
  writeFileSync(join(folder, 'course.json'), JSON.stringify(course));
  return course;
}

async function disturbed(number: number, plan: PlanOfFaults): Promise<Verdict> {
  const sitting = plan.sittings[number] ?? { faults: [], clockMinutes: 0, weather: FAIR };
  const notes = new Notes(folder);
  const begin = new Date((notes.lastAt ?? new Date(world.months[0]!.begin)).getTime() + number * HOUR);
  const simulation = new Simulation(new Chance(`sitting ${seed} ${number}`), begin, sitting.clockMinutes * MINUTE);
  notes.time = () => simulation.time;
  simulation.takeOver();
  const disk = new Disk(() => simulation.moved());
  disk.takeOver();
  let month = 0;
  const misfortunes = new Misfortunes(sitting, new Chance(`weather ${seed} ${number}`), {
    die,
    act: (act) => void happens(act),
    jump: (minutes) => simulation.jump(minutes * MINUTE),
    write: (entry: DiaryEntry) => notes.add({ note: 'fault', sitting: number, ...entry }),
  });
  simulation.onTurn = (taken) => misfortunes.onTurn(taken);
  const desk = new Desk({ world, data, notes, machines, simulation, invoke: deliveringTo(handlers, simulation, misfortunes) });
  process.on('unhandledRejection', crash);
  process.on('uncaughtException', crash);
  disk.arm(misfortunes);
  await simulation.run(async () => {
    await billMonths(desk, { people: plan.people, onMonth: (index) => (month = index) });
    misfortunes.end();
    await simulation.wakeAll();
  });
  const verdict = await judge(desk, simulation);
  desk.close();
  return verdict;

  async function happens(act: Act): Promise<void> {
    const current = world.months[month]!.month;
    switch (act.does) {
      case 'decides':
        return decideNow(desk, current, act.decision, act.hash, act.times);
      case 'releases from another process':
        return somebodyElse('release', now(), current);
      case 'starts a second process':
        return somebodyElse('start', now(), current);
      case 'releases what they started':
        return releaseOwn(desk, current);
      case 'starts the month again':
        return startAgain(desk, current, false);
      case 'starts a dry run':
        return startAgain(desk, current, true);
      case 'sends late events':
        return sendLate(act.line);
    }
  }

  /** What belongs to a month that has not begun is not late yet; the last month finds all of it sent. */
  async function sendLate(line: number | undefined): Promise<void> {
    const begun = world.months.slice(0, Math.min(month + 1, world.months.length - 1));
    const lines = begun.flatMap(({ late }) => late);
    await desk.ingest(line === undefined ? lines : lines.slice(line, line + 1)).catch(() => {});
  }

  function somebodyElse(what: 'release' | 'start', at: Date, current: string): void {
    const script = fileURLToPath(import.meta.url);
    const args = ['--disable-warning=ExperimentalWarning', script, folder, seedText, what, at.toISOString(), current];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    if (status !== 0)
      notes.add({ note: 'finding', finding: `Another process that wanted to ${what} ended with ${status}: ${stderr.slice(0, 2000)}` });
    // What it wrote down, it wrote down elsewhere.
    notes.readAgain();
  }
}

async function judge(desk: Desk, simulation: Simulation): Promise<Verdict> {
  const { notes } = desk;
  const trace = sha256(simulation.trace.join('\n'));
  const before = endStateOf(data);
  const again = await simulation.run(async () => {
    const proof = proofOf([await verifySeller(SELLER)], []);
    if (!proof.isWhole) for (const line of proofReport(proof)) notes.add({ note: 'finding', finding: `verify: ${line}` });
    return desk.run(world.months.at(-1)!.month);
  });
  const end = endStateOf(data);
  // Customers who are owed money are looked at again each time.
  const isPending =
    again.outcome !== 'already-billed' && again.review?.setAside.some(({ error }) => error === 'NegativeDraftError') === true;
  const changed = isPending || end.picture === before.picture ? [] : ['A further run of a month that is billed changed something.'];
  const found = breaches({ world, end, calm: endStateOf(calmData), mayMissMails: mayMissMails(notes.all('fault')) });
  const findings = [...notes.all('finding').map(({ finding }) => finding), ...found, ...changed];
  return { findings, trace, runs: end.runs.length };
}

function mayMissMails(faults: readonly DiaryEntry[]): boolean {
  return faults.some(({ kind, text, isLasting }) => isLasting === true && (kind === 'full disk' || text.includes('payment-collection')));
}

/** The same month under another name, as a schedule and a person may start it at once. */
async function startAgain(desk: Desk, month: string, isDryRun: boolean): Promise<void> {
  const { runner } = desk;
  if (!runner) return;
  const name = `${SELLER}-${month}-${isDryRun ? 'dry' : 'again'}-${desk.simulation.turns}`;
  await runner.start('billing-run', name, { sellerId: SELLER, month, startedBy: STARTER, isDryRun });
  const ended = await runner.whenStopped('billing-run', name).catch(() => undefined);
  if (ended?.status !== 'FAILED' || ended.error === undefined) return;
  if (ended.error === 'RunAlreadyOpenError' && !/falke-[^ ]+ of [^ ]+ is in the way/.test(ended.cause ?? ''))
    desk.notes.add({ note: 'finding', finding: `A second start does not say what is in its way: ${ended.cause ?? ''}` });
}

async function beSomebodyElse(what: 'release' | 'start', at: string, month: string): Promise<void> {
  const simulation = new Simulation(new Chance(`somebody else ${seed} ${at}`), new Date(at));
  simulation.takeOver();
  const misfortunes = nothingGoesWrong();
  const notes = new Notes(folder);
  const { lastAt = new Date(at) } = notes;
  notes.time = () => lastAt;
  const disk = new Disk(() => simulation.moved());
  disk.takeOver();
  const desk = new Desk({ world, data, notes, machines, simulation, invoke: deliveringTo(handlers, simulation, misfortunes) });
  await simulation.run(async () => {
    if (what === 'release') return decideNow(desk, month, 'release', 'right', 1);
    const runner = await desk.openRunner().catch((error: unknown) => error as Error);
    if (!(runner instanceof Error)) {
      // Between two commands the folder is free.
      await runner.close();
      return;
    }
    if (runner.name !== 'FolderLockedError' || !/process \d+/.test(runner.message))
      notes.add({ note: 'finding', finding: `A second process was refused with ${runner.name}: ${runner.message}` });
    await latestRun(SELLER, month);
  });
  desk.close();
}

/** The deployed definitions, read once a case: each sitting would read the same. */
function machinesOnce(): MachineFile[] {
  const file = join(folder, 'machines.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as MachineFile[];
  const read = loadMachines(fileURLToPath(new URL('../../', import.meta.url)));
  writeFileSync(file, JSON.stringify(read));
  return read;
}

function nothingGoesWrong(): Misfortunes {
  return new Misfortunes({ faults: [], weather: FAIR }, new Chance(''), { die, act: () => {}, jump: () => {}, write: () => {} });
}

/** A fault outside every step ends the process, and says why. */
function crash(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
