import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { ClockSetting } from '../shared/clock.ts';
import { newFolder } from './runner/runner-fixtures.ts';
import { type WorkerPool, openWorkerPool } from './worker-pool.ts';

const root = newFolder();
const shared = new URL('../shared/', import.meta.url);
const HANDLERS: Readonly<Record<string, string>> = {
  echo: `export const handler = async (event, context) => ({ event, functionName: context.functionName, hasTime: context.getRemainingTimeInMillis() > 0 });`,
  nothing: `export const handler = async () => undefined;`,
  dated: `export const handler = async () => ({ at: new Date(0), gone: undefined });`,
  fail: `export const handler = async () => { throw Object.assign(new Error('no money'), { name: 'PaymentDeclinedError' }); };`,
  text: `export const handler = async () => { throw 'just text'; };`,
  crash: `export const handler = () => { process.exit(3); };`,
  burst: `export const handler = async () => { setTimeout(() => { throw new Error('out of band'); }, 1); return new Promise(() => {}); };`,
  slow: `export const handler = () => new Promise((resolve) => setTimeout(resolve, 300, 'slow'));`,
  loop: `export const handler = () => { for (;;); };`,
  clock: `import { now } from ${JSON.stringify(new URL('clock.ts', shared).href)};\nexport const handler = async () => now();`,
  ask: `import { executions } from ${JSON.stringify(new URL('ports.ts', shared).href)};\nexport const handler = async () => executions().describe('run', 'a');`,
  thread: `import { threadId } from 'node:worker_threads';\nexport const handler = async () => threadId;`,
  empty: `export const other = 1;`,
};
const PORTS = `export function embeddedPorts(folder) {
  if (folder === 'broken') throw new Error('no such folder');
  return { executions: { describe: async (machine, name) => ({ machine, name, folder }) }, close() {} };
}`;

const options = { folder: 'data', services: pathToFileURL(join(root, 'services')), portsModule: pathToFileURL(join(root, 'ports.ts')) };
let pool: WorkerPool;
let clock: ClockSetting = { fixedAt: '2026-02-02T06:00:00Z' };
const call = async (name: string, payload: unknown = {}, timeoutMilliseconds = 5_000): Promise<unknown> =>
  JSON.parse(await pool.invoke(`test/${name}`, JSON.stringify(payload), { timeoutMilliseconds })) as unknown;

beforeAll(async () => {
  mkdirSync(join(root, 'services', 'test'), { recursive: true });
  for (const [name, source] of Object.entries(HANDLERS)) writeFileSync(join(root, 'services', 'test', `${name}.handler.ts`), source);
  writeFileSync(join(root, 'ports.ts'), PORTS);
  pool = await openWorkerPool({ ...options, workers: 2, clock: () => clock });
});
afterAll(() => pool.close());

describe('the worker pool', () => {
  it('calls a handler with its event and a context', async () => {
    expect(await call('echo', { a: 1 })).toEqual({ event: { a: 1 }, functionName: 'stepbill-test-local-echo', hasTime: true });
  });

  it.each([
    ['nothing', null],
    ['dated', { at: '1970-01-01T00:00:00.000Z' }],
  ])('hands results on as JSON: %s', async (name, expected) => {
    expect(await call(name)).toEqual(expected);
  });

  it('keeps name, message and stack of an error', async () => {
    await expect(call('fail')).rejects.toMatchObject({
      name: 'PaymentDeclinedError',
      message: 'no money',
      stack: expect.stringContaining('fail.handler.ts'),
    });
  });

  it('names what is thrown and is no error by its type, as Lambda does', async () => {
    await expect(call('text')).rejects.toMatchObject({ name: 'string', message: 'just text' });
  });

  it.each(['crash', 'burst'])('rejects the steps of a worker that breaks down as Lambda.Unknown and goes on: %s', async (name) => {
    await expect(call(name)).rejects.toMatchObject({ name: 'Lambda.Unknown' });
    expect(await Promise.all([call('echo'), call('echo'), call('echo')])).toHaveLength(3);
  });

  it('says which handler is missing or has no export', async () => {
    await expect(call('empty')).rejects.toThrow('exports no handler');
    await expect(call('gone')).rejects.toThrow('gone.handler.ts');
  });

  it('ends a step that takes too long with States.Timeout', async () => {
    await expect(call('slow', {}, 50)).rejects.toMatchObject({ name: 'States.Timeout' });
  });

  it('replaces a worker that hangs', async () => {
    const small = await openWorkerPool({ ...options, workers: 1 });
    await expect(small.invoke('test/loop', '{}', { timeoutMilliseconds: 50 })).rejects.toMatchObject({ name: 'States.Timeout' });
    expect(await small.invoke('test/nothing', '{}', { timeoutMilliseconds: 5_000 })).toBe('null');
    await small.close();
  });

  it('sets the clock of its workers, and moves it along', async () => {
    expect(await call('clock')).toBe('2026-02-02T06:00:00.000Z');
    clock = { fixedAt: '2026-02-03T06:00:00Z' };
    for (let time = 0; time < 4; time++) expect(await call('clock')).toBe('2026-02-03T06:00:00.000Z');
  });

  it('connects the ports', async () => {
    expect(await call('ask')).toEqual({ machine: 'run', name: 'a', folder: 'data' });
  });

  it('spreads steps over the workers', async () => {
    const two = await openWorkerPool({ ...options, workers: 2 });
    const threads = await Promise.all(Array.from({ length: 20 }, () => two.invoke('test/thread', '{}', { timeoutMilliseconds: 5_000 })));
    expect(new Set(threads).size).toBe(2);
    await two.close();
  });

  it('lets steps wait when all workers are full, without counting that time', async () => {
    const small = await openWorkerPool({ ...options, workers: 1, stepsPerWorker: 1 });
    const slow = (): Promise<string> => small.invoke('test/slow', '{}', { timeoutMilliseconds: 700 });
    expect(await Promise.all([slow(), slow(), slow()])).toEqual(['"slow"', '"slow"', '"slow"']);
    await small.close();
  });

  it('can not be opened if a worker can not connect', async () => {
    await expect(openWorkerPool({ ...options, folder: 'broken', workers: 1 })).rejects.toThrow('no such folder');
  });
});
