import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { handler } from './await-repair.handler.ts';

const RUN = 'kranich-2026-10-1';
const FOUND = { isComplete: false, documents: 2, problems: ['RE-2026-000001 has no document in the archive yet.'], problemCount: 1 };
const INPUT = { sellerId: SELLER, runId: RUN, verification: FOUND, taskToken: 'token-1', enteredAt: '2026-11-02T05:00:00Z' };
const KEPT = { schema: 1, for: 'repair', round: 0, taskTokens: ['token-1'], since: '2026-11-02T05:00:00Z', about: FOUND };

describe('AwaitRepair', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('keeps what is missing and the token that continues the run', async () => {
    expect(await handler(INPUT)).toBeNull();
    expect(await getWaiting(SELLER, RUN)).toEqual(KEPT);
  });

  it('keeps one and the same again, and twice at once', async () => {
    await Promise.all([handler(INPUT), handler(INPUT)]);
    await handler(INPUT);
    expect(world.records().map(({ body }) => body)).toEqual([KEPT]);
  });

  it('refuses a verification that is none: InvalidInputError', async () => {
    await expect(handler({ ...INPUT, verification: { isComplete: false } })).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(world.records()).toEqual([]);
  });
});
