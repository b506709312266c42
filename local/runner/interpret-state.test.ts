// What states do, held against the AWS documentation.
import { describe, expect, it } from '@jest/globals';

import { failing, machine, never, openTestRunner, runOnce, task } from './runner-fixtures.ts';

const pass = (Parameters: object): object => ({ Type: 'Pass', Parameters, End: true });
const counter = (outcomes: readonly (() => unknown)[]): { handler: () => unknown; calls: () => number } => {
  let calls = 0;
  return { handler: () => outcomes[Math.min(calls++, outcomes.length - 1)]!(), calls: () => calls };
};

// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
describe('a Task', () => {
  it('hands the payload to the function and its result on', async () => {
    const states = {
      A: task('add', {
        Parameters: { 'n.$': '$.a', by: 2 },
        ResultSelector: { 'sum.$': '$.total' },
        ResultPath: '$.result',
        OutputPath: '$',
        End: true,
      }),
    };
    const { output } = await runOnce(states, { a: 40 }, { add: ({ n, by }: { n: number; by: number }) => ({ total: n + by, more: 1 }) });
    expect(output).toEqual({ a: 40, result: { sum: 42 } });
  });

  it('hands null on, and takes $ as the whole in every path', async () => {
    const states = {
      A: task('nothing', { InputPath: '$', ResultPath: '$', OutputPath: '$', Next: 'B' }),
      B: { Type: 'Pass', InputPath: '$', ResultPath: '$', End: true },
    };
    expect((await runOnce(states, { a: 1 }, { nothing: () => null })).output).toBeNull();
  });

  it('fails with the name of the error and its details as JSON', async () => {
    const { status, error, cause } = await runOnce({ A: task('fail') }, {}, { fail: failing('PaymentDeclinedError', 'no money') });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'PaymentDeclinedError' });
    expect(JSON.parse(cause!)).toEqual({
      errorType: 'PaymentDeclinedError',
      errorMessage: 'no money',
      trace: expect.arrayContaining([expect.stringContaining('no money')]),
    });
  });

  it('gives Catch the error and keeps the input beside it', async () => {
    const states = {
      A: task('fail', {
        Catch: [
          { ErrorEquals: ['X'], Next: 'A' },
          { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Caught' },
        ],
        End: true,
      }),
      Caught: { Type: 'Succeed' },
    };
    const { output } = await runOnce(states, { id: 7 }, { fail: failing('OddError', 'odd') });
    expect(output).toEqual({ id: 7, failure: { Error: 'OddError', Cause: expect.stringContaining('"errorMessage":"odd"') } });
  });

  it('turns nothing into null, as Lambda does', async () => {
    expect((await runOnce({ A: task('nothing') }, {}, { nothing: () => undefined })).output).toBeNull();
  });

  it('ends with States.Timeout after TimeoutSeconds', async () => {
    const { error } = await runOnce({ A: task('hang', { TimeoutSeconds: 2, End: true }) }, {}, { hang: never });
    expect(error).toBe('States.Timeout');
  });

  it('ends with States.DataLimitExceeded beyond 256 KiB, which no Catch sees', async () => {
    const states = { A: task('much', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], End: true }), B: { Type: 'Succeed' } };
    const { error } = await runOnce(states, {}, { much: () => 'x'.repeat(262_144) });
    expect(error).toBe('States.DataLimitExceeded');
  });

  it('takes 256 KiB exactly', async () => {
    // Two bytes are the quotes.
    const { status } = await runOnce({ A: task('much') }, {}, { much: () => 'x'.repeat(262_142) });
    expect(status).toBe('SUCCEEDED');
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
describe('Retry', () => {
  const retrier = {
    ErrorEquals: ['TransientError', 'States.Timeout'],
    IntervalSeconds: 2,
    MaxAttempts: 3,
    BackoffRate: 2,
    MaxDelaySeconds: 5,
  };

  it('tries again until it works and counts the attempts', async () => {
    const { handler } = counter([failing('TransientError'), failing('TransientError'), () => 'done']);
    const runner = await openTestRunner([machine({ A: task('flaky', { Retry: [retrier], End: true }) })], { flaky: handler });
    await runner.start('run', 'a', {});
    expect((await runner.whenStopped('run', 'a')).output).toBe('done');
    expect((await runner.history('run', 'a'))[0]!.attempts).toBe(3);
    await runner.close();
  });

  it('waits 2, then 4, then MaxDelaySeconds instead of 8', async () => {
    const times: number[] = [];
    const note = (): never => {
      times.push(performance.now());
      return failing('TransientError')();
    };
    await runOnce({ A: task('flaky', { Retry: [retrier], End: true }) }, {}, { flaky: note });
    const waits = times.slice(1).map((time, index) => (time - times[index]!) / 10);
    expect(waits).toHaveLength(3);
    [2, 4, 5].forEach((seconds, index) => expect(waits[index]).toBeGreaterThan(seconds - 0.3));
    // A second is 10 ms; a busy machine may be late by some.
    expect(waits[2]).toBeLessThan(8);
  });

  it('never tries again what it does not name', async () => {
    const { handler, calls } = counter([failing('InvalidInputError')]);
    const { error } = await runOnce({ A: task('flaky', { Retry: [retrier], End: true }) }, {}, { flaky: handler });
    expect([error, calls()]).toEqual(['InvalidInputError', 1]);
  });

  it('gives up after MaxAttempts with the last error', async () => {
    const { handler, calls } = counter([failing('TransientError')]);
    const states = {
      A: task('flaky', {
        Retry: [{ ...retrier, JitterStrategy: 'FULL' }],
        Catch: [{ ErrorEquals: ['TransientError'], Next: 'B' }],
        End: true,
      }),
      B: { Type: 'Pass', Result: 'caught', End: true },
    };
    expect([(await runOnce(states, {}, { flaky: handler })).output, calls()]).toEqual(['caught', 4]);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
describe('a Choice', () => {
  it.each<[string, object, unknown, boolean]>([
    ['IsPresent: false of what is absent', { Variable: '$.a', IsPresent: false }, {}, true],
    ['IsPresent: false of what is there', { Variable: '$.a', IsPresent: false }, { a: 1 }, false],
    ['IsPresent: true of null', { Variable: '$.a', IsPresent: true }, { a: null }, true],
    ['IsNull: false of a number', { Variable: '$.a', IsNull: false }, { a: 0 }, true],
    ['a number compared with text', { Variable: '$.a', StringLessThan: '5' }, { a: 3 }, false],
    ['text compared with a number', { Variable: '$.a', NumericLessThan: 5 }, { a: '3' }, false],
    ['a number below the bound', { Variable: '$.a', NumericLessThan: 5 }, { a: 3 }, true],
    ['a pattern against a number', { Variable: '$.a', StringMatches: '*' }, { a: 3 }, false],
    ['a pattern', { Variable: '$.a', StringMatches: 'RE-*' }, { a: 'RE-2026' }, true],
    ['false as a value', { Variable: '$.a', BooleanEquals: false }, { a: false }, true],
    ['instants in two zones', { Variable: '$.a', TimestampEquals: '2026-01-01T00:00:00Z' }, { a: '2026-01-01T01:00:00+01:00' }, true],
    ['a path on the other side', { Variable: '$.a', NumericGreaterThanPath: '$.b' }, { a: 2, b: 1 }, true],
    [
      'And, Or, Not',
      {
        And: [
          {
            Or: [
              { Variable: '$.a', IsNull: true },
              { Variable: '$.a', NumericEquals: 1 },
            ],
          },
          { Not: { Variable: '$.b', IsPresent: true } },
        ],
      },
      { a: 1 },
      true,
    ],
    ['the name of the execution', { Variable: '$$.Execution.Name', StringEquals: 'once' }, {}, true],
    ['the input of the execution', { Variable: '$$.Execution.Input.a', NumericEquals: 1 }, { a: 1 }, true],
  ])('%s', async (_, rule, input, isMatch) => {
    const states = {
      Before: { Type: 'Pass', ResultPath: '$.before', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Parameters: { is: true }, End: true },
      No: { Type: 'Pass', Parameters: { is: false }, End: true },
    };
    expect((await runOnce(states, input)).output).toEqual({ is: isMatch });
  });

  it('without Default ends with States.NoChoiceMatched', async () => {
    const states = { C: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'P' }] }, P: { Type: 'Succeed' } };
    expect((await runOnce(states, { a: 2 })).error).toBe('States.NoChoiceMatched');
  });

  it('on a path that is not there ends with States.Runtime', async () => {
    const states = { C: { Type: 'Choice', Choices: [{ Variable: '$.gone', NumericEquals: 1, Next: 'P' }] }, P: { Type: 'Succeed' } };
    expect((await runOnce(states, {})).error).toBe('States.Runtime');
  });

  it('may lead back to an earlier state', async () => {
    const states = {
      Count: task('count', { ResultPath: '$.n', Next: 'Enough?' }),
      'Enough?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThanEquals: 3, Next: 'Done' }], Default: 'Count' },
      Done: { Type: 'Succeed' },
    };
    const { output } = await runOnce(states, { n: 0 }, { count: ({ n }: { n: number }) => n + 1 });
    expect(output).toEqual({ n: 3 });
  });
});

describe('a state that catches into itself', () => {
  it('is entered again and recorded again', async () => {
    const { handler } = counter([failing('AgainError'), () => 'done']);
    const runner = await openTestRunner(
      [machine({ A: task('flaky', { Catch: [{ ErrorEquals: ['AgainError'], ResultPath: null, Next: 'A' }], End: true }) })],
      { flaky: handler },
    );
    await runner.start('run', 'a', {});
    expect((await runner.whenStopped('run', 'a')).output).toBe('done');
    expect((await runner.history('run', 'a')).map(({ state }) => state)).toEqual(['A', 'A']);
    await runner.close();
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
describe('templates', () => {
  it.each<[string, unknown]>([
    ["States.Format('{}/{}', $.a, $.n)", 'x/1'],
    ["States.Format('it\\'s {}', $$.Execution.Name)", "it's once"],
    ['States.JsonToString($.quoted)', '{"text":"a \\"b\\" \\\\ c"}'],
    ['States.StringToJson(States.JsonToString($.quoted))', { text: 'a "b" \\ c' }],
    ["States.Array($.a, 2, true, null, 'x, y (z)')", ['x', 2, true, null, 'x, y (z)']],
    ['States.ArrayLength($.list)', 3],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [3]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.MathAdd($.n, -1)', 0],
    ["States.Hash($.a, 'SHA-256')", '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'],
    ["$['odd-name']", 5],
    ['$.list[2]', 3],
    ['$.nothing', null],
  ])('%s', async (expression, expected) => {
    const input = { a: 'x', n: 1, list: [1, 2, 3], quoted: { text: 'a "b" \\ c' }, 'odd-name': 5, nothing: null };
    expect((await runOnce({ P: pass({ 'v.$': expression }) }, input)).output).toEqual({ v: expected });
  });

  it('end with States.IntrinsicFailure where a function can not be computed', async () => {
    expect((await runOnce({ P: pass({ 'v.$': 'States.StringToJson($.t)' }) }, { t: '{' })).error).toBe('States.IntrinsicFailure');
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
describe('Fail', () => {
  it('ends with the error and cause found at their paths', async () => {
    const { status, error, cause } = await runOnce(
      { F: { Type: 'Fail', ErrorPath: '$.e', CausePath: '$$.Execution.Input.c' } },
      { e: 'OddError', c: 'because' },
    );
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'OddError', cause: 'because' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
describe('an inline Map', () => {
  it('runs each item, keeps their order, and sees the execution and the item in the context', async () => {
    const states = {
      M: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrencyPath: '$.atOnce',
        ResultPath: '$.results',
        End: true,
        ItemSelector: { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'all.$': '$.name' },
        ItemProcessor: {
          StartAt: 'P',
          States: { P: pass({ 'in.$': '$', 'run.$': '$$.Execution.Input.name', 'at.$': '$$.Map.Item.Index', 'state.$': '$$.State.Name' }) },
        },
      },
    };
    const { output } = await runOnce(states, { name: 'N', atOnce: 1, items: ['a', 'b'] });
    expect((output as { results: unknown }).results).toEqual([
      { in: { value: 'a', index: 0, all: 'N' }, run: 'N', at: 0, state: 'P' },
      { in: { value: 'b', index: 1, all: 'N' }, run: 'N', at: 1, state: 'P' },
    ]);
  });

  it('never runs more at once than MaxConcurrency', async () => {
    let running = 0;
    let most = 0;
    const handler = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    const states = { M: { Type: 'Map', MaxConcurrency: 3, End: true, ItemProcessor: { StartAt: 'T', States: { T: task('work') } } } };
    await runOnce(
      states,
      Array.from({ length: 20 }, (_, index) => index),
      { work: handler },
    );
    expect(most).toBe(3);
  });

  it('ends with the error of an item, and begins no more items', async () => {
    let calls = 0;
    const handler = (item: number): void => {
      calls++;
      if (item === 1) failing('OddError')();
    };
    const states = { M: { Type: 'Map', MaxConcurrency: 1, End: true, ItemProcessor: { StartAt: 'T', States: { T: task('work') } } } };
    const { error } = await runOnce(states, [0, 1, 2, 3], { work: handler });
    expect([error, calls]).toEqual(['OddError', 2]);
  });

  it('takes an empty list', async () => {
    const states = { M: { Type: 'Map', End: true, ItemProcessor: { StartAt: 'T', States: { T: task('work') } } } };
    expect((await runOnce(states, [])).output).toEqual([]);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
describe('Parallel', () => {
  it('runs its branches on the same input and gathers their results', async () => {
    const branch = (name: string): object => ({ StartAt: name, States: { [name]: pass({ [`${name}.$`]: '$.x' }) } });
    expect((await runOnce({ P: { Type: 'Parallel', Branches: [branch('a'), branch('b')], End: true } }, { x: 1 })).output).toEqual([
      { a: 1 },
      { b: 1 },
    ]);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
describe('the context object', () => {
  it('tells execution, state and machine', async () => {
    const states = {
      P: pass({
        'id.$': '$$.Execution.Id',
        'start.$': '$$.Execution.StartTime',
        'entered.$': '$$.State.EnteredTime',
        'machine.$': '$$.StateMachine.Id',
      }),
    };
    const { output, startedAt } = await runOnce(states, {});
    expect(output).toEqual({
      id: 'arn:aws:states:local:000000000000:execution:stepbill-local-run:once',
      start: startedAt.toISOString(),
      entered: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      machine: 'arn:aws:states:local:000000000000:stateMachine:stepbill-local-run',
    });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
describe('startSyncExecution', () => {
  const states = {
    S: {
      Type: 'Task',
      TimeoutSeconds: 100,
      End: true,
      Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
      Parameters: { StateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:stepbill-local-child', 'Input.$': '$' },
      ResultSelector: { 'status.$': '$.Status', 'all.$': '$' },
    },
  };

  it('returns the output as text', async () => {
    const child = machine({ T: task('work') }, { name: 'child', type: 'EXPRESS' });
    const { output } = await runOnce(states, { n: 1 }, { work: ({ n }: { n: number }) => ({ m: n + 1 }) }, [child]);
    expect(output).toMatchObject({ status: 'SUCCEEDED', all: { Output: '{"m":2}', Input: '{"n":1}' } });
  });

  it('returns normally when the child failed', async () => {
    const child = machine({ T: task('work') }, { name: 'child', type: 'EXPRESS' });
    const { status, output } = await runOnce(states, { n: 1 }, { work: failing('OddError') }, [child]);
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ status: 'FAILED', all: { Error: 'OddError' } });
    expect((output as { all: object }).all).not.toHaveProperty('Output');
  });

  it('returns TIMED_OUT after the five minutes an Express execution has', async () => {
    const child = machine({ T: task('work', { TimeoutSeconds: 800, End: true }) }, { name: 'child', type: 'EXPRESS' });
    const longer = { S: { ...states.S, TimeoutSeconds: 900 } };
    const { output } = await runOnce(longer, {}, { work: never }, [child]);
    expect(output).toMatchObject({ status: 'TIMED_OUT' });
  });
});
