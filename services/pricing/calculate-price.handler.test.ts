import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { callsEvent, importCustomers, keepUsage, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { openMonth } from '../../test/support/runs.ts';
import { endAttempt } from '../../shared/attempt.store.ts';
import { closeRun, requireRun } from '../../shared/billing-run.store.ts';
import { getCharges, requireCharges } from '../../shared/charges.store.ts';
import { claimsToTake } from '../../shared/claim.store.ts';
import { table } from '../../shared/ports.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import { handler } from './calculate-price.handler.ts';

const RUN = 'kranich-2026-10-1';
const ADLER = { sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 };

/** 250 calls: 100 × 0.10 + 150 × 0.05 = 17.50; two messages: 0.50. */
async function openWithUsage(): Promise<void> {
  await importCustomers({ id: 'adler' });
  await keepUsage(
    callsEvent('adler', '250'),
    ...['m1', 'm2'].map((id) => usageEvent.parse({ id, customer: 'adler', type: 'message.sent', time: '2026-10-20T09:00:00Z' })),
  );
  await openMonth();
}

const netsOf = async (step = ADLER): Promise<string[]> => (await requireCharges(step)).lines.map(({ net }) => net);

describe('CalculatePrice', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('leaves a line for each price of the plan and the period it bills', async () => {
    await openWithUsage();
    expect(await handler(ADLER)).toBeNull();
    expect(await netsOf()).toEqual(['10.00', '17.50', '0.50']);
    expect((await requireCharges(ADLER)).periods).toEqual([
      {
        subscriptionId: 'adler.basic',
        whole: { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Vienna' },
        sequence: 0,
        voided: 0,
        compared: 0,
        terms: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await openWithUsage();
      return () => handler(ADLER);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(once.records.filter(({ sk }) => sk === 'snapshot|1')).toMatchObject([{ version: 1 }]);
  });

  it('prices a retry on the snapshot that was taken first, whatever arrived since', async () => {
    await openWithUsage();
    await handler(ADLER);
    const [charges] = world.records().filter(({ sk }) => sk === 'charges|1');
    await table().write([{ delete: { pk: charges?.pk ?? '', sk: charges?.sk ?? '' } }]);
    await keepUsage(callsEvent('adler', '1000', { id: 'late' }));
    await handler(ADLER);
    expect(await netsOf()).toEqual(['10.00', '17.50', '0.50']);
  });

  it('prices on the snapshot of a twin that was quicker, and leaves it as it is', async () => {
    await openWithUsage();
    world.connectWith((inner) => {
      let isOvertaken = false;
      return {
        ...inner,
        async query(query) {
          if (query.pk.endsWith('|2026-10-15') && !isOvertaken) {
            isOvertaken = true;
            // The twin leaves its snapshot and dies before its charges; then one more event of that day arrives.
            world.connectWith((table) => failingOnce(table, 'before the write', 2));
            await expect(handler(ADLER)).rejects.toMatchObject({ name: 'TransientError' });
            await keepUsage(callsEvent('adler', '1000', { id: 'late' }));
          }
          return inner.query(query);
        },
      };
    });
    await handler(ADLER);
    expect(await netsOf()).toEqual(['10.00', '17.50', '0.50']);
  });

  it('takes a new snapshot for a new attempt', async () => {
    await openWithUsage();
    await handler(ADLER);
    await endAttempt({ sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    await keepUsage(callsEvent('adler', '10', { id: 'more' }));
    await handler({ ...ADLER, attempt: 2 });
    expect(await netsOf({ ...ADLER, attempt: 2 })).toEqual(['10.00', '18.00', '0.50']);
  });

  it('bills every period that ended and is not billed yet, oldest first', async () => {
    await importCustomers({ id: 'adler', start: '2026-08-17', plan: 'plain' });
    await keepUsage(
      callsEvent('adler', '10', { id: 'august', time: '2026-08-20T00:00:00Z' }),
      callsEvent('adler', '20', { id: 'september', time: '2026-09-20T00:00:00Z' }),
      callsEvent('adler', '30', { id: 'october', time: '2026-10-20T00:00:00Z' }),
      callsEvent('adler', '99', { id: 'november', time: '2026-11-01T00:00:00Z' }),
    );
    await openMonth();
    await handler(ADLER);
    expect(await netsOf()).toEqual(['1.00', '2.00', '3.00']);
  });

  it('bills a change of plan as it happened, whatever the names of the plans', async () => {
    await importCustomers({ id: 'adler', plan: 'plain', end: '2026-10-16', next: 'basic' });
    await keepUsage(
      callsEvent('adler', '10', { id: 'plain', time: '2026-10-10T00:00:00Z' }),
      callsEvent('adler', '20', { id: 'basic', time: '2026-10-20T00:00:00Z' }),
    );
    await openMonth();
    await handler(ADLER);
    // Plain: 10 × 0.10. Basic: 10.00 for 16 of 31 days, and 20 × 0.10.
    expect(await netsOf()).toEqual(['1.00', '5.16', '2.00']);
  });

  it('counts an event at the first instant of the period and leaves the one at its end to the next', async () => {
    await importCustomers({ id: 'adler', plan: 'plain' });
    await keepUsage(
      callsEvent('adler', '1', { id: 'before', time: '2026-09-30T21:59:59.999999999Z' }),
      callsEvent('adler', '10', { id: 'first', time: '2026-09-30T22:00:00Z' }),
      callsEvent('adler', '100', { id: 'last', time: '2026-10-31T22:59:59.999999999Z' }),
      callsEvent('adler', '1000', { id: 'after', time: '2026-10-31T23:00:00Z' }),
    );
    await openMonth();
    await handler(ADLER);
    expect(await netsOf()).toEqual(['11.00']);
  });

  it('keeps charges without lines where nothing was subscribed', async () => {
    await importCustomers({ id: 'weihe', plan: 'none' });
    await openMonth();
    await handler({ ...ADLER, customerId: 'weihe' });
    expect(await getCharges({ ...ADLER, customerId: 'weihe' })).toMatchObject({ lines: [], periods: [] });
  });

  it('refuses an attempt that is past: SupersededError, and nothing is written', async () => {
    await openWithUsage();
    await endAttempt({ sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    const before = world.picture();
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'SupersededError' });
    expect(world.picture()).toEqual(before);
  });

  it('refuses a graduated price on a quantity below 0: NotPriceableError', async () => {
    await importCustomers({ id: 'adler' });
    await keepUsage(callsEvent('adler', '-1'));
    await openMonth();
    await expect(handler(ADLER)).rejects.toMatchObject({ name: 'NotPriceableError' });
    expect(await getCharges(ADLER)).toBeUndefined();
  });

  it.each([
    { why: 'a run that is not there', input: { ...ADLER, runId: 'kranich-2026-09-1' }, name: 'NotFoundError' },
    { why: 'a customer that is not there', input: { ...ADLER, customerId: 'nobody' }, name: 'NotFoundError' },
    { why: 'attempt 0', input: { ...ADLER, attempt: 0 }, name: 'InvalidInputError' },
    { why: 'no customer', input: { sellerId: SELLER, runId: RUN, attempt: 1 }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await openWithUsage();
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});

describe('periods that another run claims', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler', start: '2026-09-01', plan: 'plain' });
    await keepUsage(
      callsEvent('adler', '20', { id: 'september', time: '2026-09-20T00:00:00Z' }),
      callsEvent('adler', '30', { id: 'october' }),
    );
    await openMonth('2026-09');
    const september = { ...ADLER, runId: 'kranich-2026-09-1' };
    await handler(september);
    await table().write(await claimsToTake(september, await requireCharges(september)));
  });
  afterEach(() => world.close());

  it('are left to that run while it is open', async () => {
    await openMonth('2026-10');
    await handler(ADLER);
    expect(await netsOf()).toEqual(['3.00']);
  });

  it('are not billed again once it is closed', async () => {
    await closeRun(await requireRun(SELLER, 'kranich-2026-09-1'), { hash: 'aa', previousHash: null }, undefined, '2026-11-02T05:00:00Z');
    await openMonth('2026-10');
    await handler(ADLER);
    expect(await netsOf()).toEqual(['3.00']);
  });

  it('are billed by a later run when they were set aside', async () => {
    await endAttempt({ sellerId: SELLER, runId: 'kranich-2026-09-1', customerId: 'adler', attempt: 1 }, { error: 'X', cause: '' }, 'open');
    await openMonth('2026-10');
    await handler(ADLER);
    expect(await netsOf()).toEqual(['2.00', '3.00']);
  });

  it('leave runs of different months open at once for customers they do not share', async () => {
    await importCustomers({ id: 'adler', start: '2026-09-01', plan: 'plain' }, { id: 'bussard', plan: 'plain' });
    await keepUsage(callsEvent('bussard', '70'));
    await openMonth('2026-10');
    await handler({ ...ADLER, customerId: 'bussard' });
    expect(await netsOf({ ...ADLER, customerId: 'bussard' })).toEqual(['7.00']);
  });
});
