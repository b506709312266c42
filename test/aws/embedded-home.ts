/** A data folder whose steps run in this process, as a home of state machines; its clock stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { recordsOf } from '../support/embedded.ts';
import { openOneProcess } from '../support/one-process.ts';
import type { Home } from './small-month.ts';

const TIMEOUT = { timeoutMilliseconds: 60_000 };

/** @param moment at which everything happens */
export async function openEmbeddedHome(moment: Date): Promise<Home & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-embedded-'));
  const { ports, workspace, close } = openOneProcess(folder, moment.toISOString());
  const runner = await workspace.runner();
  return {
    ports,
    start: (machine, name, input) => runner.start(machine, name, input),
    invoke: (step, payload) => workspace.invoke(step, JSON.stringify(payload), TIMEOUT),
    pause: () => runner.settle(),
    records: async () => recordsOf(join(folder, 'table.db')),
    async close() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}
