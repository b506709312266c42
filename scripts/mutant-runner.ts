/**
 * The process that runs tests against mutants, for mutate.ts: all of them stand in the code at once, and a global tells
 * which one is active. So tests are loaded once, and a mutant costs what the tests cost that reach it.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';

import type { Test } from './test-tree.ts';

/** What the instrumented code reads and writes. */
interface Instruments {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

/** Tests that are run together: one, or a file whose tests share what a hook makes. */
export interface Unit {
  readonly id: string;
  readonly ms: number;
  /** Mutants the unit reaches, and how often. */
  readonly hits: Readonly<Record<string, number>>;
}
export type Asked =
  | { readonly ask: 'units' }
  | { readonly ask: 'mutant'; readonly mutant: string | null; readonly units: readonly string[]; readonly hitLimit: number };
export type Answered =
  | { readonly units: readonly Unit[]; readonly static: readonly string[]; readonly failing: readonly string[] }
  | { readonly killedBy: string | null; readonly isSpoilt: boolean };

const [instrumentedFile = '', ...testUrls] = process.argv.slice(2);
const instrumented = JSON.parse(readFileSync(instrumentedFile, 'utf8')) as Record<string, string>;
const treeUrl = new URL('./test-tree.ts', import.meta.url).href;
const instruments: Instruments = ((globalThis as unknown as { __stryker__?: Instruments }).__stryker__ ??= {});

registerHooks({
  resolve: (specifier, context, next) => (specifier === '@jest/globals' ? { url: treeUrl, shortCircuit: true } : next(specifier, context)),
  load: (url, context, next) => {
    const source = instrumented[url];
    return source === undefined ? next(url, context) : { format: 'module', source: stripTypeScriptTypes(source), shortCircuit: true };
  },
});

const { run, testsOf } = await import('./test-tree.ts');
const units = new Map<string, readonly Test[]>();
for (const url of testUrls) {
  const tests = await testsOf(url);
  const isShared = tests.some(({ block }) => hasBeforeAll(block));
  if (isShared) units.set(url, tests);
  else for (const test of tests) units.set(test.id, [test]);
}

process.on('message', (asked: Asked) => {
  void (asked.ask === 'units' ? measured() : tried(asked)).then((answer) => process.send!(answer));
});
process.on('disconnect', () => process.exit());

function hasBeforeAll(block: Test['block'] | undefined): boolean {
  return block !== undefined && (block.hooks.beforeAll.length > 0 || hasBeforeAll(block.parent));
}

/** Runs every unit as the code is, and what each of them reaches. */
async function measured(): Promise<Answered> {
  const found: Unit[] = [];
  const failing: string[] = [];
  for (const [id, tests] of units) {
    const begun = performance.now();
    instruments.currentTestId = id;
    const failed = await failure(tests);
    instruments.currentTestId = undefined;
    if (failed !== null) failing.push(`${id}: ${failed}`);
    else found.push({ id, ms: performance.now() - begun, hits: instruments.mutantCoverage?.perTest[id] ?? {} });
  }
  return { units: found, static: Object.keys(instruments.mutantCoverage?.static ?? {}), failing };
}

/** Runs units with a mutant until one fails; that one has to pass again without it, or the process is spoilt. */
async function tried({ mutant, units: ids, hitLimit }: Extract<Asked, { ask: 'mutant' }>): Promise<Answered> {
  for (const id of ids) {
    const tests = units.get(id)!;
    if (mutant !== null) Object.assign(instruments, { activeMutant: mutant, hitCount: 0, hitLimit });
    const failed = await failure(tests);
    if (failed === null) continue;
    if (mutant === null) return { killedBy: id, isSpoilt: true };
    Object.assign(instruments, { activeMutant: 'none', hitCount: undefined });
    return { killedBy: id, isSpoilt: (await failure(tests)) !== null };
  }
  instruments.activeMutant = 'none';
  return { killedBy: null, isSpoilt: false };
}

async function failure(tests: readonly Test[]): Promise<string | null> {
  try {
    await run(tests);
    return null;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 300);
  }
}
