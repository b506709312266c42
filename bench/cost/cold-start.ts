import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, type Plugin } from 'esbuild';
import { MEGABYTES_OF_A_PROCESSOR } from './assumptions.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const plugins = createRequire(import.meta.url)('../../services/pdf-rendering/bundle-assets.cjs') as Plugin[];

/**
 * Processor time in which a function is loaded with the adapters of AWS, as GB-seconds of its memory: bundled as it is
 * deployed, but with the SDK, and measured on this machine.
 */
export async function coldGbSeconds(name: string, megabytes: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-cold-'));
  const outfile = join(folder, 'bundle.cjs');
  try {
    await build({
      stdin: { contents: `export * from './services/${name}.handler.ts'; export * from './shared/aws/aws-ports.ts';`, resolveDir: ROOT },
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      plugins,
      logLevel: 'error',
    });
    const seconds = loadSeconds(outfile) - loadSeconds('node:os');
    return Math.max(0, seconds) * Math.max(1, MEGABYTES_OF_A_PROCESSOR / megabytes) * (megabytes / 1_024);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor seconds of a process that loads a module, and nothing else. */
function loadSeconds(module: string): number {
  const script = `require(${JSON.stringify(module)}); const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${module} could not be loaded: ${stderr}`);
  return Number(stdout) / 1_000_000;
}
