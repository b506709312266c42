// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';

import type { Execution } from '../../shared/executions.ts';
import type { Files } from '../../shared/files.ts';
import { openDiskFiles } from '../disk-files.ts';
import type { Runner } from './runner.ts';
import { type Handlers, failing, machine, newFolder, openTestRunner, task } from './runner-fixtures.ts';

interface Result {
  readonly execution: Execution;
  readonly files: Files;
  readonly runner: Runner;
}
const open: Runner[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((runner) => runner.close()));
});

const reader = {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: { Bucket: 'b', 'Key.$': '$.key' },
  },
};
const writer = {
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', 'Prefix.$': "States.Format('{}/out', $.folder)" } },
};
const processor = (states: object = { T: task('work') }): object => ({
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: Object.keys(states)[0], States: states },
});

async function mapped(fields: object, input: object, handlers: Handlers, lines?: string): Promise<Result> {
  const folder = newFolder();
  const files = openDiskFiles(join(folder, 'files'), { isArchive: false });
  if (lines !== undefined) await files.put('items.jsonl', Buffer.from(lines), 'application/jsonl');
  const runner = await openTestRunner([machine({ M: { Type: 'Map', ...processor(), ...fields, End: true } })], handlers, { folder, files });
  open.push(runner);
  await runner.start('run', 'r', { key: 'items.jsonl', folder: 'runs/1', ...input });
  return { execution: await runner.whenStopped('run', 'r'), files, runner };
}

const echo: Handlers = { work: (input: unknown) => input };
const items = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('ItemReader', () => {
  it('reads JSON Lines, with empty lines, Windows ends and without a last newline', async () => {
    const { execution } = await mapped(reader, {}, echo, '{"a":1}\r\n\n{"a":"ü"}\n   \n[3]');
    expect(execution.output).toEqual([{ a: 1 }, { a: 'ü' }, [3]]);
  });

  it('reads an empty file as no items', async () => {
    expect((await mapped(reader, {}, echo, '')).execution.output).toEqual([]);
  });

  it('ends with States.ItemReaderFailed if there is no such file', async () => {
    expect((await mapped(reader, {}, echo)).execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  });

  it('ends with States.ItemReaderFailed at a line that is not JSON, naming it', async () => {
    const { execution } = await mapped(reader, {}, echo, '1\n\n{oops\n');
    expect(execution).toMatchObject({ error: 'States.ItemReaderFailed', cause: 'Line 2 of items.jsonl is not JSON.' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
describe('ItemBatcher', () => {
  it('gives the child BatchInput and Items, after ItemSelector', async () => {
    const fields = {
      ItemsPath: '$.list',
      ItemSelector: { 'n.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'folder.$': '$.folder' },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'run.$': '$$.Execution.Name' } },
    };
    const { execution } = await mapped(fields, { list: [7, 8, 9] }, echo);
    const item = (n: number, i: number): object => ({ n, i, folder: 'runs/1' });
    expect(execution.output).toEqual([
      { BatchInput: { run: 'r' }, Items: [item(7, 0), item(8, 1)] },
      { BatchInput: { run: 'r' }, Items: [item(9, 2)] },
    ]);
  });

  it('gives an item as it is without ItemBatcher', async () => {
    expect((await mapped({ ItemsPath: '$.list' }, { list: [1, null, 'x'] }, echo)).execution.output).toEqual([1, null, 'x']);
  });

  it('makes smaller batches where items are large, so that no child outgrows 256 KiB', async () => {
    const large = Array.from({ length: 4 }, (_, index) => JSON.stringify({ id: index, text: 'x'.repeat(60_000) })).join('\n');
    const sizes: number[] = [];
    await mapped(
      { ...reader, ...writer, ItemBatcher: { MaxItemsPerBatch: 25 } },
      {},
      { work: ({ Items }: { Items: unknown[] }) => void sizes.push(Items.length) },
      large,
    );
    expect(sizes.toSorted()).toEqual([2, 2]);
  });
});

describe('a child', () => {
  it("is an execution of its own: its input is the context's", async () => {
    const states = { P: { Type: 'Pass', Parameters: { 'in.$': '$$.Execution.Input', 'name.$': '$$.Execution.Name' }, End: true } };
    const { execution } = await mapped({ ...processor(states), ItemsPath: '$.list' }, { list: [{ id: 1 }] }, {});
    expect(execution.output).toEqual([{ in: { id: 1 }, name: expect.stringMatching(/^[0-9a-f-]{36}-0$/) }]);
  });

  it('runs beside at most MaxConcurrencyPath others', async () => {
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    await mapped({ ItemsPath: '$.list', MaxConcurrencyPath: '$.atOnce' }, { list: items(12), atOnce: 2 }, { work });
    expect(most).toBe(2);
  });
});

describe('tolerated failures', () => {
  const some = (broken: number): Handlers => ({
    work: ({ Items }: { Items: number[] }) => (Items.some((n) => n < broken) ? failing('OddError')() : Items.length),
  });
  const batches = { ItemsPath: '$.list', ItemBatcher: { MaxItemsPerBatch: 5 } };
  it.each<[string, object, number, string]>([
    ['none by default', {}, 1, 'FAILED'],
    ['nothing failed', {}, 0, 'SUCCEEDED'],
    ['as many items as the count', { ToleratedFailureCount: 5 }, 1, 'SUCCEEDED'],
    ['one batch more than the count, which counts items', { ToleratedFailureCount: 4 }, 1, 'FAILED'],
    ['exactly the percentage', { ToleratedFailurePercentage: 25 }, 1, 'SUCCEEDED'],
    ['above the percentage', { ToleratedFailurePercentage: 24 }, 1, 'FAILED'],
    ['all of them', { ToleratedFailurePercentage: 100 }, 20, 'SUCCEEDED'],
    ['the stricter of both', { ToleratedFailurePercentage: 100, ToleratedFailureCount: 0 }, 1, 'FAILED'],
  ])('%s', async (_, tolerance, broken, status) => {
    const { execution } = await mapped({ ...batches, ...tolerance }, { list: items(20) }, some(broken));
    expect(execution.status).toBe(status);
    if (status === 'FAILED') expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  it('counts the items of failed children', async () => {
    const { runner } = await mapped({ ...batches, ToleratedFailurePercentage: 100 }, { list: items(20) }, some(6));
    expect(await runner.mapCounts('run', 'r')).toEqual({ state: 'M', total: 20, pending: 0, running: 0, succeeded: 10, failed: 10 });
  });

  it('begins no more children once the threshold is exceeded', async () => {
    let calls = 0;
    await mapped({ ItemsPath: '$.list', MaxConcurrency: 1 }, { list: items(20) }, { work: () => (calls++, failing('OddError')()) });
    expect(calls).toBe(1);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
describe('ResultWriter', () => {
  const flaky: Handlers = { work: (n: number) => (n === 1 ? failing('OddError', 'odd')() : { doubled: n * 2 }) };
  const json = async (files: Files, key: string): Promise<unknown> =>
    JSON.parse(Buffer.from((await files.get(key))!).toString()) as unknown;

  it("writes a manifest and a file for each fate, shaped like AWS's", async () => {
    const { execution, files } = await mapped({ ItemsPath: '$.list', ToleratedFailureCount: 1, ...writer }, { list: [0, 1, 2] }, flaky);
    const { MapRunArn, ResultWriterDetails } = execution.output as {
      MapRunArn: string;
      ResultWriterDetails: { Bucket: string; Key: string };
    };
    expect(MapRunArn).toMatch(/^arn:aws:states:local:000000000000:mapRun:stepbill-local-run\/M:[0-9a-f-]{36}$/);
    expect(ResultWriterDetails).toEqual({ Bucket: 'b', Key: expect.stringMatching(/^runs\/1\/out\/[0-9a-f-]{36}\/manifest\.json$/) });
    const folder = ResultWriterDetails.Key.replace('/manifest.json', '');
    expect(await json(files, ResultWriterDetails.Key)).toEqual({
      DestinationBucket: 'b',
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: (await files.get(`${folder}/FAILED_0.json`))!.length }],
        PENDING: [],
        SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: (await files.get(`${folder}/SUCCEEDED_0.json`))!.length }],
      },
    });
    expect(await json(files, `${folder}/SUCCEEDED_0.json`)).toMatchObject([
      { Status: 'SUCCEEDED', Input: '0', Output: '{"doubled":0}', InputDetails: { Included: true } },
      { Status: 'SUCCEEDED', Input: '2', Output: '{"doubled":4}' },
    ]);
    expect(await json(files, `${folder}/FAILED_0.json`)).toMatchObject([
      { Status: 'FAILED', Input: '1', Error: 'OddError', Cause: expect.stringContaining('odd') },
    ]);
  });

  it('replaces result files that a crash left without their manifest', async () => {
    const folder = newFolder();
    const files = openDiskFiles(join(folder, 'files'), { isArchive: false });
    // Who crashed never comes back to its manifest, also once the other one writes.
    const atManifest = Promise.withResolvers<void>();
    const crashing: Files = {
      ...files,
      put(key, ...rest) {
        if (!key.endsWith('manifest.json')) return files.put(key, ...rest);
        atManifest.resolve();
        return new Promise(() => undefined);
      },
    };
    const machines = [machine({ M: { Type: 'Map', ...processor(), ...writer, ItemsPath: '$.list', End: true } })];
    let outcome = 'first';
    const work = (): string => outcome;
    const first = await openTestRunner(machines, { work }, { folder, files: crashing, millisecondsPerSecond: 1_000 });
    await first.start('run', 'r', { list: [1], folder: 'f' });
    await atManifest.promise;
    await first.close();

    outcome = 'second';
    const second = await openTestRunner(machines, { work }, { folder, files, millisecondsPerSecond: 1_000 });
    open.push(second);
    await second.resume();
    const { output } = await second.whenStopped('run', 'r');
    const { Key } = (output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
    expect(await json(files, Key.replace('manifest', 'SUCCEEDED_0'))).toMatchObject([{ Output: '"second"' }]);
  });

  it('does not run again once its manifest is there', async () => {
    const folder = newFolder();
    const files = openDiskFiles(join(folder, 'files'), { isArchive: false });
    const machines = [machine({ M: { Type: 'Map', ...processor(), ...writer, ItemsPath: '$.list', ResultPath: null, End: true } })];
    let calls = 0;
    // The crash comes after the manifest and before the transition is recorded.
    const stalling: Files = {
      ...files,
      put: async (key, ...rest) => (
        await files.put(key, ...rest),
        key.endsWith('manifest.json') ? new Promise(() => undefined) : { hash: '', isNew: true }
      ),
    };
    const first = await openTestRunner(machines, { work: () => ++calls }, { folder, files: stalling });
    await first.start('run', 'r', { list: [1], folder: 'f' });
    while (!(await files.list('f/')).keys.some((key) => key.endsWith('manifest.json')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await first.close();
    const second = await openTestRunner(machines, { work: () => ++calls }, { folder, files });
    open.push(second);
    await second.resume();
    expect((await second.whenStopped('run', 'r')).status).toBe('SUCCEEDED');
    expect(calls).toBe(1);
  });

  it('has a folder of its own each time the state is entered', async () => {
    const states = {
      M: { Type: 'Map', ...processor(), ...writer, ItemsPath: '$.list', ResultPath: null, Next: 'Again?' },
      'Again?': { Type: 'Choice', Choices: [{ Variable: '$.again', BooleanEquals: true, Next: 'Once' }], Default: 'End' },
      Once: { Type: 'Pass', Parameters: { 'list.$': '$.list', 'folder.$': '$.folder', again: false }, Next: 'M' },
      End: { Type: 'Succeed' },
    };
    const folder = newFolder();
    const files = openDiskFiles(join(folder, 'files'), { isArchive: false });
    const runner = await openTestRunner([machine(states)], echo, { folder, files });
    open.push(runner);
    await runner.start('run', 'r', { list: [1], folder: 'f', again: true });
    expect((await runner.whenStopped('run', 'r')).status).toBe('SUCCEEDED');
    expect((await files.list('f/')).keys.filter((key) => key.endsWith('manifest.json'))).toHaveLength(2);
  });
});

describe('10,000 items', () => {
  it('go through an inline Map of four states each', async () => {
    const each = {
      Each: {
        Type: 'Map',
        ItemsPath: '$.Items',
        MaxConcurrency: 10,
        ResultPath: null,
        End: true,
        ItemProcessor: {
          StartAt: 'A',
          States: {
            A: task('a', { ResultPath: null, Next: 'B' }),
            B: task('b', { ResultPath: null, Next: 'C' }),
            C: task('c', { ResultPath: null, Next: 'D' }),
            D: task('d'),
          },
        },
      },
    };
    let calls = 0;
    const count = (): number => ++calls;
    const lines = items(10_000)
      .map((n) => JSON.stringify({ n }))
      .join('\n');
    const { execution } = await mapped(
      { ...reader, ...writer, ...processor(each), ItemBatcher: { MaxItemsPerBatch: 25 } },
      {},
      { a: count, b: count, c: count, d: count },
      lines,
    );
    expect(execution.status).toBe('SUCCEEDED');
    expect(calls).toBe(40_000);
  });
});
