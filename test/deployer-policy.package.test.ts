/** docs/deployer-policy.json lets whoever deploys make what the packaged templates hold. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { allowing, type Statement } from './support/iam-policy.ts';
import { filledIn, named, resources, type Resource } from './support/packaged.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const text = readFileSync(fileURLToPath(new URL('../docs/deployer-policy.json', import.meta.url)), 'utf8');
const { Statement: statements } = JSON.parse(
  text.replaceAll('ACCOUNT', ACCOUNT).replaceAll('REGION', REGION).replaceAll('STAGE', 'dev'),
) as { Statement: Statement[] };

const name = ({ Properties }: Resource, property: string): string => filledIn(Properties[property], ACCOUNT, REGION);
/** By the type of a resource, what making it asks for; nothing where it is part of another. */
const MADE_BY: Readonly<Record<string, (resource: Resource) => readonly [action: string, arn: string][]>> = {
  'AWS::ApiGatewayV2::Api': () => [['apigateway:POST', `arn:aws:apigateway:${REGION}::/apis`]],
  'AWS::ApiGatewayV2::Authorizer': () => [['apigateway:POST', `arn:aws:apigateway:${REGION}::/apis/a1/authorizers`]],
  'AWS::ApiGatewayV2::Integration': () => [['apigateway:POST', `arn:aws:apigateway:${REGION}::/apis/a1/integrations`]],
  'AWS::ApiGatewayV2::Route': () => [['apigateway:POST', `arn:aws:apigateway:${REGION}::/apis/a1/routes`]],
  'AWS::ApiGatewayV2::Stage': () => [['apigateway:POST', `arn:aws:apigateway:${REGION}::/apis/a1/stages`]],
  'AWS::CloudWatch::Alarm': (it) => [
    ['cloudwatch:PutMetricAlarm', `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name(it, 'AlarmName')}`],
  ],
  'AWS::DynamoDB::Table': (it) =>
    ['dynamodb:CreateTable', 'dynamodb:UpdateContinuousBackups', 'dynamodb:UpdateTimeToLive'].map((action) => [
      action,
      `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name(it, 'TableName')}`,
    ]),
  'AWS::IAM::Role': (it) =>
    ['iam:CreateRole', 'iam:PutRolePolicy'].map((action) => [action, `arn:aws:iam::${ACCOUNT}:role/${name(it, 'RoleName')}`]),
  'AWS::Lambda::EventInvokeConfig': (it) => [
    [
      'lambda:PutFunctionEventInvokeConfig',
      `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name(named(it, 'FunctionName')!, 'FunctionName')}`,
    ],
  ],
  'AWS::Lambda::Function': (it) => [['lambda:CreateFunction', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name(it, 'FunctionName')}`]],
  'AWS::Lambda::Permission': (it) => [
    ['lambda:AddPermission', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name(named(it, 'FunctionName')!, 'FunctionName')}`],
  ],
  'AWS::Logs::LogGroup': (it) =>
    ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'].map((action) => [
      action,
      `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name(it, 'LogGroupName')}`,
    ]),
  'AWS::Logs::MetricFilter': (it) => [
    ['logs:PutMetricFilter', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name(named(it, 'LogGroupName')!, 'LogGroupName')}`],
  ],
  'AWS::S3::Bucket': (it) => {
    const bucket = it.Properties['BucketName'] === undefined ? deploymentBucket(it) : name(it, 'BucketName');
    return ['s3:CreateBucket', 's3:PutEncryptionConfiguration', 's3:PutBucketPublicAccessBlock'].map((action) => [
      action,
      `arn:aws:s3:::${bucket}`,
    ]);
  },
  'AWS::S3::BucketPolicy': (it) => {
    const bucket = named(it, 'Bucket')!;
    return [
      [
        's3:PutBucketPolicy',
        `arn:aws:s3:::${bucket.Properties['BucketName'] === undefined ? deploymentBucket(bucket) : name(bucket, 'BucketName')}`,
      ],
    ];
  },
  'AWS::SES::ConfigurationSet': (it) => [['ses:CreateConfigurationSet', configurationSet(name(it, 'Name'))]],
  'AWS::SES::ConfigurationSetEventDestination': () => [['ses:CreateConfigurationSetEventDestination', configurationSet('stepbill-dev')]],
  'AWS::SNS::Subscription': () => [],
  'AWS::SNS::Topic': (it) => [['sns:CreateTopic', `arn:aws:sns:${REGION}:${ACCOUNT}:${name(it, 'TopicName')}`]],
  'AWS::SNS::TopicPolicy': () => [],
  'AWS::SQS::Queue': (it) => [['sqs:CreateQueue', `arn:aws:sqs:${REGION}:${ACCOUNT}:${name(it, 'QueueName')}`]],
  'AWS::SQS::QueuePolicy': () => [],
  'AWS::Scheduler::Schedule': (it) => [
    ['scheduler:CreateSchedule', `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/stepbill-dev/${name(it, 'Name')}`],
  ],
  'AWS::Scheduler::ScheduleGroup': (it) => [
    ['scheduler:CreateScheduleGroup', `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/${name(it, 'Name')}`],
  ],
  'AWS::StepFunctions::StateMachine': (it) => [
    ['states:CreateStateMachine', `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name(it, 'StateMachineName')}`],
  ],
};
const configurationSet = (name: string): string => `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${name}`;
const SERVICES = ['lambda.amazonaws.com', 'states.amazonaws.com', 'scheduler.amazonaws.com'];

describe.each([...new Set(resources.map(({ Type }) => Type))].sort())('whoever deploys may make every %s', (type) => {
  it('that the templates hold', () => {
    const made = MADE_BY[type];
    if (!made) throw new Error(`Say here, and in docs/deployer-policy.json, what making ${type} asks for.`);
    const wanted = resources.filter(({ Type }) => Type === type).flatMap(made);
    expect(wanted.filter(([action, resource]) => !allowing(statements, { action, resource }))).toEqual([]);
  });
});

it('may hand the roles to the services that take them, and no other', () => {
  const resource = `arn:aws:iam::${ACCOUNT}:role/stepbill-dev-open-run`;
  const may = (passedTo: string): boolean => allowing(statements, { action: 'iam:PassRole', resource, passedTo }) !== undefined;
  expect(SERVICES.filter((service) => !may(service))).toEqual([]);
  expect(may('ec2.amazonaws.com')).toBe(false);
});

it('may not touch what another stage has', () => {
  const others = [
    { action: 'dynamodb:DeleteTable', resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/stepbill-prod` },
    { action: 'lambda:UpdateFunctionCode', resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:stepbill-pricing-prod-calculate-price` },
    { action: 'iam:PutRolePolicy', resource: `arn:aws:iam::${ACCOUNT}:role/stepbill-prod-open-run` },
    { action: 's3:PutBucketPolicy', resource: `arn:aws:s3:::stepbill-prod-archive-${ACCOUNT}` },
    { action: 'cloudformation:DeleteStack', resource: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/stepbill-storage-prod/1` },
  ];
  expect(others.filter((request) => allowing(statements, request))).toEqual([]);
});

/** CloudFormation names it after the stack and the logical id, and cuts both where the name would have more than 63 characters. */
function deploymentBucket({ service, id }: Resource): string {
  return `${`stepbill-${service}-dev`.slice(0, 25)}-${id.toLowerCase().slice(0, 24)}-1a2b3c4d5e6f`;
}
