/** Two runs at once, by schedule and by hand: one is in the other's way, or they bill disjoint periods. */
import './support/quiet-log.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openWorkspace, type Workspace } from '../local/workspace.ts';
import { claimsOf } from '../shared/claim.store.ts';
import { draftHeads } from '../shared/draft.store.ts';
import { callsEvent, importCustomers, keepUsage, SELLER } from './support/catalog.ts';

const MACHINE = 'billing-run';

describe('two runs at once', () => {
  let data: string;
  let workspace: Workspace;
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'stepbill-two-runs-'));
    workspace = openWorkspace({ data, now: new Date('2026-11-02T05:00:00Z'), threads: 1 });
    await importCustomers(
      { id: 'adler', start: '2026-09-01' },
      { id: 'bussard', start: '2026-09-01' },
      { id: 'falke', start: '2026-09-01' },
    );
    for (const id of ['adler', 'bussard', 'falke']) {
      await keepUsage(
        callsEvent(id, '10', { id: `${id}-september`, time: '2026-09-15T12:00:00Z' }),
        callsEvent(id, '20', { id: `${id}-october`, time: '2026-10-15T12:00:00Z' }),
      );
    }
  });
  afterEach(async () => {
    await workspace[Symbol.asyncDispose]();
    rmSync(data, { recursive: true, force: true });
  });

  async function runAtOnce(...executions: readonly { name: string; month: string; startedBy: string }[]) {
    const runner = await workspace.runner();
    await runner.resume();
    await Promise.all(executions.map(({ name, ...input }) => runner.start(MACHINE, name, { sellerId: SELLER, ...input })));
    return Promise.all(executions.map(({ name }) => runner.whenStopped(MACHINE, name)));
  }

  it('of one month: the second is refused with the run that is in the way', async () => {
    const ended = await runAtOnce(
      { name: 'by-schedule', month: '2026-10', startedBy: 'schedule' },
      { name: 'by-hand', month: '2026-10', startedBy: 'ops@kranich.example' },
    );
    expect(ended.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    const refused = ended.find(({ status }) => status === 'FAILED');
    expect(refused?.error).toBe('RunAlreadyOpenError');
    expect(refused?.cause).toContain('Run \\"kranich-2026-10-1\\" of 2026-10 is in the way');
  }, 30_000);

  it('of two months: each period is billed by one of them', async () => {
    const ended = await runAtOnce(
      { name: 'september', month: '2026-09', startedBy: 'schedule' },
      { name: 'october', month: '2026-10', startedBy: 'ops@kranich.example' },
    );
    expect(ended.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    // Who lost a period between pricing and drafting was set aside with the run that has it; a further run bills the rest.
    await runAtOnce({ name: 'october-2', month: '2026-10', startedBy: 'schedule' });
    const lines: string[] = [];
    for (const run of ['2026-09-1', '2026-10-1', '2026-10-2']) {
      for await (const head of draftHeads(SELLER, `kranich-${run}`)) if (head.outcome === 'draft') lines.push(head.net);
    }
    // 10.00 a month, and 10 or 20 calls at 0.10: 11.00 for September, 12.00 for October, for each of three customers.
    const sum = lines.reduce((total, net) => total + Number(net.replace('.', '')), 0);
    expect(sum).toBe(3 * (1100 + 1200));
    for (const id of ['adler', 'bussard', 'falke']) {
      const claims = await claimsOf(SELLER, `${id}.basic`);
      expect(claims.map(({ claim }) => [claim.whole.start, claim.sequence])).toEqual([
        ['2026-08-31T22:00:00Z', 0],
        ['2026-09-30T22:00:00Z', 0],
      ]);
    }
  }, 30_000);
});
