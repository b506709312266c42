import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ConditionFailedError } from '../shared/errors.ts';
import { remoteCommitter, serveCommits } from './commit-line.ts';
import type { Committer, PreparedFate, PreparedRecord } from './sqlite-table.ts';

const record = fc.record({
  pk: fc.string({ unit: 'binary', minLength: 1 }),
  sk: fc.string({ unit: 'binary', minLength: 1 }),
  text: fc.string({ unit: 'binary' }),
  expires: fc.option(fc.nat(), { freq: 3 }),
});
const fate: fc.Arbitrary<PreparedFate> = fc.option(fc.record({ version: fc.nat(), text: fc.string({ unit: 'binary' }) }), {
  nil: undefined,
});

/** A committer behind a line, which answers as it is told and remembers what arrived. */
async function acrossLine<Result>(committer: Committer, work: (remote: Committer) => Promise<Result>): Promise<Result> {
  const { port1, port2 } = new MessageChannel();
  serveCommits(port1, committer);
  try {
    return await work(remoteCommitter(port2));
  } finally {
    port2.close();
    await once(port1, 'close');
  }
}

describe('the line to the thread that commits', () => {
  it('hands on records and fates as they are, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(record, fate), { maxLength: 20 }), async (both) => {
        const arrived: PreparedRecord[] = [];
        const append = async (records: readonly PreparedRecord[]): Promise<PreparedFate[]> => {
          arrived.push(...records);
          return both.map(([, it]) => it);
        };
        const fates = await acrossLine({ write: async () => {}, append }, (remote) => remote.append(both.map(([it]) => it)));
        expect(arrived).toEqual(both.map(([it]) => it));
        expect(fates).toEqual(both.map(([, it]) => it));
      }),
    );
  });

  it('keeps which condition failed', async () => {
    const write = async (): Promise<void> => Promise.reject(new ConditionFailedError([2]));
    const failing = acrossLine({ write, append: async () => [] }, (remote) => remote.write([]));
    await expect(failing).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [2] });
  });
});
