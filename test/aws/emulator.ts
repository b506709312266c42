/** MiniStack, an emulator of AWS with an interpreter of state machines of its own: fetched, then started. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { sha256 } from '../../shared/content-hash.ts';
import { freePort, requireProgram, ROOT, run, startServer } from '../../scripts/stand-ins.ts';

const REQUIREMENTS = join(import.meta.dirname, 'emulator.requirements.txt');
const PYTHON_NEEDED = 'import sys, venv; sys.exit(sys.version_info < (3, 10))';
/** The emulator takes an account's number for the key of its owner. */
const ACCOUNT = '000000000000';
const REGION = 'eu-central-1';

/**
 * Starts the emulator on a free port of this machine, with TLS and with every policy enforced.
 *
 * @returns the environment of whoever speaks to the emulator, and to nothing else of AWS
 * @throws {Error} saying what is missing to fetch or to start it
 */
export async function startEmulator(): Promise<NodeJS.ProcessEnv> {
  const python = fetchEmulator();
  requireProgram('openssl', ['version'], 'The emulator makes its certificate with openssl: install it and put it on the PATH.');
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-emulator-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const port = await freePort();
  const certificate = join(folder, 'ministack-tls', 'server.crt');
  const env = {
    ...withoutAws(),
    ...{ AUTH: 'true', USE_SSL: '1', BIND_HOST: '127.0.0.1', GATEWAY_PORT: `${port}`, TMPDIR: folder },
    // Functions run on this Node, and Lambda brings the SDK.
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    NODE_PATH: join(ROOT, 'node_modules'),
    NODE_EXTRA_CA_CERTS: certificate,
  };
  const command = [python, join(import.meta.dirname, 'emulator.py')] as const;
  await startServer('The emulator', command, () => isHealthy(port, certificate), { cwd: folder, env });
  return {
    ...withoutAws(),
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'test',
    NODE_EXTRA_CA_CERTS: certificate,
  };
}

/** The Python that has the emulator, in a folder named by its pinned packages. */
function fetchEmulator(): string {
  const folder = join(ROOT, '.cache', 'test-emulator', sha256(readFileSync(REQUIREMENTS)).slice(0, 16));
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  requireProgram(
    'python3',
    ['-c', PYTHON_NEEDED],
    'The emulator needs Python 3.10 or later with `venv`: install it and put `python3` on the PATH.',
  );
  console.log('Fetching the emulator …');
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', REQUIREMENTS];
  if (run('python3', ['-m', 'venv', folder]) === 0 && run(python, install) === 0) return python;
  rmSync(folder, { recursive: true, force: true });
  throw new Error('The emulator could not be fetched from the Python registry.');
}

/** No account, profile or endpoint of whoever runs the tests may be met. */
function withoutAws(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
}

function isHealthy(port: number, certificate: string): Promise<boolean> {
  if (!existsSync(certificate)) return Promise.resolve(false);
  const url = `https://127.0.0.1:${port}/_ministack/health`;
  return new Promise((resolve) => {
    const request = get(url, { ca: readFileSync(certificate) }, (answer) => resolve(answer.resume().statusCode === 200));
    request.on('error', () => resolve(false));
  });
}
