/**
 * A month of a stage by the command line alone: table and buckets are DynamoDB Local and MinIO, which `npm run test:aws`
 * starts; functions and state machines stand behind a server of this test. Each command is a process of its own.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Explanation } from '../local/commands/explain.ts';
import type { ListedInvoice } from '../local/commands/list-invoices.ts';
import { portsOf } from '../shared/aws/aws-ports.ts';
import { storeNames } from '../shared/aws/stage-names.ts';
import { now } from '../shared/clock.ts';
import type { DraftContent } from '../shared/invoice.ts';
import { dateIn } from '../shared/period.ts';
import { connect } from '../shared/ports.ts';
import { customerYaml, SELLER_YAML } from './support/catalog.ts';
import './support/quiet-log.ts';
import { startStageServer, type StageServer } from './support/stage-server.ts';
import { stepbill, type Ended } from './support/stepbill.ts';

const HOME = { region: 'us-east-1', accountId: '111122223333', stage: 'trial' };
/** Its table was restored once, and has the name it got then. */
const NAMES = { ...storeNames(HOME), table: 'stepbill-trial-restored' };
const SERVICES = ['LAMBDA', 'SFN', 'SESV2'];
const RUN = 'kranich-2025-10-1';
const MANIFEST = `kranich/manifests/${RUN}.json`;
const OPS = ['--as', 'ops@kranich.example'];
const CFO = ['--as', 'cfo@kranich.example'];

const folder = mkdtempSync(join(tmpdir(), 'stepbill-stage-'));
const [catalog, events] = [join(folder, 'catalog.yml'), join(folder, 'events.ndjson')];
let server: StageServer;

beforeAll(async () => {
  await makeStores();
  server = await startStageServer(HOME, NAMES, join(folder, 'machines'));
  for (const service of SERVICES) process.env[`AWS_ENDPOINT_URL_${service}`] = server.url;
  connect(portsOf(NAMES, HOME));
  // 250 calls of adler, and one event of a customer nobody knows.
  writeFileSync(events, `${calls('adler', 'first', 250)}\n${calls('uhu', 'lost', 1)}\n`);
}, 60_000);

afterAll(async () => {
  await server.close();
  connect(undefined);
  rmSync(folder, { recursive: true, force: true });
});

async function makeStores(): Promise<void> {
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType, AttributeType: 'S' as const });
  const keys = [key('pk', 'HASH'), key('sk', 'RANGE')];
  await new DynamoDBClient().send(
    new CreateTableCommand({
      TableName: NAMES.table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })),
      AttributeDefinitions: keys.map(({ AttributeName, AttributeType }) => ({ AttributeName, AttributeType })),
    }),
  );
  for (const Bucket of [NAMES.files, NAMES.archive]) await new S3Client().send(new CreateBucketCommand({ Bucket }));
}

/** Puts something else where a document or a manifest is to lie. */
async function occupy(Key: string): Promise<void> {
  await new S3Client().send(new PutObjectCommand({ Bucket: NAMES.archive, Key, Body: 'something else' }));
}
async function free(Key: string): Promise<void> {
  await new S3Client().send(new DeleteObjectCommand({ Bucket: NAMES.archive, Key }));
}

/** A stage's clock is the real one, and so is the year of its numbers. */
function secondDocument(): string {
  const year = dateIn(now().toISOString(), 'Europe/Vienna').slice(0, 4);
  return `kranich/${year}/RE-${year}-000002.pdf`;
}

const calls = (customer: string, id: string, count: number): string =>
  JSON.stringify({ id, customer, type: 'api.calls', time: '2025-10-15T12:00:00Z', properties: { calls: count } });

/** adler and bussard in Austria, and milan in France, who can't be billed without a VAT id. */
function keepCatalog(milanVatId?: string): void {
  const since = { start: '2025-10-01' };
  const milan = { id: 'milan', country: 'FR', ...since, ...(milanVatId === undefined ? {} : { vatId: milanVatId }) };
  const customers = [{ id: 'adler', ...since }, { id: 'bussard', ...since }, milan].map(customerYaml);
  writeFileSync(catalog, `${SELLER_YAML.replace('policy: never', 'policy: always')}customers:${customers.join('')}\n`);
}

// A list of what was not counted is left where a command is typed.
const here = () => ({ cwd: folder, env: process.env });
const run = (...args: string[]): Promise<Ended> => stepbill([...args, '--stage', HOME.stage], undefined, here());
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  if (code !== 0) throw new Error(`stepbill ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}
const json = async <Answer>(...args: string[]): Promise<Answer> => JSON.parse(await done(...args, '--json')) as Answer;
const hashIn = (text: string): string => /--hash ([0-9a-f]+)/.exec(text)?.[1] ?? '';

describe('a month of a stage', () => {
  it('begins with a catalog, whose dry run changes nothing', async () => {
    keepCatalog();
    expect(await done('import', catalog, '--dry-run')).toContain('Nothing was changed.');
    expect((await run('invoices')).stderr).toContain(
      'There is no catalog in stage trial yet. Import one first: npm run -s stepbill -- import <catalog.yml> --stage trial',
    );
    expect(await done('import', catalog, ...OPS)).toMatch(/Imported, content [0-9a-f]{8}\./);
    expect(await done('import', catalog, ...OPS)).toContain('Nothing was changed.');
    expect(await done('audit')).toContain('ops@kranich.example');
  }, 60_000);

  it('takes in usage through its function, each event once', async () => {
    const first = await json<{ leftRows: string }>('ingest', events);
    expect(first).toMatchObject({ accepted: 1, duplicates: 0, quarantined: 1 });
    expect(readFileSync(join(folder, first.leftRows), 'utf8')).toContain('"id":"lost"');
    expect(await json('ingest', events)).toMatchObject({ accepted: 0, duplicates: 1, quarantined: 1 });
    expect(new Set(server.called)).toEqual(new Set(['usage-ingestion/backfill-usage']));
  }, 60_000);

  it('shows what could not be counted, sends it again, and dismisses it', async () => {
    const id = /\b[0-9a-f]{12}\b/.exec(await done('quarantine', '--reason', 'unknown-customer'))?.[0] ?? '';
    expect(await done('quarantine', 'show', id)).toContain('uhu');
    expect((await run('quarantine', 'replay', '--all')).stdout).toContain('1 still refused');
    expect(await done('quarantine', 'dismiss', id, '--reason', 'A test', ...OPS)).toContain('Dismissed 1.');
  }, 60_000);

  it('takes an event back', async () => {
    writeFileSync(events, `${calls('bussard', 'twice', 40)}\n`);
    await done('ingest', events);
    const reversed = await done('reverse', 'bussard', 'twice', '--time', '2025-10-15T12:00:00Z', ...OPS);
    expect(reversed).toContain('Took back event "twice"');
  }, 60_000);

  it('tells the next bill of a customer', async () => {
    // 10.00, 100 × 0.10 and 150 × 0.05: 27.50, and 20 % of it.
    const { draft } = await json<{ draft: DraftContent }>('preview', 'adler', '--month', '2025-10', '--pdf', join(folder, 'adler.pdf'));
    expect(draft.totals).toMatchObject({ net: '27.50', payable: '33.00' });
    expect(readFileSync(join(folder, 'adler.pdf'), 'latin1').slice(0, 5)).toBe('%PDF-');
  }, 60_000);

  it('comes to its drafts in a dry run, whose previews lie in the bucket', async () => {
    const { stdout, stderr, code } = await run('run', '2025-10', '--dry-run', ...OPS);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('2 of 3 customers');
    expect(stdout).toContain('s3://stepbill-trial-files-111122223333/kranich/runs/kranich-2025-10-d1/previews');
    expect(stdout).toContain('The real run: npm run -s stepbill -- run 2025-10 --stage trial');
    expect(stderr).toMatch(/Prepare drafts +(3|done)\n/);
  }, 60_000);

  it('waits for its release, is refused to who started it, and goes out by a second person', async () => {
    const waiting = await run('run', '2025-10', ...OPS);
    expect(waiting).toMatchObject({ code: 3 });
    expect(waiting.stdout).toContain('milan: Customer "milan" in FR has no VAT id');
    // 33.00 of adler, and 12.00 of bussard for the base fee alone.
    expect(waiting.stdout).toContain('45.00');
    expect(server.mailsTo).toEqual(['cfo@kranich.example']);
    const hash = hashIn(waiting.stdout);
    expect(await run('run', '2025-10', ...OPS)).toMatchObject({ code: 3 });
    expect(await json('runs')).toMatchObject([{ id: 'kranich-2025-10-d1' }, { id: RUN, state: 'reviewed' }]);
    expect(await done('review', RUN)).toContain(hash);

    const refused = await run('release', RUN, '--hash', hash, ...OPS);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('a second person must');
    await occupy(secondDocument());
    await occupy(MANIFEST);
    const released = await run('release', RUN, '--hash', hash, ...CFO);
    expect(released).toMatchObject({ code: 3 });
    expect(released.stdout).toContain('waits for repair');
    expect(released.stdout).toContain('000002 has no document in the archive yet.');
  }, 120_000);

  it('goes on where it waits for repair, and where it failed', async () => {
    await free(secondDocument());
    const failed = await run('repair', RUN, ...OPS);
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stderr).toContain('FileConflictError');

    await free(MANIFEST);
    const billed = await done('run', '2025-10', ...OPS);
    expect(billed).toContain('October 2025 is billed');
    expect(billed).toContain('s3://stepbill-trial-archive-111122223333/kranich/');
    // Those who decide on a repair were told of it.
    expect(server.mailsTo.slice(1).sort()).toEqual([
      'cfo@kranich.example',
      'ops@kranich.example',
      'pay@adler.example',
      'pay@bussard.example',
    ]);
  }, 120_000);

  it('bills who was set aside once the cause is mended, unless it is rejected', async () => {
    keepCatalog('FR61954506077');
    await done('import', catalog, ...OPS);
    const waiting = await run('repair', RUN, 'milan', ...OPS);
    expect(waiting).toMatchObject({ code: 3 });
    const rejected = ['reject', 'kranich-2025-10-2', '--hash', hashIn(waiting.stdout), '--reason', 'not now', ...CFO];
    expect(await done(...rejected)).toContain('was rejected');
    const again = await run('repair', RUN, 'milan', ...OPS);
    expect(await done('release', 'kranich-2025-10-3', '--hash', hashIn(again.stdout), ...CFO)).toContain('1 of 1 customers');
    expect(await done('run', '2025-10', ...OPS)).toContain('October 2025 is billed already by run kranich-2025-10-3');
  }, 120_000);

  it('has its invoices: listed, opened, explained', async () => {
    const invoices = await json<ListedInvoice[]>('invoices');
    expect(invoices.map(({ customerId, payable, state }) => [customerId, payable, state])).toEqual([
      ['adler', '33.00', 'open'],
      ['bussard', '12.00', 'open'],
      // Reverse charge: no tax.
      ['milan', '10.00', 'open'],
    ]);
    const { number } = invoices[0]!;
    const { path } = await json<{ path: string }>('open', number);
    expect(readFileSync(path, 'latin1').slice(0, 5)).toBe('%PDF-');
    rmSync(path);
    const line = await json<Explanation>('explain', number, '2');
    expect(line.evidence[0]).toMatchObject({ quantity: '250', events: [{ id: 'first' }] });
    expect((await run('open', 'RE-2025-000009')).stderr).toContain('npm run -s stepbill -- invoices --stage trial');
  }, 60_000);

  it('is proven', async () => {
    expect(await done('verify')).toMatch(/RE-\d{4}: whole\. 3 documents from 1 to 3/);
    expect(await done('verify', '--reconcile', ...CFO)).toContain('kranich: issuing is open.');
  }, 60_000);
});

describe('what has no place on a stage', () => {
  it.each([['backup', 'elsewhere'], ['restore', 'elsewhere'], ['export', 'adler'], ['serve']])(
    '%s says what does it there',
    async (...command) => {
      const { code, stderr } = await run(...command);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^This works in a data folder, and not on stage trial\. (AWS keeps it|Export the table|There months begin)/);
      expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    },
  );

  it.each([
    ['a data folder', ['--data', folder]],
    ['a fixed clock', ['--now', '2025-11-02T05:00:00Z']],
    ['threads', ['--threads', '2']],
  ])('%s is refused beside it', async (_, options) => {
    const { code, stderr } = await run('runs', ...options);
    expect(code).toBe(2);
    expect(stderr).toContain("option '--stage <name>' cannot be used with option");
  });

  it('a stage that is not there is named', async () => {
    const { code, stderr } = await stepbill(['runs'], undefined, { ...here(), env: { ...process.env, STEPBILL_STAGE: 'nowhere' } });
    expect(code).toBe(1);
    expect(stderr).toContain('stage nowhere: it is not there. Deploy it (docs/deploy.md)');
  });
});
