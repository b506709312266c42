import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, under, type Embedded } from '../../test/support/embedded.ts';
import { draftFor, keepDraftOf, keepVoid, openMonth, voidFor } from '../../test/support/runs.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import { handler } from './create-invoice.handler.ts';

const RUN = 'kranich-2026-10-1';
const DRAFT = draftFor('adler');
const HASH = contentHash(DRAFT);
const INPUT = {
  sellerId: SELLER,
  runId: RUN,
  customerId: 'adler',
  attempt: 1,
  hash: HASH,
  number: 'RE-2026-000001',
  issueDate: '2026-11-02',
};

async function openWithDraft(): Promise<void> {
  await openMonth();
  await keepDraftOf(RUN, DRAFT, HASH);
}

describe('CreateInvoice', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await openWithDraft();
  });
  afterEach(() => world.close());

  it('makes the draft an invoice with its number, due 14 days after its issue date', async () => {
    expect(await handler(INPUT)).toBeNull();
    expect(await requireFact(SELLER, 'RE-2026-000001', 'content')).toEqual({
      ...DRAFT,
      number: 'RE-2026-000001',
      issueDate: '2026-11-02',
      dueDate: '2026-11-16',
    });
    expect(under(world.records(), 'kranich|customer|adler')).toMatchObject([{ sk: 'invoice|RE-2026-000001', version: 1 }]);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await openWithDraft();
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)(
    'makes one invoice when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect(under(world.records(), 'kranich|invoice|')).toMatchObject([{ sk: 'content', version: 1 }]);
    },
  );

  it('makes nothing of a void number', async () => {
    await keepVoid(voidFor('adler', 'RE-2026-000001'));
    const before = world.picture();
    expect(await handler(INPUT)).toBeNull();
    expect(world.picture()).toEqual(before);
  });

  it.each([
    { why: 'a draft that is not the sealed one', change: { hash: 'ff'.repeat(32) }, name: 'RecordConflictError' },
    { why: 'an attempt without a draft', change: { attempt: 2 }, name: 'NotFoundError' },
    { why: 'an issue date that is none', change: { issueDate: '2026-02-29' }, name: 'InvalidInputError' },
  ])('refuses $why: $name, and writes nothing', async ({ change, name }) => {
    const before = world.picture();
    await expect(handler({ ...INPUT, ...change })).rejects.toMatchObject({ name });
    expect(world.picture()).toEqual(before);
  });
});
