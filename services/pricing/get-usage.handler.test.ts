import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepKey } from '../../test/support/api-keys.ts';
import { ask, REFUSED } from '../../test/support/asking.ts';
import { callsEvent, importCustomers, keepUsage, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { arrive } from '../../test/support/months.ts';
import { beginClosing, confirmErasure } from '../../shared/erasure.store.ts';
import { handler } from './get-usage.handler.ts';

describe('GET /v1/customers/{customerId}/usage', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
    await keepKey({ may: ['read'] });
    await keepKey({}, 2);
    await keepUsage(callsEvent('adler', '250'), callsEvent('bussard', '7'));
  });
  afterEach(() => world.close());

  it('says what each meter measured in the present month', async () => {
    expect(await ask(handler)).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        customerId: 'adler',
        period: { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Vienna' },
        meters: [
          { meter: 'calls', quantity: '250', events: 1 },
          { meter: 'messages', quantity: '0', events: 0 },
        ],
      },
    });
  });

  it('has what came since, and keeps nothing', async () => {
    await arrive('2026-11-20', callsEvent('adler', '0.5', { id: 'late', time: '2026-10-15T22:00:00Z' }));
    const before = world.picture();
    const { body } = await ask(handler, { query: { from: '2026-10-15', until: '2026-10-17', by: 'day' }, at: '2026-11-20T12:00:00Z' });
    expect(body['meters']).toMatchObject([
      {
        quantity: '250.5',
        days: [
          { day: '2026-10-15', quantity: '250', events: 1 },
          { day: '2026-10-16', quantity: '0.5', events: 1 },
        ],
      },
      {},
    ]);
    expect(world.picture()).toEqual(before);
  });

  it('says from when on there is usage, where it was erased', async () => {
    await beginClosing(SELLER, 'adler', '2026-10-10T22:00:00Z');
    const scope = { closedBefore: '2026-10-10T22:00:00Z', through: '2026-10-09', oldest: '2026-10-09', hasContacts: false };
    await confirmErasure(SELLER, 'adler', scope, { by: 'ops@kranich.example', at: '2027-05-01T00:00:00Z', counts: {} });
    expect((await ask(handler)).body).toMatchObject({ erasedBefore: '2026-10-10T22:00:00Z' });
    expect((await ask(handler, { query: { from: '2026-10-11', until: '2026-10-12' } })).body).not.toHaveProperty('erasedBefore');
  });

  it.each(REFUSED)('is refused $why: $status', async ({ status, says, ...asked }) => {
    const answer = await ask(handler, asked);
    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(says) } });
    expect(answer.body).not.toHaveProperty('meters');
  });
});
