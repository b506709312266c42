import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openDiskFiles } from './disk-files.ts';

let root: string;
const open = () => openDiskFiles(root, { isArchive: false });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stepbill-disk-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('leftovers of a crash', () => {
  const host = hostname().replace(/[^A-Za-z0-9-]/g, '-');

  function leave(name: string, minutesAgo: number): string {
    mkdirSync(join(root, '.tmp'), { recursive: true });
    const file = join(root, '.tmp', name);
    writeFileSync(file, 'half a fi');
    const then = Date.now() / 1000 - minutesAgo * 60;
    utimesSync(file, then, then);
    return file;
  }

  function endedProcess(): number {
    return spawnSync(process.execPath, ['-e', '']).pid;
  }

  it.each([
    { what: 'of a process that is gone', pid: endedProcess, of: host, minutesAgo: 0, stays: false },
    { what: 'of this process', pid: () => process.pid, of: host, minutesAgo: 59, stays: true },
    {
      what: 'of a living process, but older than an hour',
      pid: () => process.pid,
      of: host,
      minutesAgo: 61,
      stays: false,
    },
    { what: 'of another machine', pid: endedProcess, of: 'elsewhere', minutesAgo: 59, stays: true },
    {
      what: 'of another machine, older than an hour',
      pid: endedProcess,
      of: 'elsewhere',
      minutesAgo: 61,
      stays: false,
    },
  ])('$what: stays $stays', ({ pid, of, minutesAgo, stays }) => {
    const file = leave(`${of}.${pid()}.0.0123456789abcdef`, minutesAgo);
    open();
    expect(existsSync(file)).toBe(stays);
  });

  it('are none after puts that won, lost or found the same', async () => {
    const files = open();
    await Promise.allSettled(Array.from({ length: 20 }, (_, i) => files.put('a', Buffer.from(String(i % 3)), 'text/plain')));
    expect(readdirSync(join(root, '.tmp'))).toEqual([]);
  });
});

it('passes over what a person or a program left beside the files', async () => {
  const files = open();
  await files.put('b/c.txt', Buffer.from('c'), 'text/plain');
  writeFileSync(join(root, 'my notes.txt'), '');
  writeFileSync(join(root, '.DS_Store'), '');
  mkdirSync(join(root, 'b', 'empty'));
  expect(await files.list('')).toEqual({ keys: ['b/c.txt'] });
});

it('refuses a key that is a folder of another, or lies in a file', async () => {
  const files = open();
  await files.put('a/b', Buffer.from('x'), 'text/plain');
  for (const key of ['a', 'a/b/c', 'a/b/c/d']) {
    await expect(files.put(key, Buffer.from('x'), 'text/plain')).rejects.toMatchObject({ name: 'InvalidInputError' });
  }
});
