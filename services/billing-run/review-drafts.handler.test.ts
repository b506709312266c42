import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { draftFor, keepDraftOf, openMonth } from '../../test/support/runs.ts';
import { endAttempt, requireCurrentAttempt } from '../../shared/attempt.store.ts';
import { sealedDraft } from '../../shared/billing-run.ts';
import { keepList, requireList } from '../../shared/list.store.ts';
import { getReview } from '../../shared/review.store.ts';
import { adviceFor } from './advice.ts';
import { handler } from './review-drafts.handler.ts';

const RUN = 'kranich-2026-10-1';
const LIST = 'kranich/runs/kranich-2026-10-1/customers.jsonl';
const INPUT = { sellerId: SELLER, runId: RUN, round: 1, enteredAt: '2026-11-02T05:00:00Z' };

/** Two drafts of 12.00, one customer set aside, one without result. */
async function openWithDrafts(): Promise<void> {
  await importCustomers({ id: 'adler' });
  await openMonth();
  await keepList(
    LIST,
    ['milan', 'adler', 'falke', 'bussard'].map((customerId) => ({ customerId, attempt: 1 })),
  );
  await keepDraftOf(RUN, draftFor('milan'), 'aa');
  await keepDraftOf(RUN, draftFor('adler'), 'bb');
  await keepDraftOf(RUN, draftFor('falke'), 'cc');
  await endAttempt(
    { sellerId: SELLER, runId: RUN, customerId: 'falke', attempt: 1 },
    { error: 'TaxUndeterminedError', cause: 'No VAT id.' },
    'open',
  );
}

describe('ReviewDrafts', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await openWithDrafts();
  });
  afterEach(() => world.close());

  it('lists the drafts that count in customer order, and says what became of the others', async () => {
    const { list, key, contentHash, isReleaseNeeded } = await handler(INPUT);
    expect(isReleaseNeeded).toBe(false);
    expect(list.count).toBe(2);
    const draft = { attempt: 1, series: 'RE', currency: 'EUR', net: '10.00', payable: '12.00' };
    expect(await requireList(sealedDraft, list.key)).toEqual([
      { ...draft, customerId: 'adler', hash: 'bb', index: 0 },
      { ...draft, customerId: 'milan', hash: 'aa', index: 1 },
    ]);
    expect(await getReview(key)).toEqual({
      customers: 4,
      drafts: 2,
      nothingDue: 0,
      setAside: [
        {
          customerId: 'bussard',
          error: 'NoResultError',
          cause: 'The batch of this customer ended before its time.',
          step: 'PrepareDrafts',
          advice: adviceFor('NoResultError'),
        },
        { customerId: 'falke', error: 'TaxUndeterminedError', cause: 'No VAT id.' },
      ],
      totals: [{ currency: 'EUR', net: '20.00', payable: '24.00' }],
      contentHash,
      round: 1,
      releaseReasons: [],
      anomalies: [],
    });
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await openWithDrafts();
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it('names other content by another hash', async () => {
    const before = await handler(INPUT);
    world.close();
    world = openEmbedded();
    await openWithDrafts();
    await keepDraftOf(RUN, draftFor('bussard'), 'dd');
    const after = await handler(INPUT);
    expect(after.contentHash).not.toBe(before.contentHash);
    expect(after.list.key).not.toBe(before.list.key);
  });

  it('leaves out for good what had no result: a draft that is written afterwards does not count', async () => {
    await handler(INPUT);
    const late = { sellerId: SELLER, runId: RUN, customerId: 'bussard', attempt: 1 };
    await expect(requireCurrentAttempt(late)).rejects.toMatchObject({ name: 'SupersededError' });
  });

  it('keeps what is reviewed: a customer is not set aside any more by a step that wakes up late', async () => {
    const { contentHash } = await handler(INPUT);
    const late = { sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 };
    await expect(endAttempt(late, { error: 'States.Timeout', cause: '' }, 'open')).rejects.toMatchObject({ name: 'SupersededError' });
    expect((await handler(INPUT)).contentHash).toBe(contentHash);
  });

  it.each([
    { why: 'a round that is over', input: { ...INPUT, round: 2 }, name: 'SupersededError' },
    { why: 'a run that is not there', input: { ...INPUT, runId: 'kranich-2026-01-1' }, name: 'NotFoundError' },
    { why: 'no round', input: { sellerId: SELLER, runId: RUN }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
