import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callsEvent, importCustomers, keepUsage, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { handler } from './measure-days.handler.ts';

const ASKED = { sellerId: SELLER, customerId: 'adler', from: '2026-10-15', until: '2026-10-17' };

describe('measure-days', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    // The last second of the 15th in Vienna, the first of the 16th, and what took an event back.
    await keepUsage(
      callsEvent('adler', '250', { id: 'a', time: '2026-10-15T21:59:59Z' }),
      callsEvent('adler', '7', { id: 'b', time: '2026-10-15T22:00:00Z' }),
      callsEvent('adler', '1000', { id: 'c', time: '2026-10-15T12:00:00Z' }),
      callsEvent('adler', '0', { id: 'r', time: '2026-10-15T12:00:00Z', reverses: 'c' }),
    );
  });
  afterEach(() => world.close());

  it('says what each meter measured of each day by the clocks of the customer, and keeps nothing', async () => {
    const before = world.picture();
    expect(await handler(ASKED)).toMatchObject({
      isWhole: true,
      meters: [
        {
          meter: 'calls',
          events: 2,
          days: [
            { day: '2026-10-15', quantity: '250', events: 1 },
            { day: '2026-10-16', quantity: '7', events: 1 },
          ],
        },
        { meter: 'messages', events: 0, days: [{ quantity: '0' }, { quantity: '0' }] },
      ],
    });
    expect(world.picture()).toEqual(before);
  });

  it.each([
    { why: 'a customer that is not there', input: { ...ASKED, customerId: 'storch' }, name: 'NotFoundError' },
    { why: 'no date', input: { ...ASKED, from: 'yesterday' }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
