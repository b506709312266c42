import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { openMonth } from '../../test/support/runs.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { endedAttempts } from '../../shared/attempt.store.ts';
import { adviceFor } from './advice.ts';
import { handler } from './set-aside.handler.ts';

const RUN = 'kranich-2026-10-1';
const CAUSE = JSON.stringify({ errorType: 'NotPriceableError', errorMessage: 'There is no price.', trace: ['at …'] });
const INPUT = {
  sellerId: SELLER,
  runId: RUN,
  customerId: 'adler',
  attempt: 1,
  failed: { CalculatePrice: { Error: 'NotPriceableError', Cause: CAUSE } },
};

describe('SetAside', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await openMonth();
  });
  afterEach(() => world.close());

  it('ends the attempt with the sentence a person should read, and the next one counts', async () => {
    expect(await handler(INPUT)).toBeNull();
    expect(await endedAttempts(SELLER, RUN)).toEqual(
      new Map([
        [
          'adler',
          {
            schema: 1,
            customerId: 'adler',
            attempt: 2,
            setAside: {
              error: 'NotPriceableError',
              cause: 'There is no price.',
              step: 'CalculatePrice',
              advice: adviceFor('NotPriceableError'),
            },
          },
        ],
      ]),
    );
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await openMonth();
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(once.records.filter(({ pk }) => pk.includes('|attempts|'))).toMatchObject([{ version: 1 }]);
  });

  it.each(['before the write', 'after the write'] as const)(
    'ends one attempt when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect((await endedAttempts(SELLER, RUN)).get('adler')).toMatchObject({ attempt: 2 });
    },
  );

  it('changes nothing when it wakes up late', async () => {
    await handler(INPUT);
    await handler({ ...INPUT, attempt: 2 });
    const before = world.picture();
    await handler({ ...INPUT, failed: { DraftInvoice: { Error: 'Late', Cause: '' } } });
    expect(world.picture()).toEqual(before);
  });

  it('takes a failure without a cause', async () => {
    await handler({ ...INPUT, failed: { DraftInvoice: { Error: 'States.Timeout' } } });
    expect((await endedAttempts(SELLER, RUN)).get('adler')?.setAside).toEqual({
      error: 'States.Timeout',
      cause: '',
      step: 'DraftInvoice',
      advice: adviceFor('States.Timeout'),
    });
  });

  it('refuses a failure without a name: InvalidInputError', async () => {
    await expect(handler({ ...INPUT, failed: { DraftInvoice: {} } })).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(await endedAttempts(SELLER, RUN)).toEqual(new Map());
  });
});
