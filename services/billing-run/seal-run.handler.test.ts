import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { openMonth, sealedDraftOf } from '../../test/support/runs.ts';
import { beginReview, keepRunReview, requireRun, requireSeal } from '../../shared/billing-run.store.ts';
import { keepList } from '../../shared/list.store.ts';
import { handler } from './seal-run.handler.ts';

const RUN = 'kranich-2026-10-1';
const LIST = { key: 'kranich/runs/kranich-2026-10-1/drafts-aaaa.jsonl', count: 3 };
const AT = '2026-11-02T05:00:00Z';
const INPUT = { sellerId: SELLER, runId: RUN, round: 1, list: LIST, contentHash: 'aaaa', enteredAt: AT };
const OTHER = { ...INPUT, list: { key: 'kranich/runs/kranich-2026-10-1/drafts-bbbb.jsonl', count: 1 }, contentHash: 'bbbb' };

async function openWithLists(): Promise<void> {
  await openMonth();
  await keepList(LIST.key, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 0, { series: 'EX' }), sealedDraftOf('milan', 1)]);
  await keepList(OTHER.list.key, [sealedDraftOf('adler', 0)]);
  await beginReview(SELLER, RUN, 1);
  await keepRunReview(SELLER, RUN, 1, { contentHash: 'aaaa', key: 'none', list: LIST, isReleaseNeeded: false }, AT);
}

describe('SealRun', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await openWithLists();
  });
  afterEach(() => world.close());

  it('seals the list with the numbers each series needs', async () => {
    expect(await handler(INPUT)).toEqual(LIST);
    expect((await requireSeal(SELLER, RUN)).seal).toEqual({ schema: 1, list: LIST, contentHash: 'aaaa', counts: { RE: 2, EX: 1 } });
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'sealed' });
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await openWithLists();
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)(
    'seals once when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect(world.records().filter(({ sk }) => sk === 'seal')).toMatchObject([{ version: 1 }]);
      expect(world.records().filter(({ sk }) => sk === 'run')).toMatchObject([{ version: 4, body: { state: 'sealed' } }]);
    },
  );

  it('refuses another list: RecordConflictError', async () => {
    await handler(INPUT);
    const before = world.picture();
    await expect(handler(OTHER)).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(world.picture()).toEqual(before);
  });

  it('seals one of two lists that come at once', async () => {
    const fates = await Promise.allSettled([handler(INPUT), handler(OTHER)]);
    expect(fates.map((fate) => (fate.status === 'rejected' ? (fate.reason as Error).name : 'sealed'))).toEqual([
      'sealed',
      'NotReleasedError',
    ]);
  });

  it('seals an empty list', async () => {
    const empty = await keepList('kranich/runs/kranich-2026-10-1/drafts-cccc.jsonl', []);
    await handler({ ...INPUT, list: empty });
    expect((await requireSeal(SELLER, RUN)).seal).toMatchObject({ counts: {}, list: { count: 0 } });
  });

  it.each([
    { why: 'content that was not reviewed', input: OTHER, name: 'NotReleasedError' },
    { why: 'a round that is over', input: { ...INPUT, round: 2 }, name: 'SupersededError' },
    { why: 'a list that is not there', input: { ...INPUT, list: { key: 'kranich/none.jsonl', count: 1 } }, name: 'NotFoundError' },
    { why: 'a run that is not there', input: { ...INPUT, runId: 'kranich-2026-01-1' }, name: 'NotFoundError' },
    { why: 'no hash', input: { ...INPUT, contentHash: undefined }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
