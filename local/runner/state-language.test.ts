// Planted faults: each feature that would not run here as on AWS is refused at load, by machine, state and field.
import { describe, expect, it } from '@jest/globals';

import { type MachineFile, compileMachines } from './compile-machine.ts';
import { LAMBDA, machine, task, tokenTask } from './runner-fixtures.ts';

const pass = { Type: 'Pass', End: true };
const inner = { StartAt: 'P', States: { P: pass } };
const distributed = (fields: object): object => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...inner },
  End: true,
  ...fields,
});
const inline = (processor: object, fields: object = {}): object => ({ Type: 'Map', ItemProcessor: processor, End: true, ...fields });
const retry = (fields: object): object => task('price', { End: true, Retry: [{ ErrorEquals: ['TransientError'], ...fields }] });
const choice = (rule: object): object => ({ C: { Type: 'Choice', Choices: [{ Next: 'P', ...rule }] }, P: pass });
const started = (Resource: string, Parameters: object): object => ({ Type: 'Task', TimeoutSeconds: 9, End: true, Resource, Parameters });
const ARN = 'arn:aws:states:local:000000000000:stateMachine:stepbill-local-';
const SYNC = 'arn:aws:states:::aws-sdk:sfn:startSyncExecution';
const others = [machine({ P: pass }, { name: 'express', type: 'EXPRESS' }), machine({ P: pass }, { name: 'standard' })];

describe('compileMachines', () => {
  it.each<[string, object, string]>([
    ['JSONata of a state', { S: { ...pass, QueryLanguage: 'JSONata' } }, 'run, state S, QueryLanguage: JSONata'],
    ['variables', { S: { ...pass, Assign: { a: 1 } } }, 'run, state S, Assign'],
    ['arguments of JSONata', { S: task('price', { Arguments: {}, End: true }) }, 'state S, Arguments'],
    ['an output of JSONata', { S: { ...pass, Output: {} } }, 'state S, Output'],
    ['a falsy result of a Pass', { S: { ...pass, Result: 0 } }, 'state S, Result'],
    ['a wait for seconds', { S: { Type: 'Wait', Seconds: 5, End: true } }, 'state S, Seconds: waits here end at a timestamp'],
    ['a wait for seconds from a path', { S: { Type: 'Wait', SecondsPath: '$.s', End: true } }, 'state S, SecondsPath'],
    [
      'an activity',
      { S: task('x', { Resource: 'arn:aws:states:local:0:activity:pack', End: true }) },
      'state S, Resource: names no function',
    ],
    [
      'an unknown integration',
      { S: task('x', { Resource: 'arn:aws:states:::sqs:sendMessage', End: true }) },
      'sqs:sendMessage does not run here',
    ],
    [
      'a function of another program',
      { S: task('x', { Resource: 'arn:aws:lambda:local:0:function:other', End: true }) },
      'state S, Resource',
    ],
    ['a Task without time-out', { S: { Type: 'Task', Resource: `${LAMBDA}price`, End: true } }, 'state S, TimeoutSeconds'],
    ['two time-outs', { S: task('x', { TimeoutSecondsPath: '$.t', End: true }) }, 'state S, TimeoutSeconds'],
    ['a heartbeat without token', { S: task('x', { HeartbeatSeconds: 5, End: true }) }, 'state S, HeartbeatSeconds'],
    [
      'a heartbeat longer than the time-out',
      { S: tokenTask('x', { TimeoutSeconds: 5, HeartbeatSeconds: 9 }) },
      'state S, HeartbeatSeconds',
    ],
    ['credentials of another account', { S: task('x', { Credentials: {}, End: true }) }, 'state S, Credentials'],
    ['a retry of every error', { S: retry({ ErrorEquals: ['States.ALL'] }) }, 'state S, Retry.0.ErrorEquals'],
    ['an error name that matches otherwise', { S: retry({ ErrorEquals: ['States.TaskFailed'] }) }, 'state S, Retry.0.ErrorEquals'],
    ['a maximum delay below the interval', { S: retry({ IntervalSeconds: 5, MaxDelaySeconds: 2 }) }, 'Retry.0.MaxDelaySeconds'],
    ['a misspelt field of a retry', { S: retry({ BackOffRate: 2 }) }, 'state S, Retry.0.BackOffRate'],
    ['a delay that outgrows a timer', { S: retry({ MaxAttempts: 40 }) }, 'Retry.0.BackoffRate'],
    [
      'a Catch of everything that is not last',
      {
        S: task('x', {
          End: true,
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'S' },
            { ErrorEquals: ['A'], Next: 'S' },
          ],
        }),
      },
      'state S, Catch',
    ],
    ['a path with a wildcard', { S: { ...pass, InputPath: '$.items[*]' } }, 'state S, InputPath'],
    ['a path with a filter', { S: { ...pass, Parameters: { 'a.$': '$.items[?(@.x==1)]' } } }, 'state S, Parameters'],
    ['the length of an array as a field', { S: { ...pass, OutputPath: '$.items.length' } }, 'state S, OutputPath'],
    ['a random number', { S: { ...pass, Parameters: { 'a.$': 'States.MathRandom(1, 9)' } } }, 'States.MathRandom is not supported'],
    ['a random id', { S: { ...pass, Parameters: { 'a.$': 'States.UUID()' } } }, 'States.UUID is not supported'],
    ['a result put into an array', { S: task('x', { ResultPath: '$.a[0]', End: true }) }, 'state S, ResultPath'],
    ['a choice with two comparisons', choice({ Variable: '$.a', StringEquals: 'x', IsPresent: true }), 'state C, Choices.0'],
    ['an unknown comparison', choice({ Variable: '$.a', StringLike: 'x' }), 'state C, Choices.0'],
    ['a pattern that the interpreter reads otherwise', choice({ Variable: '$.a', StringMatches: 'a?' }), 'Choices.0.StringMatches'],
    ['an unknown type of state', { S: { Type: 'Loop', End: true } }, 'state S, Type'],
    ['no way onward', { S: { Type: 'Pass' } }, 'state S: give one of Next and End'],
    ['a target that does not exist', { S: { Type: 'Pass', Next: 'Gone' } }, 'state S, Next: there is no state Gone'],
    ['the old name of ItemProcessor', { S: { Type: 'Map', Iterator: inner, End: true } }, 'state S, Iterator'],
    ['a batcher of an inline Map', { S: inline(inner, { ItemBatcher: { MaxItemsPerBatch: 2 } }) }, 'state S, ItemBatcher'],
    [
      'a CSV file',
      {
        S: distributed({
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'CSV' },
            Parameters: { Bucket: 'b', Key: 'k' },
          },
        }),
      },
      'state S, ItemReader.ReaderConfig.InputType',
    ],
    [
      'a listing as items',
      {
        S: distributed({
          ItemReader: {
            Resource: 'arn:aws:states:::s3:listObjectsV2',
            ReaderConfig: { InputType: 'JSONL' },
            Parameters: { Bucket: 'b', Key: 'k' },
          },
        }),
      },
      'state S, ItemReader.Resource',
    ],
    ['batches by bytes', { S: distributed({ ItemBatcher: { MaxInputBytesPerBatch: 9 } }) }, 'state S, ItemBatcher.MaxInputBytesPerBatch'],
    [
      'a writer with another format',
      {
        S: distributed({
          ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', WriterConfig: {}, Parameters: { Bucket: 'b', Prefix: 'p' } },
        }),
      },
      'state S, ResultWriter.WriterConfig',
    ],
    ['a Distributed Map inside a Map', { S: inline({ StartAt: 'D', States: { D: distributed({}) } }) }, 'state S / D'],
    [
      'a wait inside a Map',
      { S: inline({ StartAt: 'W', States: { W: { Type: 'Wait', Timestamp: '2026-01-01T00:00:00Z', End: true } } }) },
      'state S / W',
    ],
    ['a token inside a Map', { S: inline({ StartAt: 'T', States: { T: tokenTask('x') } }) }, 'state S / T, Resource'],
    [
      'a token that is not handed on',
      { S: tokenTask('x', { Parameters: { FunctionName: `${LAMBDA}x`, Payload: {} } }) },
      'hands on no $$.Task.Token',
    ],
    ['a machine that does not exist', { S: started(SYNC, { StateMachineArn: `${ARN}gone`, Input: {} }) }, 'there is no machine gone'],
    ['a Standard machine run as Express', { S: started(SYNC, { StateMachineArn: `${ARN}standard`, Input: {} }) }, 'standard is Standard'],
    [
      'a start without name',
      { S: started('arn:aws:states:::states:startExecution', { StateMachineArn: `${ARN}standard`, Input: {} }) },
      'needs a Name',
    ],
  ])('refuses %s', (_, states, place) => {
    expect(() => compileMachines([machine(states), ...others])).toThrow(place);
  });

  it('refuses JSONata of a whole machine', () => {
    expect(() => compileMachines([machine({ S: pass }, { QueryLanguage: 'JSONata' } as object)])).toThrow(
      'run, QueryLanguage: JSONata does not run here',
    );
  });

  it.each<[string, object]>([
    ['a wait', { S: { Type: 'Wait', Timestamp: '2026-01-01T00:00:00Z', End: true } }],
    ['a token', { S: tokenTask('x') }],
    ['a Distributed Map', { S: distributed({}) }],
  ])('refuses %s in an Express machine', (_, states) => {
    expect(() => compileMachines([machine(states, { type: 'EXPRESS' })])).toThrow('run, state S');
  });

  it('names every fault of every machine', () => {
    const broken = (name: string): MachineFile => machine({ S: { Type: 'Wait', Seconds: 5, End: true } }, { name });
    expect(() => compileMachines([broken('a'), broken('b')])).toThrow(/a, state S, Seconds: .*\n.*b, state S, Seconds/s);
  });
});
