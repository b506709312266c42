/**
 * Stands in for `@jest/globals` where tests are run over and over in one process (mutate.ts): it keeps the tests of a
 * file as a tree, and any of them can be run again, with the hooks around it.
 */
export { expect } from 'expect';

type Act = (...row: unknown[]) => unknown;
type When = 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll';

interface Block {
  readonly parent: Block | undefined;
  readonly hooks: Record<When, Act[]>;
}
export interface Test {
  readonly id: string;
  readonly file: string;
  readonly block: Block;
  readonly act: () => unknown;
}

/** As jest's own setting has it. */
const TEST_MS = 20_000;

const tests: Test[] = [];
let file = '';
let block = blockIn(undefined);

/** Loads a test file and returns what it declared. */
export async function testsOf(url: string): Promise<Test[]> {
  [file, block] = [url, blockIn(undefined)];
  const before = tests.length;
  await import(url);
  return tests.slice(before);
}

export function describe(_name: string, declare: () => void): void {
  const outer = block;
  block = blockIn(outer);
  declare();
  block = outer;
}

export function it(name: string, act: Act): void {
  tests.push({ id: `${file} ${tests.length} ${name}`, file, block, act });
}
it.skip = (): void => {};
it.each = (rows: readonly unknown[]) => (name: string, act: Act) => {
  for (const row of rows) it(name, () => act(...(Array.isArray(row) ? (row as unknown[]) : [row])));
};

export const beforeAll = hook('beforeAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
export const afterAll = hook('afterAll');

/**
 * Runs tests that follow each other in one file, each block's hooks around them.
 *
 * @throws whatever the first of them that fails throws
 */
export async function run(several: readonly Test[]): Promise<void> {
  const opened: Block[] = [];
  try {
    for (const test of several) {
      const blocks = around(test.block);
      for (const it of blocks.filter((it) => !opened.includes(it))) {
        opened.push(it);
        for (const act of it.hooks.beforeAll) await act();
      }
      await runOne(test, blocks);
    }
  } finally {
    for (const it of opened.reverse()) for (const act of it.hooks.afterAll) await act();
  }
}

async function runOne({ act }: Test, blocks: readonly Block[]): Promise<void> {
  try {
    for (const it of blocks) for (const before of it.hooks.beforeEach) await before();
    await inTime(act);
  } finally {
    for (const it of blocks.toReversed()) for (const after of it.hooks.afterEach) await after();
  }
}

async function inTime(act: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It takes more than ${TEST_MS} ms.`)), TEST_MS);
  });
  try {
    await Promise.race([act(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function blockIn(parent: Block | undefined): Block {
  return { parent, hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] } };
}

function around(it: Block | undefined): Block[] {
  return it ? [...around(it.parent), it] : [];
}

function hook(when: When) {
  return (act: Act): void => void block.hooks[when].push(act);
}
