import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND_LINE = fileURLToPath(new URL('../../local/stepbill.ts', import.meta.url));

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
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
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
