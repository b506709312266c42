import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued, keepRendered, keepVoided } from '../../test/support/runs.ts';
import { keepFact, requireFact } from '../../shared/invoice.store.ts';
import { handler } from './collect-payment.handler.ts';

const NUMBER = 'RE-2026-000001';
const INPUT = { sellerId: SELLER, number: NUMBER };
const OWED = { schema: 1, means: 'transfer', reference: NUMBER, currency: 'EUR', amount: '12.00', dueDate: '2026-11-16' } as const;

describe('CollectPayment', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('opens the receivable of an issued invoice', async () => {
    await keepIssued(invoiceFor('adler', NUMBER));
    expect(await handler(INPUT)).toBeNull();
    expect(await requireFact(SELLER, NUMBER, 'receivable')).toEqual(OWED);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await keepIssued(invoiceFor('adler', NUMBER));
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)(
    'opens one when the connection breaks %s and the step runs again',
    async (failure) => {
      await keepIssued(invoiceFor('adler', NUMBER));
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect(world.records().filter(({ sk }) => sk === 'receivable')).toMatchObject([{ version: 1, body: OWED }]);
    },
  );

  it('leaves a receivable that is there as it is', async () => {
    await keepIssued(invoiceFor('adler', NUMBER));
    await keepFact(SELLER, NUMBER, 'receivable', { ...OWED, amount: '11.00' });
    await handler(INPUT);
    expect(await requireFact(SELLER, NUMBER, 'receivable')).toMatchObject({ amount: '11.00' });
  });

  it('opens none for a void number', async () => {
    await keepVoided('adler', NUMBER);
    const before = world.picture();
    expect(await handler(INPUT)).toBeNull();
    expect(world.picture()).toEqual(before);
  });

  it('refuses an invoice that is not issued: NotFoundError', async () => {
    await keepRendered(invoiceFor('adler', NUMBER));
    const before = world.picture();
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(world.picture()).toEqual(before);
  });

  it('refuses an invoice without a number: InvalidInputError', async () => {
    await expect(handler({ ...INPUT, number: '' })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});
