import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued, openMonth, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { endedAttempts } from '../../shared/attempt.store.ts';
import { auditEntries } from '../../shared/audit.store.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { handler as awaitRepair } from './await-repair.handler.ts';
import { handler } from './decide-repair.handler.ts';

const RUN = 'kranich-2026-10-1';
const [ISSUED, MISSING] = ['RE-2026-000001', 'RE-2026-000002'];
const AT = '2026-11-03T05:00:00Z';
const VOID = {
  sellerId: SELLER,
  runId: RUN,
  kind: 'void',
  by: 'cfo@kranich.example',
  at: AT,
  numbers: [MISSING],
  reason: 'It can not be printed.',
};
const RETRY = { sellerId: SELLER, runId: RUN, kind: 'retry', by: 'ops@kranich.example', at: AT };

/** A run of two numbers, of which the second has no document, waiting for a person. */
async function openRepair(): Promise<void> {
  await importCustomers({ id: 'adler' }, { id: 'bussard', language: 'de' });
  await openMonth();
  await sealWith(RUN, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 1)]);
  await takeNumberBlocks(NUMBERING, RUN, { RE: 2 }, '2026-11-02');
  await keepIssued(invoiceFor('adler', ISSUED));
  const verification = { isComplete: false, documents: 2, problems: [], problemCount: 1 };
  await awaitRepair({ sellerId: SELLER, runId: RUN, verification, taskToken: 't1', enteredAt: '2026-11-02T05:00:00Z' });
}

describe('deciding on a repair', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await openRepair();
  });
  afterEach(() => world.close());

  it('makes a number void: nothing is billed for its customer, in whose language it is', async () => {
    await handler(VOID);
    expect(await getFact(SELLER, MISSING, 'void')).toMatchObject({
      customerId: 'bussard',
      language: 'de',
      approvedBy: VOID.by,
      reason: VOID.reason,
    });
    expect((await endedAttempts(SELLER, RUN)).get('bussard')).toMatchObject({ attempt: 1, isVoid: true });
    expect((await auditEntries(SELLER, { runId: RUN })).at(-1)).toMatchObject({ action: 'voided', by: VOID.by, numbers: [MISSING] });
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await openRepair();
      return () => handler(VOID);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)('decides once when the connection breaks %s', async (failure) => {
    world.connectWith((table) => failingOnce(table, failure));
    await retried(() => handler(VOID));
    expect((await auditEntries(SELLER, { runId: RUN })).filter(({ action }) => action === 'voided')).toHaveLength(1);
  });

  it('writes down who had the documents made again', async () => {
    await handler(RETRY);
    expect((await auditEntries(SELLER, { runId: RUN })).at(-1)).toMatchObject({ action: 'retried', by: RETRY.by });
  });

  it.each([
    { why: 'a void by who started the run', changes: { by: 'schedule' }, message: 'is no releaser' },
    { why: 'a void of what is issued', changes: { numbers: [ISSUED] }, message: 'only a credit note corrects it' },
    { why: 'a void of another number', changes: { numbers: ['RE-2026-000003'] }, message: 'is no number of run' },
    { why: 'a void without a reason', changes: { reason: undefined }, message: 'give a reason' },
    { why: 'a void of one number that is issued, and of none then', changes: { numbers: [MISSING, ISSUED] }, message: 'is issued' },
    { why: 'a reason that can not be printed', changes: { reason: '漢字' }, message: 'U+6F22' },
  ])('refuses $why, and changes nothing', async ({ changes, message }) => {
    const before = world.picture();
    await expect(handler({ ...VOID, ...changes })).rejects.toThrow(message);
    expect(world.picture()).toEqual(before);
  });
});
