/** Servers that stand in for AWS on this machine, and the tests that need them: stopped when the script ends. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READY_MILLISECONDS = 60_000;

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const running: ChildProcess[] = [];
process.on('exit', stopAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

/** What a program needs beside its arguments. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** @throws {Error} saying `otherwise` if `program` is not there or refuses `check` */
export function requireProgram(program: string, check: readonly string[], otherwise: string): void {
  if (spawnSync(program, check, { stdio: 'ignore' }).status !== 0) throw new Error(otherwise);
}

/** Runs a program to its end, with its output on ours; its exit code, or null if it could not be started. */
export function run(program: string, args: readonly string[], surroundings: Surroundings = {}): number | null {
  return spawnSync(program, args, { stdio: 'inherit', ...surroundings }).status;
}

/**
 * Starts a server and waits until it is ready.
 *
 * @throws {Error} if it ends before, or is not ready after a minute
 */
export async function startServer(
  name: string,
  [program, ...args]: readonly [program: string, ...args: string[]],
  isReady: () => Promise<boolean>,
  surroundings: Surroundings = {},
): Promise<void> {
  // In a group of its own, so that what it starts is stopped with it.
  const child = spawn(program, args, { stdio: 'ignore', detached: process.platform !== 'win32', ...surroundings });
  child.on('error', (error) => console.error(`${name} did not start: ${error.message}`));
  running.push(child);
  for (let waited = 0; waited < READY_MILLISECONDS; waited += 100) {
    if (await isReady()) return;
    if (child.exitCode !== null) throw new Error(`${name} stopped with exit code ${child.exitCode} before it was ready.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} was not ready after ${READY_MILLISECONDS / 1000} seconds.`);
}

/** Runs the tests that the ordinary run leaves out and whose file names end so; the exit code. */
export function runTests(ending: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
    // Before what takes a list: that would take them too.
    ...args,
    '--testPathIgnorePatterns=/node_modules/',
    `--testMatch=**/*${ending}`,
    // Stand-ins are slower than what they stand for.
    '--testTimeout=60000',
  ];
  const child = spawn(process.execPath, jest, { cwd: ROOT, env, stdio: 'inherit' });
  running.push(child);
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** Ends what was started here and still runs. */
export function stopAll(): void {
  for (const child of running.splice(0)) stop(child);
}

function stop(child: ChildProcess): void {
  if (child.exitCode !== null || child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has no group of its own.
    child.kill('SIGKILL');
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
