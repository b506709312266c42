import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importSeries, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { BLOCK, openMonth, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { numberText, type NumberBlock } from '../../shared/billing-run.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { blockKey, blocksBack, counters, numbersOf } from '../../shared/number.store.ts';
import { table } from '../../shared/ports.ts';
import { handler as allocateNumbers } from './allocate-numbers.handler.ts';
import { handler } from './generate-invoice-number.handler.ts';

const FIRST = { sellerId: SELLER, runId: 'kranich-2026-10-1', blocks: [BLOCK], draft: sealedDraftOf('adler', 0) };
const SECOND = { ...FIRST, draft: sealedDraftOf('bussard', 1) };

/** What the state hands over; the tests that hand over the document itself are those of an earlier version's state. */
const wrapped = (document: object, enteredAt = '2026-11-02T05:00:00Z') => ({ sellerId: SELLER, runId: FIRST.runId, document, enteredAt });

/** A single document of a customer, as an order has it. */
const single = (customerId: string, enteredAt?: string, hash = sha256(customerId)) =>
  wrapped({ sellerId: SELLER, runId: 'order-1', draft: { customerId, attempt: 1, hash, series: 'RE' } }, enteredAt);

/** Keeps blocks as those the run was given. */
async function giveOut(...blocks: readonly NumberBlock[]): Promise<void> {
  await table().write(blocks.map((block) => ({ put: { ...blockKey(SELLER, FIRST.runId, block.series), body: block } })));
}

describe('GenerateInvoiceNumber', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await giveOut(BLOCK);
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
    await giveOut(...blocks);
    expect(await handler({ ...FIRST, blocks, draft: sealedDraftOf('adler', 1, { series: 'EX' }) })).toMatchObject({
      number: 'EX-2026-000042',
    });
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => giveOut(BLOCK).then(() => () => handler(FIRST)));
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(once.records.map(({ version }) => version)).toEqual([1, 1, 1]);
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
    const before = world.picture();
    await expect(handler(input)).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(world.picture()).toEqual(before);
  });

  it('takes the same from the state’s whole input as from the document alone', async () => {
    const { once } = await effects(async () => giveOut(BLOCK).then(() => () => handler(FIRST)));
    expect(await effects(async () => giveOut(BLOCK).then(() => () => handler(wrapped(FIRST))))).toEqual({
      once,
      again: once,
      atOnce: once,
    });
  });
});

describe('GenerateInvoiceNumber for a single document', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importSeries({ prefix: 'RE' }, { prefix: 'EX' });
  });
  afterEach(() => world.close());

  it('takes the next number, on the day the state was entered', async () => {
    expect(await handler(single('adler'))).toEqual({ number: 'RE-2026-000001', issueDate: '2026-11-02' });
    expect(await handler(single('bussard', '2026-11-02T22:59:59Z'))).toEqual({ number: 'RE-2026-000002', issueDate: '2026-11-02' });
    expect(await handler(single('falke', '2026-11-02T23:00:00Z'))).toEqual({ number: 'RE-2026-000003', issueDate: '2026-11-03' });
    // A clock that is behind the other's.
    expect(await handler(single('milan', '2026-11-01T12:00:00Z'))).toEqual({ number: 'RE-2026-000004', issueDate: '2026-11-03' });
    expect(await counters(SELLER)).toMatchObject([{ counter: 'RE-2026', last: 4, lastIssueDate: '2026-11-03' }]);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await importSeries({ prefix: 'RE' });
      return () => handler(single('adler'));
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it('returns its number also on a later day', async () => {
    const first = await handler(single('adler'));
    await handler(single('bussard'));
    expect(await handler(single('adler', '2027-01-01T12:00:00Z'))).toEqual(first);
    expect(await counters(SELLER)).toMatchObject([{ last: 2 }]);
  });

  it.each(['before the write', 'after the write'] as const)(
    'takes one number when the connection breaks %s and the step runs again',
    async (failure) => {
      let writes = 0;
      world.connectWith((inner) => {
        const failing = failingOnce(inner, failure);
        return {
          ...failing,
          async write(changes) {
            writes++;
            await failing.write(changes);
          },
        };
      });
      expect(await retried(() => handler(single('adler')))).toMatchObject({ number: 'RE-2026-000001' });
      expect(await numbersOf(SELLER, 'RE-2026')).toMatchObject([{ number: 'RE-2026-000001', customerId: 'adler' }]);
      expect(await counters(SELLER)).toMatchObject([{ last: 1 }]);
      // Number and counter are one write: there is no moment at which a number is taken and no draft has it.
      expect(writes).toBe(failure === 'after the write' ? 1 : 2);
    },
  );

  it('begins again at once when others were faster at the counter', async () => {
    let isFirst = true;
    world.connectWith((inner) => ({
      ...inner,
      async write(changes) {
        if (isFirst) {
          isFirst = false;
          for (const other of ['bussard', 'falke']) await handler(single(other));
        }
        await inner.write(changes);
      },
    }));
    expect(await handler(single('adler'))).toEqual({ number: 'RE-2026-000003', issueDate: '2026-11-02' });
    expect(await counters(SELLER)).toMatchObject([{ last: 3 }]);
  });

  it('refuses another draft under the same name, and takes no number for it: RecordConflictError', async () => {
    await handler(single('adler'));
    const before = world.picture();
    await expect(handler(single('adler', undefined, 'cd'.repeat(32)))).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(world.picture()).toEqual(before);
  });

  it('refuses a draft of a run that has numbers, where somebody starts its workflow without the blocks: RecordConflictError', async () => {
    const { id: runId } = await openMonth();
    await sealWith(runId, [sealedDraftOf('adler', 0)]);
    await allocateNumbers({ sellerId: SELLER, runId, enteredAt: '2026-11-02T05:00:00Z' });
    const before = world.picture();
    const { customerId, attempt, hash, series } = sealedDraftOf('adler', 0);
    const started = wrapped({ sellerId: SELLER, runId, draft: { customerId, attempt, hash, series } });
    await expect(handler(started)).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(world.picture()).toEqual(before);
  });

  it('refuses a draft that a run has numbered, and takes no number for it: RecordConflictError', async () => {
    await giveOut(BLOCK);
    await handler(FIRST);
    const before = world.picture();
    const { blocks: _, ...document } = FIRST;
    await expect(handler(wrapped(document))).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(world.picture()).toEqual(before);
  });

  it.each([
    { why: 'no moment', input: { ...single('adler'), enteredAt: undefined }, name: 'InvalidInputError' },
    { why: 'a moment without zone', input: single('adler', '2026-11-02T05:00:00'), name: 'InvalidInputError' },
    { why: 'no draft', input: wrapped({ sellerId: SELLER, runId: 'order-1' }), name: 'InvalidInputError' },
    { why: 'a document that is none', input: wrapped([]), name: 'InvalidInputError' },
    {
      why: 'a series the seller does not have',
      input: wrapped({ sellerId: SELLER, runId: 'order-1', draft: { customerId: 'a', attempt: 1, hash: 'aa', series: 'XX' } }),
      name: 'NotFoundError',
    },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
    expect(await counters(SELLER)).toEqual([]);
  });

  it('gives a hundred documents and a run of 50 at once numbers without gap or duplicate, on rising dates', async () => {
    const { id } = await openMonth();
    await sealWith(
      id,
      Array.from({ length: 50 }, (_, i) => sealedDraftOf(`customer-${i}`, i)),
    );
    const allocate = () => allocateNumbers({ sellerId: SELLER, runId: id, enteredAt: '2026-11-03T12:00:00Z' });
    // Clocks of the documents differ by days, and not in the order in which they come.
    const days = Array.from({ length: 100 }, (_, i) => `2026-11-${String(1 + ((i * 7) % 9)).padStart(2, '0')}T12:00:00Z`);
    const take = (i: number) => retried(() => handler(single(`order-of-${i}`, days[i])));
    // Every tenth is delivered twice.
    const deliveries = days.flatMap((_, i) => (i % 10 === 0 ? [i, i] : [i]));
    const [blocks, ...documents] = await Promise.all([retried(allocate), ...deliveries.map(take)]);

    const [block] = blocks;
    expect(block).toMatchObject({ count: 50 });
    const ofRun = Array.from({ length: 50 }, (_, i) => numberText(block!, block!.first + i));
    const ofDocuments = [...new Set(documents.map(({ number }) => number))];
    expect([...ofRun, ...ofDocuments].sort()).toEqual(Array.from({ length: 150 }, (_, i) => `RE-2026-${String(i + 1).padStart(6, '0')}`));
    const dated = [...documents, ...ofRun.map((number) => ({ number, issueDate: block!.issueDate }))];
    const dates = dated.sort((a, b) => (a.number < b.number ? -1 : 1)).map(({ issueDate }) => issueDate);
    expect(dates).toEqual([...dates].sort());
    expect(await counters(SELLER)).toMatchObject([{ last: 150, lastIssueDate: dates.at(-1) }]);

    // The counter leads back through every block to the first.
    const back = await Array.fromAsync(blocksBack(SELLER, (await counters(SELLER))[0]!));
    expect(back).toHaveLength(101);
    let next = 151;
    for (const { block: each } of back) {
      expect(each.first + each.count).toBe(next);
      next = each.first;
    }
    expect(next).toBe(1);
  });
});
