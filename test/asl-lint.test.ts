/** Our state machines keep the rules of the lint, and each rule bites. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { loadMachines } from '../local/runner/machine-files.ts';
import * as ourErrors from '../shared/errors.ts';
import { lintMachine, type Fault } from './asl-lint.ts';
import type { ExecutionType, Graph } from '../shared/asl-walk.ts';

interface Validation {
  readonly isValid: boolean;
  readonly errorsText: (separator: string) => string;
}

const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => Validation;
const errors = new Set(Object.keys(ourErrors));
const machines = loadMachines(fileURLToPath(new URL('..', import.meta.url)));

describe.each(machines)('$name', ({ type, definition }) => {
  it('is valid', () => {
    const { isValid, errorsText } = validate(structuredClone(definition)); // it writes into what it is given
    expect(isValid ? '' : errorsText('\n')).toBe('');
  });

  // An Express execution ends within five minutes; another would hang for a year before anybody hears of it.
  it('ends in time', () => {
    if (type === 'STANDARD') expect((definition as Graph).TimeoutSeconds).toBeGreaterThan(0);
  });

  it('keeps our rules', () => {
    expect(lintMachine(definition as Graph, { type, errors })).toEqual([]);
  });
});

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:stepbill-pricing-dev-calculate-price';
const RETRY = {
  ErrorEquals: ['TransientError', 'States.Timeout', 'Lambda.TooManyRequestsException'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 4,
  MaxDelaySeconds: 8,
  JitterStrategy: 'FULL',
};
const TASK = { Type: 'Task', Resource: ARN, TimeoutSeconds: 60, Retry: [RETRY] };
const CATCH = { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Done' };
const NESTED = {
  ...TASK,
  Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
  Parameters: { StateMachineArn: 'arn', 'Input.$': '$' },
};
const START = { ...TASK, Resource: 'arn:aws:states:::states:startExecution', Parameters: { StateMachineArn: 'arn', 'Name.$': '$.runId' } };
const MAP = {
  Type: 'Map',
  MaxConcurrency: 5,
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: { Bucket: 'files', 'Key.$': '$.key' },
  },
  ItemBatcher: { MaxItemsPerBatch: 25 },
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'files', Prefix: 'results' } },
  ToleratedFailurePercentage: 100,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'Inside',
    States: { Inside: { ...TASK, End: true } },
  },
};
const INLINE = { ...MAP.ItemProcessor, ProcessorConfig: { Mode: 'INLINE' } };

/** A machine `First → Done` around one state. */
function around(first: object, more: object = {}): Graph {
  return { StartAt: 'First', States: { First: { Next: 'Done', ...first }, Done: { Type: 'Succeed' }, ...more } } as unknown as Graph;
}

function lint(definition: Graph, type: ExecutionType = 'STANDARD'): Fault[] {
  return lintMachine(definition, { type, errors: new Set(['TransientError']) });
}

const token = { ...TASK, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters: { FunctionName: ARN } };
const answered = { ...token, Parameters: { FunctionName: ARN, Payload: { 'taskToken.$': '$$.Task.Token' } } };
const looksAt = { Type: 'Choice', Default: 'Done', Choices: [{ Variable: '$.Status', StringEquals: 'SUCCEEDED', Next: 'Done' }] };

it.each([
  { what: 'a Task', definition: around(TASK) },
  { what: 'a Catch of everything', definition: around({ ...TASK, Catch: [CATCH] }) },
  { what: 'a wait for an answer', definition: around({ ...answered, HeartbeatSeconds: 30 }) },
  {
    what: 'a time-out that the input says',
    definition: around({ ...answered, TimeoutSeconds: undefined, TimeoutSecondsPath: '$.seconds' }),
  },
  { what: 'a Distributed Map', definition: around(MAP) },
  { what: 'a nested execution', definition: around({ ...NESTED, Next: 'Looked' }, { Looked: looksAt }) },
  { what: 'an execution that is started', definition: around(START) },
])('has nothing against $what', ({ definition }) => {
  expect(lint(definition)).toEqual([]);
});

interface Plant {
  readonly rule: string;
  readonly why: string;
  readonly definition: Graph;
  readonly state?: string;
  readonly type?: ExecutionType;
}

const retry = (change: object) => around({ ...TASK, Retry: [{ ...RETRY, ...change }] });
const map = (change: object) => around({ ...MAP, ...change });

const PLANTS: Plant[] = [
  {
    rule: 'every state is reached',
    why: 'two states that point at each other',
    state: '',
    definition: around(TASK, { A: { ...TASK, Next: 'B' }, B: { ...TASK, Catch: [CATCH], Next: 'A' } }),
  },
  {
    rule: 'every state leads to an end',
    why: 'a ring',
    state: '',
    definition: around({ ...TASK, Next: 'A' }, { A: { ...TASK, Next: 'First' } }),
  },
  { rule: 'fields of a graph are known', why: 'anchors at the top', state: '', definition: { ...around(TASK), 'x-retry': [] } },
  {
    rule: 'names are given once',
    why: 'one name twice',
    state: 'First / First',
    definition: map({ ItemProcessor: { ...INLINE, StartAt: 'First', States: { First: { ...TASK, End: true } } } }),
  },
  {
    rule: 'errors are known',
    why: 'a name with a typo',
    definition: around({ ...TASK, Catch: [{ ...CATCH, ErrorEquals: ['TransientErorr'] }] }),
  },
  { rule: 'JSONPath only', why: 'JSONata', definition: around({ ...TASK, QueryLanguage: 'JSONata' }) },
  { rule: 'JSONPath only', why: 'variables', definition: around({ ...TASK, Assign: { 'a.$': '$.a' } }) },
  { rule: 'fields are known', why: 'a typo', definition: around({ ...TASK, TimeoutSecond: 5 }) },
  { rule: 'waits end at a timestamp', why: 'a wait of seconds', definition: around({ Type: 'Wait', Seconds: 5 }) },
  {
    rule: 'choices have a default',
    why: 'a Choice without',
    definition: around({ Type: 'Choice', Choices: looksAt.Choices, Next: undefined }),
  },
  { rule: 'paths are marked', why: 'a path as a literal', definition: around({ ...TASK, Parameters: { runId: '$.runId' } }) },
  { rule: 'paths are marked', why: 'an intrinsic as a literal', definition: map({ ItemSelector: { key: "States.Format('{}', $.a)" } }) },
  { rule: 'paths are marked', why: 'a literal as a path', definition: around({ ...TASK, Parameters: { 'runId.$': 'runId' } }) },
  {
    rule: 'tasks end in time',
    why: 'an Express execution whose input says how long',
    type: 'EXPRESS',
    definition: around({ ...TASK, TimeoutSeconds: undefined, TimeoutSecondsPath: '$.seconds' }),
  },
  { rule: 'tasks end in time', why: 'no time-out', definition: around({ ...TASK, TimeoutSeconds: undefined }) },
  { rule: 'tasks end in time', why: 'a heartbeat longer than the time-out', definition: around({ ...answered, HeartbeatSeconds: 60 }) },
  {
    rule: 'tasks end in time',
    why: 'longer than an Express execution',
    type: 'EXPRESS',
    definition: around({ ...TASK, TimeoutSeconds: 300 }),
  },
  { rule: 'integrations are known', why: 'another service', definition: around({ ...TASK, Resource: 'arn:aws:states:::sns:publish' }) },
  { rule: 'integrations are known', why: 'a token nobody gets', definition: around(token) },
  { rule: 'integrations are known', why: 'a wait in an Express execution', type: 'EXPRESS', definition: around(answered) },
  { rule: 'integrations are known', why: 'a start without name', definition: around({ ...START, Parameters: { StateMachineArn: 'arn' } }) },
  { rule: 'integrations are known', why: 'a heartbeat nobody sends', definition: around({ ...TASK, HeartbeatSeconds: 5 }) },
  { rule: 'a nested execution is looked at', why: 'nobody looks at its status', definition: around(NESTED) },
  { rule: 'tasks are retried', why: 'no Retry', definition: around({ ...TASK, Retry: undefined }) },
  { rule: 'tasks are retried', why: 'throttling', definition: retry({ ErrorEquals: ['TransientError', 'States.Timeout'] }) },
  { rule: 'retries are bounded', why: 'a typo inside Retry', definition: retry({ MaxAttempt: 3 }) },
  { rule: 'retries are bounded', why: 'no error', definition: retry({ ErrorEquals: [] }) },
  { rule: 'retries are bounded', why: 'States.ALL', definition: retry({ ErrorEquals: ['States.ALL'] }) },
  { rule: 'retries are bounded', why: 'a part of a second', definition: retry({ IntervalSeconds: 0.5 }) },
  { rule: 'retries are bounded', why: 'a shrinking delay', definition: retry({ BackoffRate: 0.5 }) },
  { rule: 'retries are bounded', why: 'attempts without end', definition: retry({ MaxAttempts: 1000 }) },
  { rule: 'retries are bounded', why: 'no longest delay', definition: retry({ MaxDelaySeconds: undefined }) },
  { rule: 'retries are bounded', why: 'a longest delay below the first', definition: retry({ IntervalSeconds: 9 }) },
  { rule: 'retries are bounded', why: 'no jitter', definition: retry({ JitterStrategy: 'NONE' }) },
  { rule: 'catches are in order', why: 'a typo inside Catch', definition: around({ ...TASK, Catch: [{ ...CATCH, ResultPaht: '$' }] }) },
  { rule: 'catches are in order', why: 'no error', definition: around({ ...TASK, Catch: [{ ...CATCH, ErrorEquals: [] }] }) },
  {
    rule: 'catches are in order',
    why: 'States.ALL beside another',
    definition: around({ ...TASK, Catch: [{ ...CATCH, ErrorEquals: ['States.ALL', 'TransientError'] }] }),
  },
  {
    rule: 'catches are in order',
    why: 'States.ALL first',
    definition: around({ ...TASK, Catch: [CATCH, { ...CATCH, ErrorEquals: ['TransientError'] }] }),
  },
  {
    rule: 'catches are in order',
    why: 'an input that is lost',
    definition: around({ ...TASK, Catch: [{ ...CATCH, ResultPath: undefined }] }),
  },
  { rule: 'maps say how they run', why: 'no processor', definition: map({ ItemProcessor: undefined }) },
  { rule: 'maps say how they run', why: 'no bound', definition: around({ ...MAP, MaxConcurrency: undefined }) },
  { rule: 'maps say how they run', why: 'no mode', definition: map({ ItemProcessor: { ...INLINE, ProcessorConfig: {} } }) },
  { rule: 'maps say how they run', why: 'an inline map that reads', definition: map({ ItemProcessor: INLINE }) },
  { rule: 'maps say how they run', why: 'in an Express machine', type: 'EXPRESS', definition: around(MAP) },
  {
    rule: 'maps say how they run',
    why: 'a type of its own',
    definition: map({ ItemProcessor: { ...INLINE, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
  },
  {
    rule: 'maps say how they run',
    why: 'a list from elsewhere',
    definition: map({ ItemReader: { ...MAP.ItemReader, Resource: 'arn:aws:states:::s3:listObjectsV2' } }),
  },
  {
    rule: 'maps say how they run',
    why: 'not JSON Lines',
    definition: map({ ItemReader: { ...MAP.ItemReader, ReaderConfig: { InputType: 'CSV' } } }),
  },
  { rule: 'maps say how they run', why: 'no size of a batch', definition: map({ ItemBatcher: {} }) },
  { rule: 'maps say how they run', why: 'results in the payload', definition: map({ ResultWriter: undefined }) },
  { rule: 'maps say how they run', why: 'one failure ends it', definition: around(without(MAP, 'ToleratedFailurePercentage')) },
];

function without(state: object, field: string): object {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name !== field));
}

// What is undefined here is absent in a file.
const asFile = (definition: Graph) => JSON.parse(JSON.stringify(definition)) as Graph;

it.each(PLANTS)('$rule: refuses $why', ({ rule, definition, state = 'First', type }) => {
  expect(lint(asFile(definition), type)).toContainEqual({ rule, state, message: expect.any(String) });
});
