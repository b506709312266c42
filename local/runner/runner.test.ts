import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from '@jest/globals';

import { openExecutionsClient } from './executions-client.ts';
import { distributedMachine } from './killed-runner.machine.ts';
import type { Runner } from './runner.ts';
import { failing, machine, never, newFolder, openTestRunner, task, tokenTask } from './runner-fixtures.ts';

const open: Runner[] = [];
const opened = async (...options: Parameters<typeof openTestRunner>): Promise<Runner> => {
  const runner = await openTestRunner(...options);
  open.push(runner);
  return runner;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((runner) => runner.close()));
});

const ARN = 'arn:aws:states:local:000000000000:stateMachine:stepbill-local-';
const started = (Resource: string, fields: object = {}): object => ({
  Type: 'Task',
  TimeoutSeconds: 1_000,
  End: true,
  Resource,
  Parameters: { StateMachineArn: `${ARN}child`, 'Name.$': "States.Format('child-{}', $.id)", Input: { 'id.$': '$.id' } },
  ...fields,
});
const child = machine({ T: task('work') }, { name: 'child' });

describe('start', () => {
  it('takes the same name with the same input as success, whatever the order of its members', async () => {
    let calls = 0;
    const runner = await opened([machine({ A: task('work') })], { work: () => ++calls });
    await runner.start('run', 'a', { x: 1, y: 2 });
    await runner.whenStopped('run', 'a');
    expect((await runner.start('run', 'a', { y: 2, x: 1 })).status).toBe('SUCCEEDED');
    await runner.settle();
    expect(calls).toBe(1);
  });

  it('refuses the same name with other input', async () => {
    const runner = await opened([machine({ A: { Type: 'Succeed' } })]);
    await runner.start('run', 'a', { x: 1 });
    await expect(runner.start('run', 'a', { x: 2 })).rejects.toMatchObject({ name: 'ExecutionConflictError' });
  });

  it.each([
    ['gone', 'a'],
    ['run', 'a b'],
    ['run', ''],
  ])('refuses machine %p under the name %p', async (name, execution) => {
    const runner = await opened([machine({ A: { Type: 'Succeed' } })]);
    await expect(runner.start(name, execution, {})).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

describe('history', () => {
  it('tells input, output and instants of every state, and of the one that failed', async () => {
    const runner = await opened([machine({ A: task('one', { Next: 'B' }), B: task('two') })], { one: () => 1, two: failing('OddError') });
    await runner.start('run', 'a', { x: 1 });
    await runner.whenStopped('run', 'a');
    expect(await runner.history('run', 'a')).toEqual([
      { state: 'A', type: 'Task', input: { x: 1 }, output: 1, attempts: 1, enteredAt: expect.any(Date), exitedAt: expect.any(Date) },
      { state: 'B', type: 'Task', input: 1, attempts: 1, enteredAt: expect.any(Date), exitedAt: expect.any(Date) },
    ]);
  });
});

describe('stop', () => {
  it('ends what runs as ABORTED with its cause, and begins nothing more', async () => {
    const runner = await opened([machine({ A: task('hang', { Next: 'B' }), B: task('after') })], { hang: never, after: () => 1 });
    await runner.start('run', 'a', {});
    await runner.stop('run', 'a', 'a mistake');
    expect(await runner.describe('run', 'a')).toMatchObject({ status: 'ABORTED', cause: 'a mistake' });
    expect((await runner.history('run', 'a')).map(({ state }) => state)).toEqual(['A']);
  });

  it('leaves what has stopped as it is', async () => {
    const runner = await opened([machine({ A: { Type: 'Succeed' } })]);
    await runner.start('run', 'a', {});
    await runner.whenStopped('run', 'a');
    await runner.stop('run', 'a', 'late');
    expect(await runner.describe('run', 'a')).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('TimeoutSeconds of a machine', () => {
  it('ends the execution as TIMED_OUT', async () => {
    const runner = await opened([machine({ A: task('hang') }, { TimeoutSeconds: 2 } as object)], { hang: never });
    await runner.start('run', 'a', {});
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
describe('redrive', () => {
  it('goes on in the state that failed, with its input', async () => {
    let isMended = false;
    const calls: string[] = [];
    const runner = await opened([machine({ A: task('one', { Next: 'B' }), B: task('two') })], {
      one: () => calls.push('one'),
      two: () => (calls.push('two'), isMended ? 'done' : failing('OddError')()),
    });
    await runner.start('run', 'a', {});
    expect((await runner.whenStopped('run', 'a')).status).toBe('FAILED');
    isMended = true;
    await runner.redrive('run', 'a');
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(calls).toEqual(['one', 'two', 'two']);
  });
});

describe('resume', () => {
  it('re-enters the state with the input and the instants that were recorded', async () => {
    const folder = newFolder();
    const at = { 'started.$': '$$.Execution.StartTime', 'entered.$': '$$.State.EnteredTime', 'x.$': '$.x' };
    const machines = [machine({ First: { Type: 'Pass', Next: 'A' }, A: task('work', { Parameters: at, End: true }) })];
    const first = await opened(machines, { work: never }, { folder, now: () => new Date('2026-02-02T06:00:00Z') });
    await first.start('run', 'a', { x: 1 });
    while ((await first.history('run', 'a')).length < 2) await delay(5);
    await first.close();

    const second = await opened(machines, { work: (input: unknown) => input }, { folder, now: () => new Date('2026-02-03T06:00:00Z') });
    await second.resume();
    const { output, startedAt, stoppedAt } = await second.whenStopped('run', 'a');
    expect(output).toEqual({ started: '2026-02-02T06:00:00.000Z', entered: '2026-02-02T06:00:00.000Z', x: 1 });
    expect([startedAt, stoppedAt]).toEqual([new Date('2026-02-02T06:00:00Z'), new Date('2026-02-03T06:00:00Z')]);
  });

  it('leaves executions alone that have stopped', async () => {
    const folder = newFolder();
    let calls = 0;
    const machines = [machine({ A: task('work') })];
    const first = await opened(machines, { work: () => ++calls }, { folder });
    await first.start('run', 'a', {});
    await first.whenStopped('run', 'a');
    await first.close();
    const second = await opened(machines, { work: () => ++calls }, { folder });
    await second.resume();
    await second.settle();
    expect(calls).toBe(1);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
describe('a Wait', () => {
  it('lasts until its instant, months away, over a restart', async () => {
    const folder = newFolder();
    let present = new Date('2026-01-01T00:00:00Z');
    const machines = [machine({ W: { Type: 'Wait', TimestampPath: '$.until', Next: 'S' }, S: { Type: 'Succeed' } })];
    const first = await opened(machines, {}, { folder, now: () => present });
    await first.start('run', 'a', { until: '2026-12-31T00:00:00Z' });
    await first.settle();
    await first.close();

    const second = await opened(machines, {}, { folder, now: () => present });
    await second.resume();
    await second.settle();
    expect(await second.describe('run', 'a')).toMatchObject({ status: 'RUNNING' });
    present = new Date('2026-12-31T00:00:00Z');
    second.wake();
    expect(await second.whenStopped('run', 'a')).toMatchObject({ status: 'SUCCEEDED' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
describe('a Task that waits for its token', () => {
  const asking = (fields: object = {}): { tokens: string[]; open: (options?: object) => Promise<Runner> } => {
    const tokens: string[] = [];
    return {
      tokens,
      open: (options = {}) =>
        opened([machine({ A: tokenTask('ask', fields) })], { ask: ({ token }: { token: string }) => void tokens.push(token) }, options),
    };
  };

  it('succeeds with the output given; the same answer again is success, another is refused', async () => {
    const { tokens, open: openIt } = asking();
    const runner = await openIt();
    await runner.start('run', 'a', {});
    await runner.settle();
    await runner.succeedTask(tokens[0]!, { released: true });
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ output: { released: true } });
    await runner.succeedTask(tokens[0]!, { released: true });
    await expect(runner.succeedTask(tokens[0]!, { released: false })).rejects.toMatchObject({ name: 'ExecutionConflictError' });
    await expect(runner.failTask(tokens[0]!, 'X', '')).rejects.toMatchObject({ name: 'ExecutionConflictError' });
  });

  it('takes the first of two answers given at once', async () => {
    const { tokens, open: openIt } = asking();
    const runner = await openIt();
    await runner.start('run', 'a', {});
    await runner.settle();
    const answers = await Promise.allSettled([runner.succeedTask(tokens[0]!, 'release'), runner.succeedTask(tokens[0]!, 'reject')]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ output: 'release' });
  });

  it('refuses an unknown token', async () => {
    const { open: openIt } = asking();
    await expect((await openIt()).succeedTask('unknown', {})).rejects.toMatchObject({ name: 'InvalidInputError' });
  });

  it('fails with the error given, which Retry and Catch see', async () => {
    const { tokens, open: openIt } = asking({ Retry: [{ ErrorEquals: ['AgainError'], MaxAttempts: 1 }] });
    const runner = await openIt();
    await runner.start('run', 'a', {});
    await runner.settle();
    await runner.failTask(tokens[0]!, 'AgainError', 'once');
    while (tokens.length < 2) await delay(5);
    await runner.settle();
    await runner.failTask(tokens[1]!, 'AgainError', 'twice');
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ status: 'FAILED', error: 'AgainError', cause: 'twice' });
    expect(tokens).toHaveLength(2);
  });

  it('takes an answer from another connection, as another process has', async () => {
    const { tokens, open: openIt } = asking();
    const folder = newFolder();
    const runner = await openIt({ folder });
    await runner.start('run', 'a', {});
    await runner.settle();
    const client = openExecutionsClient(folder, () => new Date());
    await client.succeedTask(tokens[0]!, 'from elsewhere');
    client.close();
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ output: 'from elsewhere' });
  });

  it('keeps its token over a restart, asks no second time, and finds an answer given while nobody ran', async () => {
    const { tokens, open: openIt } = asking();
    const folder = newFolder();
    const first = await openIt({ folder });
    await first.start('run', 'a', {});
    await first.settle();
    await first.close();
    const second = await openIt({ folder });
    await second.resume();
    await second.settle();
    expect(tokens).toHaveLength(1);
    await second.close();

    const client = openExecutionsClient(folder, () => new Date());
    await client.succeedTask(tokens[0]!, 'overnight');
    client.close();
    const third = await openIt({ folder });
    await third.resume();
    expect(await third.whenStopped('run', 'a')).toMatchObject({ output: 'overnight' });
    expect(tokens).toHaveLength(1);
  });

  it('ends with States.Timeout a year later, and refuses answers then', async () => {
    const { tokens, open: openIt } = asking();
    let present = new Date('2026-01-01T00:00:00Z');
    const runner = await openIt({ now: () => present, millisecondsPerSecond: 1_000 });
    await runner.start('run', 'a', {});
    await runner.settle();
    present = new Date('2026-12-31T23:59:59Z');
    runner.wake();
    await runner.settle();
    expect(await runner.describe('run', 'a')).toMatchObject({ status: 'RUNNING' });
    present = new Date('2027-01-01T00:00:00Z');
    runner.wake();
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    await expect(runner.succeedTask(tokens[0]!, {})).rejects.toMatchObject({ name: 'ExecutionConflictError' });
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
  it('ends after as many seconds as its input names, if it has a TimeoutSecondsPath', async () => {
    const { open: openIt } = asking({ TimeoutSeconds: undefined, TimeoutSecondsPath: '$.wait' });
    let present = new Date('2026-01-01T00:00:00Z');
    const runner = await openIt({ now: () => present, millisecondsPerSecond: 1_000 });
    await runner.start('run', 'a', { wait: 864_000 });
    await runner.settle();
    present = new Date('2026-01-10T23:59:59Z');
    runner.wake();
    await runner.settle();
    expect(await runner.describe('run', 'a')).toMatchObject({ status: 'RUNNING' });
    present = new Date('2026-01-11T00:00:00Z');
    runner.wake();
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    for (const [name, wait] of Object.entries({ none: 0, text: '60', part: 1.5 })) {
      await runner.start('run', name, { wait });
      expect(await runner.whenStopped('run', name)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    }
  });

  it('ends with States.HeartbeatTimeout unless a heartbeat comes', async () => {
    const { tokens, open: openIt } = asking({ HeartbeatSeconds: 60 });
    let present = new Date('2026-01-01T00:00:00Z');
    const runner = await openIt({ now: () => present, millisecondsPerSecond: 1_000 });
    await runner.start('run', 'a', {});
    await runner.settle();
    present = new Date('2026-01-01T00:00:59Z');
    await runner.heartbeat(tokens[0]!);
    present = new Date('2026-01-01T00:01:58Z');
    runner.wake();
    await runner.settle();
    expect(await runner.describe('run', 'a')).toMatchObject({ status: 'RUNNING' });
    present = new Date('2026-01-01T00:01:59Z');
    runner.wake();
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
describe('startExecution', () => {
  it('starts an execution of its own and goes on', async () => {
    const runner = await opened([machine({ S: started('arn:aws:states:::states:startExecution') }), child], {
      work: ({ id }: { id: number }) => id,
    });
    await runner.start('run', 'a', { id: 7 });
    expect((await runner.whenStopped('run', 'a')).output).toMatchObject({ ExecutionArn: expect.stringContaining(':child-7') });
    expect(await runner.whenStopped('child', 'child-7')).toMatchObject({ status: 'SUCCEEDED', output: 7, input: { id: 7 } });
  });

  it('fails if the name was used with other input', async () => {
    const runner = await opened([machine({ S: started('arn:aws:states:::states:startExecution') }), child], { work: () => 1 });
    await runner.start('child', 'child-7', { other: true });
    await runner.start('run', 'a', { id: 7 });
    expect(await runner.whenStopped('run', 'a')).toMatchObject({ error: 'StepFunctions.ExecutionAlreadyExistsException' });
  });

  it('with .sync:2 waits for the end and returns the output as JSON', async () => {
    const runner = await opened([machine({ S: started('arn:aws:states:::states:startExecution.sync:2') }), child], {
      work: () => ({ done: true }),
    });
    await runner.start('run', 'a', { id: 7 });
    expect((await runner.whenStopped('run', 'a')).output).toMatchObject({ Status: 'SUCCEEDED', Output: { done: true }, Name: 'child-7' });
  });

  it('with .sync:2 fails with States.TaskFailed when the child failed', async () => {
    const runner = await opened([machine({ S: started('arn:aws:states:::states:startExecution.sync:2') }), child], {
      work: failing('OddError'),
    });
    await runner.start('run', 'a', { id: 7 });
    const { error, cause } = await runner.whenStopped('run', 'a');
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause!)).toMatchObject({ Status: 'FAILED', Error: 'OddError' });
  });
});

describe('two runners on one folder', () => {
  it('are refused, naming the process that holds it', async () => {
    const folder = newFolder();
    await opened([child], {}, { folder });
    await expect(openTestRunner([child], {}, { folder })).rejects.toThrow(`process ${process.pid} runs its state machines`);
  });

  it('may follow each other', async () => {
    const folder = newFolder();
    await (await openTestRunner([child], {}, { folder })).close();
    await opened([child], {}, { folder });
  });
});

describe('a client of the folder', () => {
  it('starts executions that a running runner takes up', async () => {
    const folder = newFolder();
    const runner = await opened([child], { work: () => 'done' }, { folder });
    await runner.resume();
    const client = openExecutionsClient(folder, () => new Date());
    await client.start('child', 'from-client', {});
    await runner.settle();
    expect(await client.describe('child', 'from-client')).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    client.close();
  });

  it('has a running runner go on with an execution that failed, and leaves one that succeeded as it is', async () => {
    const folder = newFolder();
    let isMended = false;
    let calls = 0;
    const runner = await opened([child], { work: () => (calls++, isMended ? 'done' : failing('OddError')()) }, { folder });
    await runner.resume();
    const client = openExecutionsClient(folder, () => new Date());
    await client.start('child', 'odd', {});
    await runner.settle();
    expect(await client.describe('child', 'odd')).toMatchObject({ status: 'FAILED' });
    isMended = true;
    await client.redrive('child', 'odd');
    await runner.settle();
    await client.redrive('child', 'odd');
    await runner.settle();
    expect(await client.describe('child', 'odd')).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(calls).toBe(2);
    await expect(client.redrive('child', 'none')).rejects.toMatchObject({ name: 'InvalidInputError' });
    client.close();
  });
});

describe('after kill -9', () => {
  async function killed(folder: string, mode: string, isTime: (calls: string) => boolean): Promise<void> {
    const script = fileURLToPath(new URL('./killed-runner.fixture.ts', import.meta.url));
    const victim = spawn(process.execPath, [script, folder, mode], { stdio: 'ignore' });
    const calls = join(folder, 'calls.txt');
    while (!existsSync(calls) || !isTime(readFileSync(calls, 'utf8'))) await delay(5);
    await delay(50);
    await expect(openTestRunner([child], {}, { folder })).rejects.toThrow(`process ${victim.pid} runs`);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
  }

  it('a Distributed Map is gone through again, what came before is not', async () => {
    const folder = newFolder();
    await killed(folder, 'map', (calls) => calls.includes('price 30'));
    const calls: string[] = [];
    const runner = await opened(
      [distributedMachine],
      {
        list: () => void calls.push('list'),
        price: ({ id }: { id: number }) => (calls.push('price'), id * 2),
      },
      { folder },
    );
    const before = (await runner.history('run', 'killed')).map(({ state, enteredAt }) => ({ state, enteredAt }));
    expect(before.map(({ state }) => state)).toEqual(['List', 'PriceAll']);
    await runner.resume();
    expect(await runner.whenStopped('run', 'killed')).toMatchObject({ status: 'SUCCEEDED' });
    expect(new Set(calls)).toEqual(new Set(['price']));
    expect(await runner.mapCounts('run', 'killed')).toEqual({
      state: 'PriceAll',
      total: 200,
      pending: 0,
      running: 0,
      succeeded: 200,
      failed: 0,
    });
    // Entered once: the context sees the same instant as before.
    expect((await runner.history('run', 'killed')).slice(0, 2)).toMatchObject(before);
  });

  it('a wait for a token goes on with the same token', async () => {
    const folder = newFolder();
    await killed(folder, 'token', (calls) => calls.includes('ask'));
    const [, token] = /ask (\S+)/.exec(readFileSync(join(folder, 'calls.txt'), 'utf8'))!;
    const asked: string[] = [];
    const runner = await opened(
      [machine({ Await: tokenTask('ask') })],
      { ask: (input: { token: string }) => void asked.push(input.token) },
      { folder },
    );
    await runner.resume();
    await runner.settle();
    await runner.succeedTask(token!, 'yes');
    expect(await runner.whenStopped('run', 'killed')).toMatchObject({ output: 'yes' });
    expect(asked).toEqual([]);
  });
});

describe('onProgress', () => {
  it('tells states and items as they go', async () => {
    const seen: string[] = [];
    const runner = await opened([distributedMachine], { list: () => null, price: () => 1 });
    runner.onProgress((progress) =>
      seen.push(
        progress.type === 'map'
          ? `map ${progress.counts.succeeded}`
          : progress.type === 'stopped'
            ? progress.status
            : `${progress.type} ${progress.state}`,
      ),
    );
    await runner.start('run', 'a', { items: [1, 2] });
    await runner.whenStopped('run', 'a');
    expect(seen.filter((text) => !text.startsWith('map'))).toEqual([
      'entered List',
      'exited List',
      'entered PriceAll',
      'exited PriceAll',
      'entered Done',
      'SUCCEEDED',
    ]);
    expect(seen).toContain('map 2');
  });
});

describe('onState', () => {
  it('is told of each state that no history records, and of each retry', async () => {
    const told: string[] = [];
    const inner = machine(
      { X: { Type: 'Pass', Next: 'Y' }, Y: task('work', { Retry: [{ ErrorEquals: ['TransientError'], IntervalSeconds: 1 }], End: true }) },
      { name: 'inner', type: 'EXPRESS' },
    );
    const sync = {
      Type: 'Task',
      TimeoutSeconds: 20,
      End: true,
      Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
      Parameters: { StateMachineArn: `${ARN}inner`, 'Input.$': '$' },
    };
    const each = {
      Type: 'Map',
      ItemsPath: '$.of',
      End: true,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Sync', States: { Sync: sync } },
    };
    let calls = 0;
    const work = (): number => {
      if (++calls === 1) throw Object.assign(new Error('busy'), { name: 'TransientError' });
      return calls;
    };
    const runner = await opened(
      [machine({ Each: each }), inner],
      { work },
      { onState: ({ machine: name, state }) => told.push(`${name} ${state}`) },
    );
    await runner.start('run', 'a', { of: [1] });
    expect((await runner.whenStopped('run', 'a')).status).toBe('SUCCEEDED');
    expect(told).toEqual(['run Sync', 'inner X', 'inner Y', 'inner Y']);
  });
});
