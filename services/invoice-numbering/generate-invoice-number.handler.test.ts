import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { BLOCK, sealedDraftOf } from '../../test/support/runs.ts';
import { numbersOf } from '../../shared/number.store.ts';
import { handler } from './generate-invoice-number.handler.ts';

const FIRST = { sellerId: SELLER, runId: 'kranich-2026-10-1', blocks: [BLOCK], draft: sealedDraftOf('adler', 0) };
const SECOND = { ...FIRST, draft: sealedDraftOf('bussard', 1) };

describe('GenerateInvoiceNumber', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('numbers a draft by the first number of the block and its place in the list', async () => {
    expect(await handler(FIRST)).toEqual({ number: 'RE-2026-000001', issueDate: '2026-11-02' });
    expect(await handler(SECOND)).toEqual({ number: 'RE-2026-000002', issueDate: '2026-11-02' });
    expect(await numbersOf(SELLER, 'RE-2026')).toMatchObject([
      { number: 'RE-2026-000001', customerId: 'adler' },
      { number: 'RE-2026-000002', customerId: 'bussard' },
    ]);
  });

  it('takes the block of the draft’s series', async () => {
    const blocks = [BLOCK, { ...BLOCK, series: 'EX', counter: 'EX-2026', first: 41 }];
    expect(await handler({ ...FIRST, blocks, draft: sealedDraftOf('adler', 1, { series: 'EX' }) })).toMatchObject({
      number: 'EX-2026-000042',
    });
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => () => handler(FIRST));
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(once.records.map(({ version }) => version)).toEqual([1, 1]);
  });

  it.each(['before the write', 'after the write'] as const)(
    'binds one number when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      expect(await retried(() => handler(FIRST))).toMatchObject({ number: 'RE-2026-000001' });
      expect(await numbersOf(SELLER, 'RE-2026')).toHaveLength(1);
    },
  );

  it('refuses to give a number to a second draft: RecordConflictError', async () => {
    await handler(FIRST);
    const before = world.picture();
    await expect(handler({ ...FIRST, draft: sealedDraftOf('bussard', 0) })).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(world.picture()).toEqual(before);
  });

  it('refuses to give a draft a second number: RecordConflictError', async () => {
    await handler(FIRST);
    const before = world.picture();
    await expect(handler({ ...FIRST, draft: sealedDraftOf('adler', 1) })).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(world.picture()).toEqual(before);
  });

  it.each([
    { why: 'a draft behind the end of the block', input: { ...FIRST, draft: sealedDraftOf('adler', 2) } },
    { why: 'a series without a block', input: { ...FIRST, draft: sealedDraftOf('adler', 0, { series: 'EX' }) } },
    { why: 'no blocks', input: { ...FIRST, blocks: [] } },
  ])('refuses $why: InvalidInputError', async ({ input }) => {
    await expect(handler(input)).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(world.records()).toEqual([]);
  });
});
