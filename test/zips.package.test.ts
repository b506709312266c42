/** What `npm run package` made: every zip runs as Lambda would run it, every template says what it must. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from '@jest/globals';

import { sha256 } from '../shared/content-hash.ts';
import { renderInvoice } from '../services/pdf-rendering/invoice-pdf.ts';
import { NORDLICHT, sampleInvoice, twelveLines } from './support/sample-invoice.ts';
import { startAwsStub } from './support/aws-stub.ts';
import { unzip } from './support/unzip.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNTIME = join(ROOT, 'test/support/lambda-runtime.cjs');
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';
/** Handlers that a request reaches; each asks first who it is from. */
const ROUTES = ['ingest-usage', 'post-decision', 'post-repair'];
/** Lambda takes 50 MB; a step that starts cold must not load more than this. */
const MOST_BYTES = 2_000_000;

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Outcome {
  readonly result?: { readonly statusCode?: number } | null;
  readonly error?: { readonly name: string; readonly message: string };
}

interface Diagnostic {
  readonly severity: string;
  readonly ruleId: string;
  readonly message: string;
}

interface Validator {
  readonly RegoEngine: new () => { validateStandard(template: unknown): { diagnostics: Diagnostic[] }; free(): void };
  readonly TemplateFile: new (path: string) => unknown;
}

const services = readdirSync(join(ROOT, 'services'));
const templates = services.map((name) => ({ name, template: join(ROOT, 'services', name, TEMPLATE) }));
const functions = services.flatMap((service) =>
  Object.values(resourcesOf(join(ROOT, 'services', service, TEMPLATE)))
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => ({ service, handler: String(Properties['Handler']), properties: Properties })),
);

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe.each(functions)('the function $handler', ({ service, handler, properties }) => {
  const name = handler.replace(/\.handler$/, '');
  const zip = join(ROOT, 'services', service, '.serverless', `${name}.zip`);

  it('has a zip with its own file alone', () => {
    expect(unzip(zip, newFolder())).toEqual([`${name}.js`]);
    expect(readFileSync(zip).byteLength).toBeLessThan(MOST_BYTES);
  });

  it('runs on the Node and the processor that were chosen', () => {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], FunctionName: `stepbill-${service}-dev-${name}` });
  });

  it('loads as Lambda loads it, and refuses input that fits nothing', async () => {
    const isRoute = ROUTES.includes(name);
    const outcome = await invoke(zip, handler, isRoute ? { headers: {}, requestContext: { timeEpoch: 0 } } : {});
    if (isRoute) expect(outcome.result).toMatchObject({ statusCode: 401 });
    else expect(outcome.error).toMatchObject({ name: 'InvalidInputError' });
  });
});

it('generate-pdf makes the document that its source makes', async () => {
  const bank = { ...NORDLICHT.bank, iban: 'DE89370400440532013000' };
  const invoice = sampleInvoice(twelveLines(), { seller: { ...NORDLICHT, bank } });
  const { number, seller } = invoice;
  const stub = await startAwsStub([{ pk: `${seller.id}|invoice|${number}`, sk: 'content', body: invoice }]);
  try {
    const zip = join(ROOT, 'services/pdf-rendering/.serverless/generate-pdf.zip');
    expect(await invoke(zip, 'generate-pdf.handler', { sellerId: seller.id, number }, stub.url)).toEqual({ result: null });

    const hash = sha256(await renderInvoice(invoice));
    const key = `${seller.id}/documents/${number}-${hash.slice(0, 16)}.pdf`;
    const pdf = stub.files.get(`/stepbill-dev-files-000000000000/${key}`);
    expect(pdf && sha256(pdf)).toBe(hash);
    expect(stub.writes).toEqual([expect.stringContaining(hash)]);
  } finally {
    stub.close();
  }
});

describe.each(templates)('the template of $name', ({ template }) => {
  it('is valid', () => {
    const { RegoEngine, TemplateFile } = createRequire(import.meta.url)('@aws/cloudformation-validate') as Validator;
    const engine = new RegoEngine();
    const { diagnostics } = engine.validateStandard(new TemplateFile(template));
    engine.free();
    // W3030: a value that the property does not know.
    expect(diagnostics.filter(({ severity, ruleId }) => ['FATAL', 'ERROR'].includes(severity) || ruleId === 'W3030')).toEqual([]);
  });

  it('lets CloudFormation fill in every parameter', () => {
    expect(literalParameters(JSON.parse(readFileSync(template, 'utf8')))).toEqual([]);
  });
});

describe('the storage', () => {
  const { Table, Files, Archive, ArchivePolicy } = resourcesOf(join(ROOT, 'services/storage', TEMPLATE));

  it('bills the table by request and can bring it back', () => {
    expect(Table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it.each([
    { bucket: 'files', resource: Files },
    { bucket: 'archive', resource: Archive },
  ])('keeps the $bucket private, encrypted and versioned', ({ resource }) => {
    expect(resource?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: expect.anything(),
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it('lets nobody delete or overwrite in the archive', () => {
    expect(Archive).toMatchObject({ DeletionPolicy: 'Retain', Properties: { ObjectLockEnabled: true } });
    const { Statement } = ArchivePolicy?.Properties['PolicyDocument'] as { Statement: object[] };
    const everything = { Effect: 'Deny', Principal: '*' };
    expect(Statement).toContainEqual(
      expect.objectContaining({ ...everything, Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'] }),
    );
    expect(Statement).toContainEqual(
      expect.objectContaining({
        ...everything,
        Action: 's3:PutObject',
        Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
  });
});

it('gives every state machine a role and a log of its own', () => {
  const machines = templates.flatMap(({ template }) =>
    Object.values(resourcesOf(template)).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine'),
  );
  expect(machines).toHaveLength(3);
  for (const { Properties } of machines) {
    expect(Properties['RoleArn']).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Role$/), 'Arn'] });
    expect(Properties['LoggingConfiguration']).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
  }
});

async function invoke(zip: string, handler: string, event: object, endpoint = 'http://127.0.0.1:9'): Promise<Outcome> {
  const folder = newFolder();
  unzip(zip, folder);
  const env = {
    ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'stub', AWS_SECRET_ACCESS_KEY: 'stub', AWS_ENDPOINT_URL: endpoint },
    ...{ STAGE: 'dev', ACCOUNT_ID: '000000000000', TABLE_NAME: 'stepbill-dev', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    ...{ FILES_BUCKET: 'stepbill-dev-files-000000000000', ARCHIVE_BUCKET: 'stepbill-dev-archive-000000000000' },
  };
  const { stdout } = await promisify(execFile)(process.execPath, [RUNTIME, handler, JSON.stringify(event)], { cwd: folder, env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-zip-'));
  folders.push(folder);
  return folder;
}

function resourcesOf(template: string): Readonly<Record<string, Resource>> {
  if (!existsSync(template)) throw new Error(`${template} is not there: npm run package -- --stage dev`);
  return (JSON.parse(readFileSync(template, 'utf8')) as { Resources: Record<string, Resource> }).Resources;
}

/** Texts that name a parameter outside of Fn::Sub, where CloudFormation takes them as they are. */
function literalParameters(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('${AWS::') ? [value] : [];
  if (typeof value !== 'object' || value === null || 'Fn::Sub' in value) return [];
  return Object.values(value).flatMap(literalParameters);
}
