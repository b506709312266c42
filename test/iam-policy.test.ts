/** The judge of roles.package.test.ts, on what IAM's documentation says of it. */
import { describe, expect, it } from '@jest/globals';
import type { Graph } from '../shared/asl-walk.ts';
import { allowing, type Statement } from './support/iam-policy.ts';
import { neededPermissions } from './support/needed-permissions.ts';

const TABLE = 'arn:aws:dynamodb:eu-central-1:1:table/stepbill-dev';
const writeRuns: Statement = {
  Effect: 'Allow',
  Action: ['dynamodb:UpdateItem'],
  Resource: { 'Fn::Sub': TABLE },
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*|run|*', '*|runs'] } },
};
const request = { action: 'dynamodb:UpdateItem', resource: TABLE, leadingKey: 'acme|run|acme-2026-10-1' };

describe('a request', () => {
  it.each([
    { why: 'that a statement names is allowed', statements: [writeRuns], asked: request, isAllowed: true },
    { why: 'that no statement names is denied', statements: [], asked: request, isAllowed: false },
    { why: 'for another action is denied', statements: [writeRuns], asked: { ...request, action: 'dynamodb:PutItem' }, isAllowed: false },
    { why: 'for another table is denied', statements: [writeRuns], asked: { ...request, resource: `${TABLE}-2` }, isAllowed: false },
    {
      why: 'for another kind of record is denied',
      statements: [writeRuns],
      asked: { ...request, leadingKey: 'acme|series' },
      isAllowed: false,
    },
    {
      why: 'that a statement denies is denied, whatever others allow',
      statements: [writeRuns, { ...writeRuns, Effect: 'Deny' as const }],
      asked: request,
      isAllowed: false,
    },
  ])('$why', ({ statements, asked, isAllowed }) => {
    expect(allowing(statements, asked) !== undefined).toBe(isAllowed);
  });

  it('under a condition that is not known here is no guess', () => {
    const condition = { StringEquals: { 'aws:PrincipalTag/team': 'finance' } };
    expect(() => allowing([{ ...writeRuns, Condition: condition }], request)).toThrow('This condition is not known here');
  });
});

describe('a state machine needs', () => {
  const ARN = 'arn:aws:states:eu-central-1:1:stateMachine:stepbill-dev-month';
  const machine = (state: object): Graph => ({ StartAt: 'Only', States: { Only: { Type: 'Task', ...state } } });
  const needed = (state: object): string[] =>
    [...neededPermissions(ARN, machine(state), 'STANDARD')].filter((it) => !it.startsWith('logs:'));
  const step = 'arn:aws:lambda:eu-central-1:1:function:stepbill-pricing-dev-calculate-price';

  it('to invoke the functions of its tasks, inside maps too', () => {
    expect(needed({ Resource: step })).toEqual([`lambda:InvokeFunction ${step}`]);
    expect(needed({ Type: 'Map', ItemProcessor: machine({ Resource: step }) })).toEqual([`lambda:InvokeFunction ${step}`]);
    const waiting = { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters: { FunctionName: step } };
    expect(needed(waiting)).toEqual([`lambda:InvokeFunction ${step}`]);
  });

  it('to start the workflows it starts', () => {
    const child = ARN.replace('month', 'invoice');
    expect(needed({ Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution', Parameters: { StateMachineArn: child } })).toEqual([
      `states:StartSyncExecution ${child}`,
    ]);
  });

  it('to read the list of a Distributed Map, and to run and follow its children', () => {
    const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'working' } };
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...machine({ Resource: step }) };
    const execution = ARN.replace('stateMachine', 'execution');
    expect(new Set(needed({ Type: 'Map', ItemReader: reader, ItemProcessor: processor }))).toEqual(
      new Set([
        's3:GetObject arn:${AWS::Partition}:s3:::working/*/runs/*',
        `lambda:InvokeFunction ${step}`,
        `states:StartExecution ${ARN}`,
        `states:DescribeExecution ${execution}:*`,
        `states:DescribeExecution ${execution}/*:*`,
        `states:StopExecution ${execution}:*`,
        `states:StopExecution ${execution}/*:*`,
        `states:RedriveExecution ${execution}/*:*`,
      ]),
    );
  });

  it('what nobody wrote down here yet: then it is no guess', () => {
    expect(() => needed({ Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {} })).toThrow('sqs:sendMessage');
  });
});
