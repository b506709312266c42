import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { handler } from './await-release.handler.ts';

const RUN = 'kranich-2026-10-1';
const INPUT = { sellerId: SELLER, runId: RUN, contentHash: 'aa', taskToken: 'token-1', enteredAt: '2026-11-02T05:00:00Z' };
const KEPT = { schema: 1, for: 'release', taskToken: 'token-1', since: '2026-11-02T05:00:00Z', about: { contentHash: 'aa' } };

describe('AwaitRelease', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('keeps what is to be released and the token that continues the run', async () => {
    expect(await handler(INPUT)).toBeNull();
    expect(await getWaiting(SELLER, RUN)).toEqual(KEPT);
  });

  it('keeps one and the same again, and twice at once', async () => {
    await Promise.all([handler(INPUT), handler(INPUT)]);
    await handler(INPUT);
    expect(world.records().map(({ body }) => body)).toEqual([KEPT]);
  });

  it('does not put back an earlier wait that comes late', async () => {
    const later = { ...INPUT, taskToken: 'token-2', enteredAt: '2026-11-02T06:00:00.000Z' };
    await handler(later);
    const kept = world.records();
    await handler(INPUT);
    expect(world.records()).toEqual(kept);
  });

  it('keeps the later wait', async () => {
    await handler(INPUT);
    await handler({ ...INPUT, taskToken: 'token-2', contentHash: 'bb' });
    expect(await getWaiting(SELLER, RUN)).toMatchObject({ taskToken: 'token-2', about: { contentHash: 'bb' } });
  });

  it('refuses a wait without a token: InvalidInputError', async () => {
    await expect(handler({ ...INPUT, taskToken: undefined })).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(world.records()).toEqual([]);
  });
});
