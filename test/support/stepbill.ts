import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND_LINE = fileURLToPath(new URL('../../local/stepbill.ts', import.meta.url));

export const NODE_OPTIONS = ['--disable-warning=ExperimentalWarning'];

/** Where processes keep what they compiled, told before they compile the command line itself. */
export const SURROUNDINGS = { env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env } };

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of a process, where they are not those of this one. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the command line in a process of its own, as a person would. */
export function stepbill(
  args: readonly string[],
  onStart: (child: ChildProcess) => void = () => {},
  surroundings: Surroundings = {},
): Promise<Ended> {
  return runScript(COMMAND_LINE, args, onStart, surroundings);
}

/** Runs a script of ours in a process of its own. */
export function runScript(
  script: string,
  args: readonly string[],
  onStart: (child: ChildProcess) => void = () => {},
  surroundings: Surroundings = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...NODE_OPTIONS, script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...SURROUNDINGS,
      ...surroundings,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    onStart(child);
  });
}
