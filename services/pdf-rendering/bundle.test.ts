import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { renderInvoice } from './invoice-pdf.ts';
import { sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';

const SERVICE = fileURLToPath(new URL('.', import.meta.url));
const empty = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(empty, { recursive: true }));

const ENTRY = `
  import { createHash } from 'node:crypto';
  import { renderInvoice } from './invoice-pdf.ts';
  import { sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
  renderInvoice(sampleInvoice(twelveLines())).then((pdf) => console.log(createHash('sha256').update(pdf).digest('hex')));`;

/** esbuild runs in a process of its own: it refuses to start inside the test runner's sandbox. */
function bundle(format: 'cjs' | 'esm', outfile: string): void {
  const options = {
    bundle: true,
    platform: 'node',
    target: 'node24',
    format,
    outfile,
    external: ['@aws-sdk/*'],
    logLevel: 'warning',
    stdin: { contents: ENTRY, resolveDir: SERVICE },
  };
  const program = `require('esbuild').build({ ...${JSON.stringify(options)}, plugins: require('./bundle-assets.cjs') })`;
  node(['--input-type=commonjs', '--eval', program], SERVICE);
}

function node(args: readonly string[], cwd: string): string {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } }).trim();
}

it.each([
  { format: 'cjs', name: 'handler.cjs' },
  { format: 'esm', name: 'handler.mjs' },
] as const)('renders the same bytes from a bundle ($format) in a folder without packages', async ({ format, name }) => {
  bundle(format, join(empty, name));
  const here = createHash('sha256')
    .update(await renderInvoice(sampleInvoice(twelveLines())))
    .digest('hex');
  expect(node([name], empty)).toBe(here);
});
