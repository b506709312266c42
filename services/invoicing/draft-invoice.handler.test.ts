import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, under, type Embedded } from '../../test/support/embedded.ts';
import { openMonth } from '../../test/support/runs.ts';
import { endAttempt } from '../../shared/attempt.store.ts';
import { closeRun, openRun, requireRun } from '../../shared/billing-run.store.ts';
import { keepCharges } from '../../shared/charges.store.ts';
import { claimsOf } from '../../shared/claim.store.ts';
import { getDraftHead, requireDraft } from '../../shared/draft.store.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { handler } from './draft-invoice.handler.ts';

const RUN = 'kranich-2026-10-1';
const ADLER = { sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 };
const OCTOBER = { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Vienna' };

/** 279.16 at a unit price of itself. */
const LINE: ChargeLine = {
  group: 'Basic',
  period: OCTOBER,
  description: 'Calls',
  quantity: '1',
  parts: [{ quantity: '1', unitPrice: '279.16', flatFee: '0', amount: '279.16' }],
  net: '279.16',
  trace: { subscription: 'adler.basic', plan: 'basic', planVersion: 1, price: 'base' },
};

function charge(step = ADLER, lines: readonly ChargeLine[] = [LINE]): Promise<void> {
  const periods = [{ subscriptionId: `${step.customerId}.basic`, whole: OCTOBER, sequence: 0, voided: 0, compared: 0 }];
  return keepCharges(step, { schema: 1, currency: 'EUR', lines: [...lines], periods, snapshotKey: 'kranich/snapshot.json' });
}

const negative: ChargeLine = { ...LINE, parts: [{ quantity: '1', unitPrice: '-0.01', flatFee: '0', amount: '-0.01' }], net: '-0.01' };

describe('DraftInvoice', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers(
      { id: 'adler' },
      { id: 'bussard', country: 'FR', vatId: 'FR61954506077' },
      { id: 'habicht', country: 'FR' },
      { id: 'falke', country: 'CH' },
    );
    await openMonth();
  });
  afterEach(() => world.close());

  it('drafts 279.16 with 20 % tax as 334.99, and claims the period', async () => {
    await charge();
    expect(await handler(ADLER)).toBeNull();
    expect(await requireDraft(ADLER)).toMatchObject({
      tax: [{ category: 'S', rate: '20', basis: '279.16', tax: '55.83' }],
      totals: { net: '279.16', tax: '55.83', gross: '334.99', payable: '334.99' },
      period: { first: '2026-10-01', last: '2026-10-31' },
    });
    expect(await getDraftHead(ADLER)).toMatchObject({ outcome: 'draft', series: 'RE', currency: 'EUR', net: '279.16', payable: '334.99' });
    expect(await claimsOf(SELLER, 'adler.basic')).toMatchObject([
      { version: 1, claim: { runId: RUN, attempt: 1, sequence: 0, whole: OCTOBER } },
    ]);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await importCustomers({ id: 'adler' });
      await openMonth();
      await charge();
      return () => handler(ADLER);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(under(once.records, 'kranich|claims|')).toHaveLength(1);
  });

  it.each(['before the write', 'after the write'] as const)(
    'leaves one draft and one claim when the connection breaks %s and the step runs again',
    async (failure) => {
      await charge();
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(ADLER));
      expect(under(world.records(), 'kranich|claims|')).toMatchObject([{ version: 1 }]);
      expect(await getDraftHead(ADLER)).toMatchObject({ outcome: 'draft' });
    },
  );

  it('claims the period also when nothing is due', async () => {
    await charge(ADLER, []);
    await handler(ADLER);
    expect(await getDraftHead(ADLER)).toEqual({ schema: 1, customerId: 'adler', attempt: 1, outcome: 'nothing-due' });
    expect(await claimsOf(SELLER, 'adler.basic')).toHaveLength(1);
    await expect(requireDraft(ADLER)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it.each([
    { customerId: 'bussard', category: 'AE', why: 'a business in another EU country' },
    { customerId: 'falke', category: 'O', why: 'a customer outside the EU' },
  ])('taxes $why by category $category', async ({ customerId, category }) => {
    const step = { ...ADLER, customerId };
    await charge(step);
    await handler(step);
    expect(await requireDraft(step)).toMatchObject({ tax: [{ category, rate: '0', tax: '0.00' }], totals: { payable: '279.16' } });
  });

  it.each([
    { name: 'TaxUndeterminedError', why: 'a consumer in another EU country', step: { ...ADLER, customerId: 'habicht' }, lines: [LINE] },
    { name: 'NegativeDraftError', why: 'a sum one cent below 0', step: ADLER, lines: [negative] },
    { name: 'InvariantError', why: 'a line that is not the sum of its parts', step: ADLER, lines: [{ ...LINE, net: '279.17' }] },
  ])('refuses $why: $name, and claims nothing', async ({ name, step, lines }) => {
    await charge(step, lines);
    const before = world.picture();
    await expect(handler(step)).rejects.toMatchObject({ name });
    expect(world.picture()).toEqual(before);
  });

  it('refuses an attempt that is past: SupersededError', async () => {
    await charge();
    await endAttempt({ sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    const before = world.picture();
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'SupersededError' });
    expect(world.picture()).toEqual(before);
  });

  it('writes nothing when the attempt ends between its check and its write', async () => {
    await charge();
    world.connectWith((table) => {
      let isEnded = false;
      return {
        ...table,
        async write(changes) {
          if (!isEnded) {
            isEnded = true;
            await endAttempt({ sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
          }
          await table.write(changes);
        },
      };
    });
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'TransientError' });
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'SupersededError' });
    expect(under(world.records(), 'kranich|claims|')).toEqual([]);
    expect(await getDraftHead(ADLER)).toBeUndefined();
  });

  it.each([
    { why: 'an attempt that was not priced', input: ADLER, name: 'NotFoundError' },
    { why: 'an attempt that is no number', input: { ...ADLER, attempt: '1' }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});

describe('a claim', () => {
  let world: Embedded;
  const september = { ...ADLER, runId: 'kranich-2026-09-1' };
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    await openMonth('2026-09');
    await openMonth('2026-10');
    await charge(september);
    await charge(ADLER);
    await handler(september);
  });
  afterEach(() => world.close());

  it('of an open run is not taken: ClaimTakenError', async () => {
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'ClaimTakenError' });
    expect(await getDraftHead(ADLER)).toBeUndefined();
  });

  it('of a closed run is never taken: ClaimTakenError', async () => {
    await closeRun(await requireRun(SELLER, september.runId), { hash: 'aa', previousHash: null }, undefined, '2026-11-02T05:00:00Z');
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'ClaimTakenError' });
  });

  it('is taken over from an attempt that was set aside', async () => {
    await endAttempt({ sellerId: SELLER, runId: september.runId, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    await handler(ADLER);
    expect(await claimsOf(SELLER, 'adler.basic')).toMatchObject([{ version: 2, claim: { runId: RUN, attempt: 1 } }]);
  });

  it('is the later attempt’s once the earlier one of the same run was set aside', async () => {
    await endAttempt({ sellerId: SELLER, runId: september.runId, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    await charge({ ...september, attempt: 2 });
    await handler({ ...september, attempt: 2 });
    expect(await claimsOf(SELLER, 'adler.basic')).toMatchObject([{ version: 2, claim: { runId: september.runId, attempt: 2 } }]);
  });

  it('of a correction needs a sealed bill before it: ClaimTakenError', async () => {
    const november = { ...ADLER, runId: 'kranich-2026-11-1' };
    await openMonth('2026-11');
    const periods = [{ subscriptionId: 'adler.basic', whole: OCTOBER, sequence: 1, voided: 0, compared: 0 }];
    await keepCharges(november, { schema: 1, currency: 'EUR', lines: [LINE], periods, snapshotKey: 'kranich/snapshot.json' });
    await expect(handler(november)).rejects.toMatchObject({ name: 'ClaimTakenError' });
    expect(await getDraftHead(november)).toBeUndefined();
  });

  it('is none of a dry run, which makes its draft all the same', async () => {
    const dry = await openRun({
      sellerId: SELLER,
      month: '2026-10',
      execution: 'dry',
      openedAt: '2026-11-02T05:00:00Z',
      startedBy: 'a',
      isDryRun: true,
    });
    const step = { ...ADLER, runId: dry.id };
    await charge(step);
    await handler(step);
    expect(await getDraftHead(step)).toMatchObject({ outcome: 'draft', payable: '334.99' });
    expect(await claimsOf(SELLER, 'adler.basic')).toMatchObject([{ version: 1, claim: { runId: september.runId } }]);
  });

  it('that two runs want at once is one run’s', async () => {
    await endAttempt({ sellerId: SELLER, runId: september.runId, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    const november = { ...ADLER, runId: 'kranich-2026-11-1' };
    await openMonth('2026-11');
    await charge(november);
    const fates = await Promise.allSettled([handler(ADLER), handler(november)]);
    expect(fates.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await claimsOf(SELLER, 'adler.basic')).toHaveLength(1);
    const heads = await Promise.all([getDraftHead(ADLER), getDraftHead(november)]);
    expect(heads.filter((head) => head !== undefined)).toHaveLength(1);
  });
});
