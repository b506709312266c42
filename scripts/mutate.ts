/**
 * Mutation tests of what prices: `npm run mutate`. Every operator, bound and condition of services/pricing is changed,
 * one at a time, and some test has to notice. Stryker's instrumenter makes the mutants; our own processes run the tests,
 * since a jest that starts for each of three thousand takes seven seconds a time. Texts are left alone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { program } from 'commander';

import type { Answered, Asked, Unit } from './mutant-runner.ts';
import { asReport, type Tried } from './mutation-report.ts';
import { ROOT } from './stand-ins.ts';

/** Tests beside pricing itself that run in one process, so that a mutant is active in what they call. */
const TESTS_BESIDE = [
  ...['backfill', 'commitment', 'coupons', 'credits', 'late-usage', 'metering', 'overlapping-runs', 'plan-spend'],
  ...['pricing-cases', 'subscriptions', 'usage-prices'],
];
const RUNNER = fileURLToPath(new URL('./mutant-runner.ts', import.meta.url));
/** A mutant that makes a loop longer than this many times what it is has hung. */
const HITS = 100;

interface Mutant {
  readonly id: string;
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement: string;
  /** `Ignored` where its kind is left alone. */
  readonly status?: string;
  /** Lines and columns from 0. */
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}
interface Instrumenter {
  instrument(
    files: readonly { name: string; content: string; mutate: true }[],
    options: { plugins: null; ignorers: []; excludedMutations: string[]; noHeader: boolean },
  ): Promise<{ files: readonly { name: string; content: string }[]; mutants: readonly Mutant[] }>;
}

program
  .argument('[files...]', 'what to change (default: all that computes in services/pricing)')
  .option('--workers <count>', 'processes that run tests', String(availableParallelism()))
  .option('--seconds <count>', 'how long tests may take that a mutant is tried with, the fastest first', '10')
  .option('--report <file>', 'also write the outcome there, as Markdown')
  .parse();
const { workers, seconds, report } = program.opts<{ workers: string; seconds: string; report?: string }>();
const files = (program.args.length > 0 ? program.args : globSync('services/pricing/*.ts', { cwd: ROOT }))
  .filter((file) => program.args.length > 0 || !/\.(test|handler|store)\.ts$/.test(file))
  .map((file) => join(ROOT, file))
  .sort();
const tests = [...globSync('services/pricing/*.test.ts', { cwd: ROOT }), ...TESTS_BESIDE.map((name) => `test/${name}.test.ts`)];

const folder = mkdtempSync(join(tmpdir(), 'stepbill-mutants-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { mutants, instrumented } = await instrument();
console.error(`${mutants.length} mutants in ${files.length} files`);

const { units, onLoad } = await measure();
console.error(`${units.length} groups of tests, ${Math.round(units.reduce((ms, unit) => ms + unit.ms, 0) / 1000)} s`);

const waiting = [...mutants];
const tried: Tried[] = [];
await Promise.all(Array.from({ length: Number(workers) }, work));
tell();
console.log(asReport(tried, Number(seconds)));

/** What was found so far is not lost if this is cut off. */
function tell(): void {
  console.error(`${tried.length} of ${mutants.length}`);
  if (report) writeFileSync(join(ROOT, report), asReport(tried, Number(seconds)));
}

/** What the tests reach as the code is, the fastest first; and the mutants that are reached while a module is loaded. */
async function measure(): Promise<{ units: readonly Unit[]; onLoad: ReadonlySet<string> }> {
  const child = runner();
  const answer = await ask(child, { ask: 'units' }, 600_000);
  child.kill();
  if (!answer || !('units' in answer)) throw new Error('The tests did not come to an end as the code is.');
  for (const failing of answer.failing) console.error(`left out, since it fails here without any mutant: ${failing}`);
  return { units: answer.units.toSorted((a, b) => a.ms - b.ms), onLoad: new Set(answer.static) };
}

async function instrument(): Promise<{ mutants: readonly Mutant[]; instrumented: string }> {
  const instrumenter = await loadInstrumenter();
  const sources = files.map((name) => ({ name, content: readFileSync(name, 'utf8'), mutate: true as const }));
  const options = { plugins: null, ignorers: [] as [], excludedMutations: ['StringLiteral'], noHeader: false };
  const made = await instrumenter.instrument(sources, options);
  const to = join(folder, 'instrumented.json');
  writeFileSync(to, JSON.stringify(Object.fromEntries(made.files.map((it) => [pathToFileURL(it.name).href, it.content]))));
  return { mutants: made.mutants.filter(({ status }) => status !== 'Ignored'), instrumented: to };
}

/** npx puts what it fetched first on the PATH; it is no dependency, since it brings eighty packages nobody else needs. */
async function loadInstrumenter(): Promise<Instrumenter> {
  for (const bin of process.env['PATH']!.split(':'))
    try {
      const path = createRequire(join(bin, 'none.cjs')).resolve('@stryker-mutator/instrumenter');
      const { Instrumenter } = (await import(pathToFileURL(path).href)) as {
        Instrumenter: new (logger: object) => Instrumenter;
      };
      return new Instrumenter({ debug() {}, info() {}, warn() {}, isDebugEnabled: () => false });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  throw new Error('There is no @stryker-mutator/instrumenter. Call this by `npm run mutate`, which fetches it.');
}

/** Takes one mutant after the other, in a process of its own that is started anew when one has spoilt it. */
async function work(): Promise<void> {
  let child: ChildProcess | undefined;
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const { id } = mutant;
    const reached = inSeconds(units.filter(({ hits }) => id in hits));
    let fate: Tried['fate'] = 'no test';
    if (onLoad.has(id)) fate = await tryLoaded(mutant);
    else if (reached.length > 0) {
      child ??= runner();
      let answer = await tryIn(child, id, reached);
      // What its tests hold in memory is spoilt, by it or by those before it.
      if (answer?.isSpoilt) {
        child.kill();
        answer = await tryIn((child = runner()), id, reached);
      }
      if (!answer || answer.isSpoilt) child = void child.kill();
      fate = !answer ? 'timed out' : answer.killedBy === null ? 'survived' : 'killed';
    }
    tried.push(triedOf(mutant, fate));
    if (tried.length % 100 === 0) tell();
  }
  child?.kill();
}

/** What runs while a module is loaded is tried in a process that is loaded with the mutant. */
async function tryLoaded(mutant: Mutant): Promise<Tried['fate']> {
  const ofFile = new Set(mutants.filter(({ fileName }) => fileName === mutant.fileName).map(({ id }) => id));
  const reached = inSeconds(units.filter(({ hits }) => Object.keys(hits).some((id) => ofFile.has(id))));
  const child = runner({ __STRYKER_ACTIVE_MUTANT__: mutant.id });
  const asked: Asked = { ask: 'mutant', mutant: null, units: reached.map(({ id }) => id), hitLimit: Infinity };
  const answer = await ask(child, asked, timeFor(reached));
  const hasDied = child.exitCode !== null && child.exitCode !== 0;
  child.kill();
  if (!answer) return hasDied ? 'killed' : 'timed out';
  return !('killedBy' in answer) || answer.killedBy !== null ? 'killed' : 'survived';
}

/** The first is always among them: a mutant that only a long test reaches is tried with that one. */
function inSeconds(reached: readonly Unit[]): readonly Unit[] {
  let ms = 0;
  return reached.filter((unit, at) => (ms += unit.ms) <= 1000 * Number(seconds) || at === 0);
}

async function tryIn(child: ChildProcess, id: string, reached: readonly Unit[]) {
  const most = Math.max(...reached.map(({ hits }) => hits[id] ?? 0));
  const asked: Asked = { ask: 'mutant', mutant: id, units: reached.map((unit) => unit.id), hitLimit: most * HITS + 1000 };
  const answer = await ask(child, asked, timeFor(reached));
  return answer && 'killedBy' in answer ? answer : undefined;
}

function timeFor(reached: readonly Unit[]): number {
  return 60_000 + 10 * reached.reduce((ms, unit) => ms + unit.ms, 0);
}

function runner(env: Record<string, string> = {}): ChildProcess {
  return fork(RUNNER, [instrumented, ...tests.map((test) => pathToFileURL(join(ROOT, test)).href)], {
    cwd: ROOT,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** The answer, or undefined if there is none in this time or the process dies. */
function ask(child: ChildProcess, asked: Asked, ms: number): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(undefined), ms);
    const die = (): void => end(undefined);
    const end = (answer: Answered | undefined): void => {
      clearTimeout(timer);
      child.off('message', end).off('exit', die);
      resolve(answer);
    };
    child.once('message', end).once('exit', die);
    child.send(asked, (error) => error && end(undefined));
  });
}

function triedOf({ fileName, location: { start, end }, mutatorName, replacement }: Mutant, fate: Tried['fate']): Tried {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column);
  lines[0] = lines[0]!.slice(start.column);
  return { file: relative(ROOT, fileName), line: start.line + 1, mutatorName, original: lines.join(' '), replacement, fate };
}
