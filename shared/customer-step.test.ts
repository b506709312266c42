import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { openEmbedded, type Embedded } from '../test/support/embedded.ts';
import { defineCustomerStep } from './customer-step.ts';
import { NotPriceableError, SupersededError, TransientError } from './errors.ts';
import { eraseFailedTries, failedTriesPage, failedTryCounts } from './failed-try.store.ts';
import type { CustomerState } from './failed-try.ts';

const [SELLER, RUN] = ['kranich', 'kranich-2026-10-1'];
const AT = '2026-11-02T05:00:00.000Z';
const INPUT = { sellerId: SELLER, runId: RUN, customerId: 'adler' };

/** A step that fails by this error, or goes well. */
const step = (error?: Error, state: CustomerState = 'CalculatePrice') =>
  defineCustomerStep(state, z.object({ sellerId: z.string() }), async () => {
    if (error) throw error;
    return 'done';
  });
const call = (id: string): Context => ({ awsRequestId: id }) as Context;

describe('a step of one customer', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  const tries = async (state: CustomerState = 'CalculatePrice') => (await failedTriesPage(SELLER, RUN, state, { limit: 10 })).tries;

  it('writes nothing when it goes well', async () => {
    expect(await step()(INPUT)).toBe('done');
    expect(world.records()).toEqual([]);
  });

  it('leaves by its own error, and each try that failed stays with the run', async () => {
    const busy = step(new TransientError('The table was busy.'));
    await expect(busy(INPUT, call('1'))).rejects.toMatchObject({ name: 'TransientError' });
    await expect(busy(INPUT, call('2'))).rejects.toThrow('The table was busy.');
    const failed = {
      schema: 1,
      state: 'CalculatePrice',
      customerId: 'adler',
      at: AT,
      error: 'TransientError',
      cause: 'The table was busy.',
    };
    expect(await tries()).toEqual([failed, failed]);
    expect([...(await failedTryCounts(SELLER, RUN, 10))]).toEqual([['CalculatePrice', { failed: 2, retried: 2 }]]);
  });

  it('is refused with its input as well: that has failed, too', async () => {
    await expect(step()({ ...INPUT, sellerId: 7 })).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(world.records()).toEqual([]);
    await expect(defineCustomerStep('FilePdf', z.object({ number: z.string() }), async () => null)(INPUT)).rejects.toThrow();
    expect(await tries('FilePdf')).toMatchObject([{ error: 'InvalidInputError' }]);
  });

  it('has not failed when a later attempt counts', async () => {
    await expect(step(new SupersededError('Attempt 2 counts.'))(INPUT)).rejects.toMatchObject({ name: 'SupersededError' });
    expect(world.records()).toEqual([]);
  });

  it('keeps no more of an error than a person reads', async () => {
    await expect(step(new Error('x'.repeat(2_000)))(INPUT)).rejects.toThrow();
    expect((await tries())[0]?.cause).toHaveLength(500);
  });

  it('leaves by its own error where the table takes nothing', async () => {
    world.connectWith((table) => ({ ...table, append: () => Promise.reject(new Error('The disk is full.')) }));
    await expect(step(new NotPriceableError('No price.'))(INPUT)).rejects.toMatchObject({ name: 'NotPriceableError' });
  });

  it('is listed state by state, a page at a time', async () => {
    for (const customerId of ['adler', 'bussard', 'falke']) await step(new Error('No.'))({ ...INPUT, customerId }).catch(() => undefined);
    await step(new Error('No.'), 'CreateInvoice')(INPUT).catch(() => undefined);
    const first = await failedTriesPage(SELLER, RUN, 'CalculatePrice', { limit: 2 });
    expect(first.tries.map(({ customerId }) => customerId)).toEqual(['adler', 'bussard']);
    const second = await failedTriesPage(SELLER, RUN, 'CalculatePrice', { limit: 2, after: first.next });
    expect(second.tries.map(({ customerId }) => customerId)).toEqual(['falke']);
    expect(second).not.toHaveProperty('next');
  });

  it('is forgotten with its customer, and with nobody whose id begins alike', async () => {
    for (const customerId of ['adler', 'adler-2']) await step(new Error('No.'))({ ...INPUT, customerId }).catch(() => undefined);
    expect(await eraseFailedTries(SELLER, RUN, 'adler', true)).toBe(1);
    expect(await tries()).toHaveLength(2);
    expect(await eraseFailedTries(SELLER, RUN, 'adler', false)).toBe(1);
    expect((await tries()).map(({ customerId }) => customerId)).toEqual(['adler-2']);
    expect(await eraseFailedTries(SELLER, RUN, 'adler', false)).toBe(0);
  });
});
