/** The month that starts by itself, and its alarms, as they are deployed: npm run package -- --stage dev. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from '@jest/globals';

import { parseServiceYaml } from '../local/runner/service-variables.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { catalogYaml, SELLER } from './support/catalog.ts';
import { startAwsStub } from './support/aws-stub.ts';
import { unzip } from './support/unzip.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNTIME = join(ROOT, 'test/support/lambda-runtime.cjs');
const ARN = (service: string, rest: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
});
const TLS_ONLY = { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties: Readonly<Record<string, unknown>>;
}
type Resources = Readonly<Record<string, Resource>>;

const billingRun = resourcesOf('billing-run');
const rendering = resourcesOf('pdf-rendering');
const alarms = ofType(billingRun, 'AWS::CloudWatch::Alarm');
const filters = [billingRun, rendering].flatMap((resources) =>
  ofType(resources, 'AWS::Logs::MetricFilter').map(({ FilterPattern, MetricTransformations, LogGroupName }) => {
    const [, field = '', value = ''] = /^\{ \$\.(\w+) = "(\w+)" \}$/.exec(String(FilterPattern)) ?? [];
    const { Ref: logGroup } = LogGroupName as { Ref: string };
    return { field, value, metric: (MetricTransformations as object[])[0], logGroup: resources[logGroup]?.Properties['LogGroupName'] };
  }),
);

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe.each([
  {
    schedule: 'StartRunsSchedule',
    role: 'StartRunsScheduleRole',
    fn: 'start-runs',
    logical: 'StartDashruns',
    when: 'cron(0/15 * * * ? *)',
  },
  { schedule: 'CheckRunsSchedule', role: 'CheckRunsScheduleRole', fn: 'check-runs', logical: 'CheckDashruns', when: 'cron(5 * * * ? *)' },
  { schedule: 'CloseDaysSchedule', role: 'CloseDaysScheduleRole', fn: 'close-days', logical: 'CloseDashdays', when: 'cron(20 * * * ? *)' },
])('the schedule of $fn', ({ schedule, role, fn, logical, when }) => {
  it('calls the function with the moment it was to be called at, punctually, and keeps what could not be called', () => {
    expect(billingRun[schedule]?.Properties).toMatchObject({
      GroupName: { Ref: 'ScheduleGroup' },
      ScheduleExpression: when,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': [`${logical}LambdaFunction`, 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailedCalls', 'Arn'] } },
      },
    });
  });

  it('is off on dev, and on where the stage says so', () => {
    const { custom } = parseServiceYaml(join(ROOT, 'serverless.common.yml')) as { custom: { scheduleStates: Record<string, string> } };
    const stages = parseServiceYaml(join(ROOT, 'stages.yml')) as Record<string, { schedule: string }>;
    const states = Object.entries(stages).map(([stage, settings]) => [stage, custom.scheduleStates[settings.schedule]]);
    expect(Object.fromEntries(states)).toEqual({ dev: 'DISABLED', staging: 'ENABLED', prod: 'ENABLED' });
    expect(billingRun[schedule]?.Properties['State']).toBe('DISABLED');
  });

  it('has a role of its own, for the schedules of this stage, that calls this function and keeps failed calls', () => {
    const { AssumeRolePolicyDocument, Policies } = billingRun[role]!.Properties as {
      AssumeRolePolicyDocument: { Statement: object[] };
      Policies: { PolicyDocument: { Statement: object[] } }[];
    };
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        // Scheduler knows its group as the source, not the schedule.
        Condition: {
          StringEquals: {
            'aws:SourceAccount': { Ref: 'AWS::AccountId' },
            'aws:SourceArn': ARN('scheduler', 'schedule-group/stepbill-dev'),
          },
        },
      },
    ]);
    expect(billingRun['ScheduleGroup']?.Properties).toEqual({ Name: 'stepbill-dev' });
    expect(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN('lambda', `function:stepbill-billing-run-dev-${fn}`) },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: ARN('sqs', 'stepbill-dev-failed-calls') },
    ]);
  });

  it('has what the function itself fails at tried again, and kept with the calls that could not be made', () => {
    const found = ofType(billingRun, 'AWS::Lambda::EventInvokeConfig').filter(
      ({ FunctionName }) => (FunctionName as { Ref: string }).Ref === `${logical}LambdaFunction`,
    );
    expect(found).toEqual([
      {
        FunctionName: { Ref: `${logical}LambdaFunction` },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailedCalls', 'Arn'] } } },
      },
    ]);
  });
});

it.each([
  { fn: 'start-runs', starts: [{ action: 'states:StartExecution', resource: ARN('states', 'stateMachine:stepbill-dev-billing-run') }] },
  { fn: 'check-runs', starts: [] },
])('$fn may read the table, look at runs and report that it failed; only one of the two may start anything', ({ fn, starts }) => {
  const role = ofType(billingRun, 'AWS::IAM::Role').find(({ RoleName }) => RoleName === `stepbill-dev-${fn}`);
  const { Statement } = (role!['Policies'] as { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } }[])[0]!
    .PolicyDocument;
  const granted = Statement.flatMap(({ Action, Resource }) => [Action].flat().map((action) => ({ action, resource: Resource })));
  expect(granted.filter(({ action }) => !action.startsWith('logs:'))).toEqual([
    { action: 'dynamodb:GetItem', resource: ARN('dynamodb', 'table/stepbill-dev') },
    { action: 'dynamodb:Query', resource: ARN('dynamodb', 'table/stepbill-dev') },
    { action: 'states:DescribeExecution', resource: ARN('states', 'execution:stepbill-dev-billing-run:*') },
    ...starts,
    { action: 'sqs:SendMessage', resource: ARN('sqs', 'stepbill-dev-failed-calls') },
  ]);
});

it('has overdue invoices looked for once a day, in the group and with the queue of the other schedules', () => {
  const dunning = resourcesOf('payment-collection');
  expect(dunning['OpenDunningCasesSchedule']?.Properties).toMatchObject({
    GroupName: 'stepbill-dev',
    State: 'DISABLED',
    ScheduleExpression: 'cron(10 5 * * ? *)',
    ScheduleExpressionTimezone: 'UTC',
    Target: {
      Arn: { 'Fn::GetAtt': ['OpenDashdunningDashcasesLambdaFunction', 'Arn'] },
      RoleArn: { 'Fn::GetAtt': ['OpenDunningCasesScheduleRole', 'Arn'] },
      Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: { Arn: ARN('sqs', 'stepbill-dev-failed-calls') },
    },
  });
  expect(dunning['OpenDunningCasesFailures']?.Properties).toMatchObject({
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: ARN('sqs', 'stepbill-dev-failed-calls') } },
  });
  const compose = parseServiceYaml(join(ROOT, 'serverless-compose.yml')) as { services: Record<string, { dependsOn?: string }> };
  expect(compose.services['payment-collection']?.dependsOn).toBe('billing-run');
});

it('keeps failed calls for 14 days, encrypted, and takes them over TLS only', () => {
  expect(billingRun['FailedCalls']?.Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 });
  expect(statementsOf('FailedCallsPolicy')).toEqual([expect.objectContaining({ ...TLS_ONLY, Action: 'sqs:*' })]);
});

describe('the alarms', () => {
  it('are no more than an account has for nothing', () => {
    expect(alarms.length).toBeLessThanOrEqual(10);
    expect(alarms.filter(({ Metrics }) => Metrics !== undefined)).toEqual([]);
  });

  it('tell of each thing that a person must hear of', () => {
    const watched = alarms.map(({ Namespace, MetricName, Dimensions = [] }) => {
      const [dimension] = Dimensions as { Value: { 'Fn::Sub'?: string; 'Fn::GetAtt'?: string[] } }[];
      const of = dimension?.Value['Fn::Sub']?.split(':').at(-1) ?? dimension?.Value['Fn::GetAtt']?.[0] ?? '';
      return `${String(Namespace)} ${String(MetricName)} ${of}`.trim();
    });
    expect(watched.sort()).toEqual([
      'AWS/SQS ApproximateNumberOfMessagesVisible FailedCalls',
      'AWS/States ExecutionsAborted stepbill-dev-settlement',
      'AWS/States ExecutionsFailed stepbill-dev-billing-run',
      'AWS/States ExecutionsFailed stepbill-dev-settlement',
      'AWS/States ExecutionsTimedOut stepbill-dev-settlement',
      'Stepbill/dev DocumentDiffers',
      'Stepbill/dev ReleaseOverdue',
      'Stepbill/dev RepairNeeded',
      'Stepbill/dev RunFailed',
      'Stepbill/dev RunMissing',
    ]);
  });

  it.each(alarms.map((alarm) => ({ name: String(alarm['AlarmName']), alarm })))(
    '$name rings at the first, and at nothing else',
    ({ alarm }) => {
      expect(alarm).toMatchObject({
        AlarmActions: [{ Ref: 'AlarmTopic' }],
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
      expect(alarm['DatapointsToAlarm'] ?? alarm['EvaluationPeriods']).toBe(1);
      expect(String(alarm['AlarmDescription'])).not.toBe('');
    },
  );

  it('that are made of log lines have the filter that makes their metric', () => {
    const made = filters.map(({ metric }) => metric);
    for (const { Namespace, MetricName } of alarms.filter((alarm) => alarm['Namespace'] === 'Stepbill/dev'))
      expect(made).toContainEqual({ MetricNamespace: Namespace, MetricName, MetricValue: '1' });
  });

  it('are published to one topic by the alarms of this stage alone, over TLS only', () => {
    expect(statementsOf('AlarmTopicPolicy')).toEqual([
      {
        Sid: 'AlarmsOfThisStage',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: ARN('sns', 'stepbill-dev-alarms'),
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': ARN('cloudwatch', 'alarm:stepbill-dev-*') },
        },
      },
      expect.objectContaining({ ...TLS_ONLY, Action: 'sns:Publish' }),
    ]);
    expect(alarms.every(({ AlarmName }) => String(AlarmName).startsWith('stepbill-dev-'))).toBe(true);
  });

  it('are mailed only where the stage names somebody', () => {
    expect(billingRun['AlarmMail']).toMatchObject({ Type: 'AWS::SNS::Subscription', Condition: 'HasAlarmMail' });
    const { Conditions } = templateOf('billing-run');
    expect(Conditions).toEqual({ HasAlarmMail: { 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] } });
  });
});

describe('the log line', () => {
  it('of a month that is missing is what its alarm counts, and says ids alone', async () => {
    const { seller } = parseCatalog(catalogYaml({ id: 'adler' }), 'catalog.yml');
    const stub = await startAwsStub([
      { pk: 'sellers', sk: SELLER, body: { schema: 1 } },
      { pk: `${SELLER}|catalog`, sk: 'seller', body: { schema: 1, seller } },
    ]);
    try {
      const lines = await logOf('billing-run', 'check-runs', { at: '2026-11-02T11:05:00Z' }, stub.url);
      const [line] = lines.filter(({ level }) => level === 'ERROR');
      expect(line).toMatchObject({ alarm: 'RunMissing', sellerId: SELLER, month: '2026-10' });
      expect(Object.keys(line!).sort()).toEqual([
        'alarm',
        'level',
        'message',
        'month',
        'sampling_rate',
        'sellerId',
        'service',
        'timestamp',
      ]);
      expect(counted(line!, 'stepbill-billing-run-dev-check-runs')).toEqual(['RunMissing']);
    } finally {
      stub.close();
    }
  });

  it('of a document that differs is what its alarm counts, by the name of the error', async () => {
    const [line] = (await logOf('pdf-rendering', 'file-pdf', {})).filter(({ level }) => level === 'ERROR');
    const group = 'stepbill-pdf-rendering-dev-file-pdf';
    expect(line).toMatchObject({ error: 'InvalidInputError' });
    expect(counted(line!, group)).toEqual([]);
    expect(counted({ ...line, error: 'FileConflictError' }, group)).toEqual(['DocumentDiffers']);
  });
});

it.each([{ resources: billingRun }, { resources: rendering }])('can be created in an order: nothing waits for itself', ({ resources }) => {
  const waiting = new Map(Object.entries(resources).map(([name, resource]) => [name, neededBy(resource, resources)]));
  for (;;) {
    const free = [...waiting].filter(([, needed]) => needed.every((name) => !waiting.has(name)));
    if (free.length === 0) break;
    for (const [name] of free) waiting.delete(name);
  }
  expect([...waiting.keys()]).toEqual([]);
});

function neededBy(value: unknown, resources: Resources): string[] {
  if (typeof value === 'string')
    return [...value.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)].map(([, name = '']) => name).filter((name) => name in resources);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    if (key === 'Ref') return String(member) in resources ? [String(member)] : [];
    if (key === 'Fn::GetAtt') return [String((member as string[])[0])];
    return key === 'DependsOn' ? [member as string | string[]].flat() : neededBy(member, resources);
  });
}

/** Metrics that a line of a function's log counts for. */
function counted(line: Readonly<Record<string, unknown>>, functionName: string): unknown[] {
  return filters
    .filter(({ logGroup, field, value }) => logGroup === `/aws/lambda/${functionName}` && line[field] === value)
    .map(({ metric }) => (metric as { MetricName: string }).MetricName);
}

/** What a function logs when it is called once, from its zip. */
async function logOf(service: string, fn: string, event: object, endpoint = 'http://127.0.0.1:9'): Promise<Record<string, unknown>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-log-'));
  folders.push(folder);
  unzip(join(ROOT, 'services', service, '.serverless', `${fn}.zip`), folder);
  const env = {
    ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'stub', AWS_SECRET_ACCESS_KEY: 'stub', AWS_ENDPOINT_URL: endpoint },
    ...{ STAGE: 'dev', ACCOUNT_ID: '000000000000', TABLE_NAME: 'stepbill-dev', POWERTOOLS_LOG_LEVEL: 'INFO' },
    ...{ FILES_BUCKET: 'stepbill-dev-files-000000000000', ARCHIVE_BUCKET: 'stepbill-dev-archive-000000000000' },
  };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [RUNTIME, `${fn}.handler`, JSON.stringify(event)], {
    cwd: folder,
    env,
  });
  return [...stdout.split('\n'), ...stderr.split('\n')]
    .filter((line) => line.startsWith('{"level"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function statementsOf(policy: string): object[] {
  return (billingRun[policy]?.Properties['PolicyDocument'] as { Statement: object[] }).Statement;
}

function ofType(resources: Resources, type: string): Readonly<Record<string, unknown>>[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

function resourcesOf(service: string): Resources {
  return templateOf(service).Resources;
}

function templateOf(service: string): { Resources: Resources; Conditions?: object } {
  const template = join(ROOT, 'services', service, '.serverless/cloudformation-template-update-stack.json');
  if (!existsSync(template)) throw new Error(`${template} is not there: npm run package -- --stage dev`);
  return JSON.parse(readFileSync(template, 'utf8')) as { Resources: Resources; Conditions?: object };
}
