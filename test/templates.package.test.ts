/** What `npm run package` made: every template says what it must. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { resources, resourcesOfType, templates } from './support/packaged.ts';

interface Diagnostic {
  readonly severity: string;
  readonly ruleId: string;
  readonly message: string;
}

interface Validator {
  readonly RegoEngine: new () => { validateStandard(template: unknown): { diagnostics: Diagnostic[] }; free(): void };
  readonly TemplateFile: new (path: string) => unknown;
}

describe.each(templates)('the template of $service', ({ path }) => {
  it('is valid', () => {
    const { RegoEngine, TemplateFile } = createRequire(import.meta.url)('@aws/cloudformation-validate') as Validator;
    const engine = new RegoEngine();
    const { diagnostics } = engine.validateStandard(new TemplateFile(path));
    engine.free();
    // W3030: a value that the property does not know.
    expect(diagnostics.filter(({ severity, ruleId }) => ['FATAL', 'ERROR'].includes(severity) || ruleId === 'W3030')).toEqual([]);
  });

  it('lets CloudFormation fill in every parameter', () => {
    expect(literalParameters(JSON.parse(readFileSync(path, 'utf8')))).toEqual([]);
  });
});

describe('the storage', () => {
  const { Table, Files, Archive, ArchivePolicy } = Object.fromEntries(
    resources.filter(({ service }) => service === 'storage').map((resource) => [resource.id, resource]),
  );

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
    expect(ArchivePolicy).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    expect(Archive).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { ObjectLockEnabled: true } });
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

it('gives every state machine a log of errors, without what was handed on', () => {
  const machines = resourcesOfType('AWS::StepFunctions::StateMachine');
  expect(machines).toHaveLength(6);
  for (const { Properties } of machines)
    expect(Properties['LoggingConfiguration']).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
});

it('has of every call that went well what the step says of it, and nothing of Lambda', () => {
  for (const { Properties } of resourcesOfType('AWS::Lambda::Function'))
    expect(Properties['LoggingConfig']).toEqual({ LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN' });
});

it('lets nobody into a bucket without TLS', () => {
  const policies = resourcesOfType('AWS::S3::BucketPolicy');
  const shut = policies.filter(({ Properties }) => {
    const { Statement } = Properties['PolicyDocument'] as { Statement: { Effect: string; Action: string; Condition?: object }[] };
    return Statement.some(({ Effect, Action, Condition }) => {
      const isPlain =
        isDeepStrictEqual(Condition, { Bool: { 'aws:SecureTransport': 'false' } }) ||
        isDeepStrictEqual(Condition, { Bool: { 'aws:SecureTransport': false } });
      return Effect === 'Deny' && Action === 's3:*' && isPlain;
    });
  });
  expect(shut.map(({ service, id }) => `${service} ${id}`)).toEqual(policies.map(({ service, id }) => `${service} ${id}`));
  expect(policies).toHaveLength(resourcesOfType('AWS::S3::Bucket').length);
});

// Two stages in one account never meet: whatever has a name of ours has its stage in it.
it('puts the stage into every name', () => {
  const names = resources
    .flatMap((resource) => textsIn(resource.Properties))
    .flatMap((text) => text.match(/(?<![\w./-])stepbill-[a-z-]+/g) ?? []);
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !/-dev(-|$)/.test(name))).toEqual([]);
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  const { 'Fn::Join': [separator = '', parts = []] = [] } = (value ?? {}) as { 'Fn::Join'?: [string, unknown[]] };
  if (parts.length > 0) return [parts.map(String).join(separator)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Texts that name a parameter outside of Fn::Sub, where CloudFormation takes them as they are. */
function literalParameters(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('${AWS::') ? [value] : [];
  if (typeof value !== 'object' || value === null || 'Fn::Sub' in value) return [];
  return Object.values(value).flatMap(literalParameters);
}
