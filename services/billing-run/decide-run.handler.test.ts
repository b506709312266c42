import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { openReviewed, reviewAgain } from '../../test/support/runs.ts';
import { endedAttempts } from '../../shared/attempt.store.ts';
import { auditEntries } from '../../shared/audit.store.ts';
import { chainProblems } from '../../shared/audit.ts';
import { beginReview, requireRun } from '../../shared/billing-run.store.ts';
import { getAuditHead } from '../../shared/audit.store.ts';
import { handler } from './decide-run.handler.ts';
import { handler as loadCustomers } from './load-customers.handler.ts';

const RUN = 'kranich-2026-10-1';
const CUSTOMERS = ['adler', 'bussard', 'falke'];

async function openRelease(): Promise<Record<string, unknown>> {
  await importCustomers({ id: 'adler' });
  const { contentHash } = await openReviewed(CUSTOMERS);
  return { sellerId: SELLER, runId: RUN, kind: 'release', contentHash, by: 'cfo@kranich.example', at: '2026-11-03T05:00:00Z' };
}

describe('deciding on a run', () => {
  let world: Embedded;
  let release: Record<string, unknown>;
  beforeEach(async () => {
    world = openEmbedded();
    release = await openRelease();
  });
  afterEach(() => world.close());

  it('releases exactly what was looked at, and writes down who did', async () => {
    expect(await handler(release)).toEqual({ round: 1, isNew: true });
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'released', round: 1 });
    const entries = await auditEntries(SELLER, { runId: RUN });
    expect(entries.map(({ action, by }) => [action, by])).toEqual([
      ['opened', 'ops@kranich.example'],
      ['reviewed', 'stepbill'],
      ['released', 'cfo@kranich.example'],
    ]);
    expect(entries.at(-1)).toMatchObject({ contentHash: release['contentHash'], round: 1, at: '2026-11-03T05:00:00Z' });
    expect(chainProblems(entries, await getAuditHead(SELLER, { runId: RUN }))).toEqual([]);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      const wanted = await openRelease();
      return () => handler(wanted);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it('of a release and a rejection at once makes one, and the other is refused', async () => {
    const reject = { ...release, kind: 'reject', reason: 'wrong month' };
    const fates = await Promise.allSettled([retried(() => handler(release)), retried(() => handler(reject))]);
    const refused = fates.filter((fate) => fate.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ name: 'DecisionRefusedError' });
    const { state } = await requireRun(SELLER, RUN);
    expect(state).toBe(fates[0]?.status === 'fulfilled' ? 'released' : 'rejected');
    expect(await auditEntries(SELLER, { runId: RUN })).toHaveLength(3);
  });

  it.each(['before the write', 'after the write'] as const)('decides once when the connection breaks %s', async (failure) => {
    world.connectWith((table) => failingOnce(table, failure));
    await retried(() => handler(release));
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'released' });
    expect(await auditEntries(SELLER, { runId: RUN })).toHaveLength(3);
  });

  it('refuses a second decision, also the opposite by another', async () => {
    await handler(release);
    await expect(handler({ ...release, kind: 'reject', reason: 'late' })).rejects.toMatchObject({ name: 'DecisionRefusedError' });
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'released' });
  });

  describe('that rejects a customer', () => {
    const reject = () => handler({ ...release, kind: 'change', rejected: ['bussard'], reason: 'wrong plan' });

    it('leads to the next round, in which the customer is out, with the reason and who gave it', async () => {
      await reject();
      expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'open', round: 2 });
      expect(await loadCustomers({ sellerId: SELLER, runId: RUN })).toMatchObject({ count: 0, round: 2 });
      expect((await endedAttempts(SELLER, RUN)).get('bussard')).toMatchObject({
        attempt: 2,
        setAside: { error: 'RejectedByPerson', cause: 'wrong plan', by: 'cfo@kranich.example' },
      });
    });

    it('ends what was looked at: its hash can not be released any more', async () => {
      await reject();
      await loadCustomers({ sellerId: SELLER, runId: RUN });
      await expect(handler(release)).rejects.toMatchObject({ name: 'DecisionRefusedError' });
      await beginReview(SELLER, RUN, 2);
      const { contentHash } = await reviewAgain(RUN, ['adler', 'falke'], 2);
      await expect(handler(release)).rejects.toThrow(`it contains ${contentHash} now`);
      expect(await handler({ ...release, contentHash })).toEqual({ round: 2, isNew: true });
    });

    it('does it once, however often LoadCustomers runs', async () => {
      await reject();
      const step = () => loadCustomers({ sellerId: SELLER, runId: RUN });
      await Promise.all([retried(step), retried(step)]);
      await step();
      expect((await endedAttempts(SELLER, RUN)).get('bussard')).toMatchObject({ attempt: 2 });
    });

    it('brings the customer back when it is repaired, with its next attempt', async () => {
      await reject();
      await loadCustomers({ sellerId: SELLER, runId: RUN });
      await beginReview(SELLER, RUN, 2);
      const { contentHash } = await reviewAgain(RUN, ['adler', 'falke'], 2);
      await handler({ ...release, kind: 'change', contentHash, by: 'ops@kranich.example', repaired: ['bussard'] });
      expect(await loadCustomers({ sellerId: SELLER, runId: RUN })).toMatchObject({ count: 1, round: 3 });
      const attempt = (await endedAttempts(SELLER, RUN)).get('bussard');
      expect(attempt).toMatchObject({ attempt: 2, round: 3 });
      expect(attempt?.setAside).toBeUndefined();
    });
  });

  it.each([
    {
      why: 'a customer without a draft',
      changes: { kind: 'change', rejected: ['milan'], reason: 'x' },
      message: 'no draft of customer "milan"',
    },
    { why: 'the repair of a customer in order', changes: { kind: 'change', repaired: ['adler'] }, message: 'is not set aside' },
    { why: 'another hash', changes: { contentHash: 'ff' }, message: 'has changed since' },
  ])('refuses $why, and changes nothing', async ({ changes, message }) => {
    const before = world.picture();
    await expect(handler({ ...release, ...changes })).rejects.toThrow(message);
    expect(world.picture()).toEqual(before);
  });
});
