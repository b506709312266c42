/** The house rules bite: each is shown a small tree of files that break it, beside files that keep it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Files that every planted file may import. */
const GROUND = {
  'shared/money.ts': "export { Decimal } from 'decimal.js';\n",
  'shared/contract.ts': 'export const contract = 1;\n',
  'shared/config.ts': "export const stage = () => process.env['STAGE'];\n",
  'shared/clock.ts': 'export const now = () => new Date();\n',
  'shared/ports.ts': "export const table = () => 1;\nexport const connect = () => import('./aws/aws-ports.ts');\n",
  'shared/aws/aws-ports.ts': "export { S3Client } from '@aws-sdk/client-s3';\n",
  'shared/kept.store.ts': "import { table } from './ports.ts';\n\nexport const kept = () => table();\n",
  'services/pricing/price.ts': "import { contract } from '../../shared/contract.ts';\n\nexport const price = () => contract;\n",
  'services/pricing/price.store.ts': "import { table } from '../../shared/ports.ts';\n\nexport const priceOf = () => table();\n",
  'services/pricing/find-price.handler.ts':
    "import { kept } from '../../shared/kept.store.ts';\nimport { priceOf } from './price.store.ts';\nimport { price } from './price.ts';\n\nexport const handler = () => [kept(), price(), priceOf()];\n",
  'services/pricing/find-price.test.ts': "import { handler } from './find-price.handler.ts';\n\nhandler();\n",
  'services/pricing/price.routes.ts': "import { priceOf } from './price.store.ts';\n\nexport const routes = () => priceOf();\n",
  'services/pricing/pay.client.ts': 'export const pay = () => 1;\n',
  'services/pricing/b.ts': "import { a } from './a.ts';\n\nexport const b = () => a;\n",
  'local/stage/open-stage.ts': "export * from '../../shared/aws/aws-ports.ts';\n",
  'local/asks.ts': "export const open = () => import('./stage/open-stage.ts');\n",
  'local/disk.ts': "import { readFileSync } from 'node:fs';\n\nexport const disk = () => readFileSync('x');\n",
};

/** A file that breaks a rule of the import checker. */
const IMPORTS = [
  { rule: 'no-cycles', file: 'services/pricing/a.ts', text: "import { b } from './b.ts';\nexport const a = () => b;\n" },
  { rule: 'nothing-missing', file: 'services/pricing/lost.ts', text: "export * from './nowhere.ts';\n" },
  { rule: 'services-apart', file: 'services/invoicing/thief.ts', text: "export * from '../pricing/price.ts';\n" },
  { rule: 'handlers-stand-alone', file: 'services/pricing/shortcut.handler.ts', text: "export * from './find-price.handler.ts';\n" },
  { rule: 'pure-files-reach-nothing', file: 'services/pricing/asks-store.ts', text: "export * from './price.store.ts';\n" },
  { rule: 'pure-files-reach-nothing', file: 'services/pricing/asks-routes.ts', text: "export * from './price.routes.ts';\n" },
  {
    rule: 'pure-files-reach-nothing',
    file: 'services/pricing/asks-shared-store.ts',
    text: "export * from '../../shared/kept.store.ts';\n",
  },
  { rule: 'pure-files-reach-nothing', file: 'services/pricing/asks-port.ts', text: "export * from '../../shared/ports.ts';\n" },
  { rule: 'pure-files-reach-nothing', file: 'services/pricing/asks-clock.ts', text: "export * from '../../shared/clock.ts';\n" },
  { rule: 'pure-files-reach-nothing', file: 'services/pricing/asks-settings.ts', text: "export * from '../../shared/config.ts';\n" },
  { rule: 'pure-files-read-nothing', file: 'services/pricing/reads.ts', text: "export { readFileSync } from 'node:fs';\n" },
  { rule: 'pure-files-read-nothing', file: 'shared/reads.ts', text: "export { request } from 'node:https';\n" },
  { rule: 'shared-contracts-reach-nothing', file: 'shared/asks-port.ts', text: "export * from './ports.ts';\n" },
  { rule: 'stores-keep-to-storing', file: 'services/pricing/other.store.ts', text: "export * from './price.store.ts';\n" },
  { rule: 'stores-keep-to-storing', file: 'services/pricing/pays.store.ts', text: "export * from './pay.client.ts';\n" },
  { rule: 'clients-do-not-store', file: 'services/pricing/bank.client.ts', text: "export * from './price.store.ts';\n" },
  { rule: 'shared-stands-below', file: 'shared/upward.ts', text: "export * from '../services/pricing/price.ts';\n" },
  { rule: 'services-know-no-home', file: 'services/pricing/homely.handler.ts', text: "export * from '../../local/disk.ts';\n" },
  { rule: 'aws-behind-the-ports', file: 'services/pricing/direct.handler.ts', text: "export { S3Client } from '@aws-sdk/client-s3';\n" },
  {
    rule: 'adapters-behind-the-ports',
    file: 'services/pricing/adapter.handler.ts',
    text: "export * from '../../shared/aws/aws-ports.ts';\n",
  },
  { rule: 'stages-on-demand', file: 'local/hasty.ts', text: "export * from './stage/open-stage.ts';\n" },
  { rule: 'one-arithmetic', file: 'services/pricing/reckons.ts', text: "export { Decimal } from 'decimal.js';\n" },
  { rule: 'nothing-of-the-workshop', file: 'local/tests.ts', text: "export * from 'fast-check';\n" },
];

/** A file that breaks a rule of the linter. */
const TEXTS = [
  { rule: 'no-restricted-syntax', why: 'the clock', file: 'services/invoicing/clock.ts', text: 'export const at = () => new Date();\n' },
  { rule: 'no-restricted-syntax', why: 'the clock', file: 'services/invoicing/millis.ts', text: 'export const at = () => Date.now();\n' },
  {
    rule: 'no-restricted-syntax',
    why: 'the clock in a step',
    file: 'services/invoicing/late.handler.ts',
    text: 'export const handler = () => new Date();\n',
  },
  {
    rule: 'no-restricted-syntax',
    why: 'the clock in shared/',
    file: 'shared/late.store.ts',
    text: 'export const at = () => Date.now();\n',
  },
  { rule: 'no-restricted-syntax', why: 'chance', file: 'services/invoicing/chance.ts', text: 'export const id = () => Math.random();\n' },
  {
    rule: 'no-restricted-syntax',
    why: 'a random id',
    file: 'services/invoicing/uuid.store.ts',
    text: "import { randomUUID } from 'node:crypto';\n\nexport const id = () => randomUUID();\n",
  },
  {
    rule: 'no-restricted-globals',
    why: 'the environment',
    file: 'services/invoicing/env.ts',
    text: "export const stage = () => process.env['STAGE'];\n",
  },
  {
    rule: 'no-restricted-globals',
    why: 'the environment in a step',
    file: 'services/invoicing/env.handler.ts',
    text: "export const handler = () => process.env['STAGE'];\n",
  },
  {
    rule: 'no-restricted-globals',
    why: 'the environment in an adapter',
    file: 'shared/aws/env.ts',
    text: "export const stage = () => process.env['STAGE'];\n",
  },
  {
    rule: 'no-restricted-globals',
    why: 'a timer',
    file: 'shared/timer.ts',
    text: 'export const soon = (f: () => void) => setTimeout(f, 1);\n',
  },
  {
    rule: 'no-restricted-globals',
    why: 'the network',
    file: 'services/invoicing/net.ts',
    text: "export const page = () => fetch('http://127.0.0.1');\n",
  },
  {
    rule: 'no-restricted-globals',
    why: 'a way round',
    file: 'services/invoicing/round.ts',
    text: 'export const env = () => globalThis;\n',
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    why: 'any',
    file: 'services/invoicing/any.ts',
    text: 'export const f = (x: any) => x as string;\n',
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    why: 'a promise nobody awaits',
    file: 'services/invoicing/lost.ts',
    text: 'export function f(g: () => Promise<void>) {\n  g();\n}\n',
  },
  { rule: 'eqeqeq', why: 'a loose comparison', file: 'services/invoicing/loose.ts', text: "export const f = (x: string) => x == '1';\n" },
  {
    rule: 'eqeqeq',
    why: 'a comment that switches a rule off',
    file: 'services/invoicing/hushed.ts',
    text: "/* eslint-disable */\nexport const f = (x: string) => x == '1';\n",
  },
];

interface Refusal {
  readonly rule: string;
  readonly file: string;
}

interface CruiseResult {
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] };
}

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null }[];
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-rules-'));
  for (const file of ['package.json', 'tsconfig.json', 'eslint.config.mjs', '.dependency-cruiser.cjs'])
    cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const planted = [...IMPORTS, ...TEXTS].map(({ file, text }) => [file, text] as const);
  for (const [file, text] of [...Object.entries(GROUND), ...planted]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the import checker', () => {
  let refusals: Refusal[];

  beforeAll(() => {
    const { summary } = output<CruiseResult>('dependency-cruiser/bin/dependency-cruise.mjs', [
      ...['services', 'shared', 'local', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    ]);
    refusals = summary.violations.map(({ from, rule }) => ({ rule: rule.name, file: from }));
  }, 60_000);

  it.each(IMPORTS)('$rule refuses $file', ({ rule, file }) => {
    expect(refusals).toContainEqual({ rule, file });
  });

  it('leaves alone what keeps the rules', () => {
    expect(refusals.filter(({ file }) => file in GROUND)).toEqual([]);
  });
});

describe('the linter', () => {
  let refusals: Refusal[];

  beforeAll(() => {
    const results = output<LintResult[]>('eslint/bin/eslint.js', ['services', 'shared', 'local', '--format', 'json']);
    refusals = results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId }) => ({ rule: String(ruleId), file: filePath.slice(filePath.search(/(services|shared|local)\/[^/]/)) })),
    );
  }, 60_000);

  it.each(TEXTS)('$rule refuses $why in $file', ({ rule, file }) => {
    expect(refusals).toContainEqual({ rule, file });
  });

  it('leaves alone what keeps the rules', () => {
    expect(refusals.filter(({ file }) => file in GROUND)).toEqual([]);
  });
});

function output<Result>(program: string, parameters: readonly string[]): Result {
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (!stdout.startsWith('{') && !stdout.startsWith('[')) throw new Error(`${program} failed: ${stdout} ${stderr}`);
  return JSON.parse(stdout) as Result;
}
