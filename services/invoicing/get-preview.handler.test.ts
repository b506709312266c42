import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepKey } from '../../test/support/api-keys.ts';
import { ask, REFUSED } from '../../test/support/asking.ts';
import { callsEvent, importCustomers, keepUsage } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { arrive, bill } from '../../test/support/months.ts';
import { handler } from './get-preview.handler.ts';

describe('GET /v1/customers/{customerId}/preview', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'milan', country: 'FR' });
    await keepKey({ may: ['post', 'read'] });
    await keepKey({}, 2);
    await keepUsage(callsEvent('adler', '250'));
  });
  afterEach(() => world.close());

  // 10.00 and 100 × 0.10 + 150 × 0.05 = 17.50, and 20 % tax of 27.50: 5.50.
  it('is the bill as it stands, and keeps nothing', async () => {
    const before = world.picture();
    expect(await ask(handler)).toMatchObject({
      status: 200,
      body: {
        customerId: 'adler',
        month: '2026-10',
        draft: {
          currency: 'EUR',
          lines: [{ net: '10.00' }, { quantity: '250', net: '17.50' }],
          totals: { net: '27.50', payable: '33.00' },
        },
      },
    });
    expect(world.picture()).toEqual(before);
  });

  it('brings corrections of what is billed, in a month after it', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', callsEvent('adler', '800', { id: 'late' }));
    const { body } = await ask(handler, { query: { month: '2026-11' } });
    // 1050 calls are 55.50, of which 17.50 are billed.
    expect(body).toMatchObject({ draft: { lines: [{ description: 'Calls, correction', net: '38.00' }, { net: '10.00' }] } });
  });

  it('is null where nothing is due', async () => {
    expect(await ask(handler, { query: { month: '2026-09' } })).toMatchObject({ status: 200, body: { draft: null } });
  });

  it('says why a customer can not be billed as it is', async () => {
    const answer = await ask(handler, { customerId: 'milan' });
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('milan') } });
  });

  it.each(REFUSED)('is refused $why: $status', async ({ status, says, ...asked }) => {
    const answer = await ask(handler, asked);
    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(says) } });
    expect(answer.body).not.toHaveProperty('draft');
  });
});
