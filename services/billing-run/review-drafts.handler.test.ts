import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { billOf } from '../../test/support/bills.ts';
import { closeMonthOf, draftFor, invoiceFor, keepDraftOf, openMonth } from '../../test/support/runs.ts';
import { customerAttempt, endAttempt, endedAttempts, requireCurrentAttempt } from '../../shared/attempt.store.ts';
import { sealedDraft } from '../../shared/billing-run.ts';
import { keepBilledPlans } from '../../shared/billed-plan.store.ts';
import { keepDraft } from '../../shared/draft.store.ts';
import { keepInvoice } from '../../shared/invoice.store.ts';
import { keepList, requireList } from '../../shared/list.store.ts';
import { getReview } from '../../shared/review.store.ts';
import type { Review } from '../../shared/review.ts';
import { adviceFor } from './advice.ts';
import { pastOf } from './past.store.ts';
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
      schema: 1,
      customers: 4,
      drafts: 2,
      nothingDue: 0,
      lastMonth: null,
      setAside: [{ customerId: 'falke', error: 'TaxUndeterminedError', cause: 'No VAT id.' }],
      noResult: ['bussard'],
      unnamed: { setAside: 0, noResult: 0 },
      totals: [{ currency: 'EUR', net: '20.00', payable: '24.00', before: null, difference: null }],
      plans: [],
      meters: [],
      differences: [],
      contentHash,
      round: 1,
      releaseReasons: [],
      anomalies: ['adler', 'milan'].map((customerId) => ({
        kind: 'new-customer',
        customerId,
        figures: { currency: 'EUR', net: '10.00', before: null, difference: null },
        text: 'The first invoice: 10.00 EUR.',
      })),
      anomalyCounts: { 'new-customer': 2 },
    });
    expect((await endedAttempts(SELLER, RUN)).get('bussard')?.setAside).toMatchObject({
      error: 'NoResultError',
      step: 'PrepareDrafts',
      advice: adviceFor('NoResultError'),
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

  it('leaves the same beside a month that is closed', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await closeMonthOf('2026-09', ['adler', 'falke']);
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

  it('keeps many drafts by customer and by amount as well, a part a file', async () => {
    const customers = Array.from({ length: 501 }, (_, i) => `customer-${i}`);
    const many = 'kranich-2026-11-1';
    await openMonth('2026-11');
    await keepList(
      `kranich/runs/${many}/customers.jsonl`,
      customers.map((customerId) => ({ customerId, attempt: 1 })),
    );
    await Promise.all(customers.map((customerId, i) => keepDraftOf(many, draftFor(customerId, i < 2 ? { currency: 'CHF' } : {}), `${i}`)));
    const { list } = await handler({ ...INPUT, runId: many });
    const folder = list.key.replace('.jsonl', '');
    const { keys } = await world.ports.files.list(`${folder}/`);
    const names = ['CHF-0', 'EUR-0', 'by-customer-0', 'by-customer-1', 'currencies'];
    expect(keys).toEqual(names.map((name) => `${folder}/${name}.jsonl`));
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

describe('ReviewDrafts beside last month', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  /** The review of October's latest run, in which each of these customers comes to 10.00 net, 40 messages of plan basic. */
  async function reviewed(customers: readonly string[], drafts: readonly string[]) {
    const run = await openMonth();
    await keepList(
      `kranich/runs/${run.id}/customers.jsonl`,
      customers.map((customerId) => ({ customerId, attempt: 1 })),
    );
    for (const customerId of drafts) await keepDraftOf(run.id, draftFor(customerId), customerId);
    const { key } = await handler({ ...INPUT, runId: run.id });
    return (await getReview(key))!;
  }
  const net = ({ totals: [total] }: Review) => [total?.net, total?.before?.net, total?.difference?.net];

  it('adds up all closed runs of last month, and no run that is not', async () => {
    await closeMonthOf('2026-09', ['adler', 'milan']);
    await closeMonthOf('2026-09', ['falke']);
    const open = await openMonth('2026-09', 'third');
    await keepDraftOf(open.id, draftFor('bussard'), 'x');
    await closeMonthOf('2026-08', ['weihe']);
    const review = await reviewed(['adler', 'bussard', 'falke', 'milan', 'weihe'], ['adler', 'milan']);
    expect(review.lastMonth).toEqual({ month: '2026-09', runs: ['kranich-2026-09-1', 'kranich-2026-09-2'], customers: 3 });
    expect(net(review)).toEqual(['20.00', '30.00', '-10.00']);
  });

  it('takes plans and meters of drafts whose heads say nothing of them from the drafts themselves', async () => {
    await closeMonthOf('2026-09', ['adler', 'milan']);
    const review = await reviewed(['adler', 'milan'], []);
    expect(review.plans).toEqual([
      {
        plan: 'basic',
        version: 1,
        currency: 'EUR',
        customers: 0,
        net: '0.00',
        before: { customers: 2, net: '20.00' },
        difference: '-20.00',
      },
    ]);
    expect(review.meters).toEqual([
      {
        meter: 'messages',
        currency: 'EUR',
        quantity: '0',
        net: '0.00',
        before: { quantity: '80', net: '20.00' },
        difference: { quantity: '-80', net: '-20.00' },
      },
    ]);
  });

  it('leaves out whom an earlier run of the month has billed, so that a second run is compared with its own customers', async () => {
    await closeMonthOf('2026-09', ['adler', 'falke', 'milan']);
    await closeMonthOf('2026-10', ['adler', 'milan']);
    const review = await reviewed(['adler', 'falke', 'milan'], ['falke']);
    expect(review.lastMonth).toMatchObject({ customers: 1 });
    expect(net(review)).toEqual(['10.00', '10.00', '0.00']);
    expect(review.differences).toEqual([]);
  });

  it('leaves out customers that the run is not for', async () => {
    await closeMonthOf('2026-09', ['adler', 'falke']);
    expect(net(await reviewed(['falke'], ['falke']))).toEqual(['10.00', '10.00', '0.00']);
  });

  it('counts a document that became VOID as nothing billed', async () => {
    const { id } = await closeMonthOf('2026-09', ['adler', 'falke']);
    const { state, check } = await customerAttempt(SELLER, id, 'falke');
    await world.ports.table.write([{ put: { ...check.check, body: { ...state, isVoid: true } }, if: check.if }]);
    expect(net(await reviewed(['adler', 'falke'], ['adler', 'falke']))).toEqual(['20.00', '10.00', '10.00']);
  });

  it('calls new who never had an invoice, not who had none last month', async () => {
    await closeMonthOf('2026-09', ['adler']);
    await keepInvoice(invoiceFor('falke', 'RE-2026-000001'));
    const { anomalies } = await reviewed(['adler', 'falke', 'milan'], ['adler', 'falke', 'milan']);
    expect(anomalies.map(({ kind, customerId }) => [kind, customerId])).toEqual([['new-customer', 'milan']]);
  });

  it('keeps a review that stays small: a hundred anomalies of a kind by name, and the count of all', async () => {
    const customers = Array.from({ length: 103 }, (_, i) => `c${i}`);
    const { anomalies, anomalyCounts } = await reviewed(customers, customers);
    expect(anomalies).toHaveLength(100);
    expect(anomalyCounts).toEqual({ 'new-customer': 103 });
  });

  it('tells the first bill of a plan version until a closed run has billed it', async () => {
    const kinds = ({ anomalies }: Review) => anomalies.map(({ kind }) => kind);
    await keepInvoice(invoiceFor('adler', 'RE-2026-000001'));
    const run = await openMonth();
    await keepList(LIST, [{ customerId: 'adler', attempt: 1 }]);
    const step = { sellerId: SELLER, runId: run.id, customerId: 'adler', attempt: 1 };
    const sums = { plans: [{ plan: 'basic', version: 7, net: '10.00' }], meters: [] };
    await keepDraft(step, billOf('adler', '10.00', sums), draftFor('adler'), []);
    const { key } = await handler(INPUT);
    expect(kinds((await getReview(key))!)).toEqual(['first-bill-of-plan-version']);

    const again = await pastOf(run, ['adler'], ['adler']);
    expect(again.isBilled('basic', 7)).toBe(false);
    await keepBilledPlans(SELLER, 'kranich-2026-08-1', [{ plan: 'basic', version: 7 }]);
    expect((await pastOf(run, ['adler'], ['adler'])).isBilled('basic', 7)).toBe(true);
  });
});
