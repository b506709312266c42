import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { openReviewed } from '../../test/support/runs.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { keepDecision } from '../../shared/decision.store.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { handler } from './await-release.handler.ts';

const RUN = 'kranich-2026-10-1';
const AT = '2026-11-02T05:00:00Z';

describe('AwaitRelease', () => {
  let world: Embedded;
  let input: Record<string, unknown>;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    const review = await openReviewed();
    input = {
      sellerId: SELLER,
      runId: RUN,
      round: 1,
      contentHash: review.contentHash,
      reviewKey: review.key,
      taskToken: 't1',
      enteredAt: AT,
    };
  });
  afterEach(() => world.close());

  it('keeps what is to be released and the token that continues the run', async () => {
    expect(await handler(input)).toBeNull();
    expect(await getWaiting(SELLER, RUN)).toEqual({
      schema: 1,
      for: 'release',
      round: 1,
      taskTokens: ['t1'],
      since: AT,
      about: { contentHash: input['contentHash'] },
    });
  });

  it('informs each releaser but the one who started the run, once, with what the run comes to and the words to release it', async () => {
    await Promise.all([handler(input), handler(input).catch(() => handler(input))]);
    await handler(input);
    const mails = readdirSync(join(world.folder, 'outbox')).filter((file) => file.endsWith('.eml'));
    expect(mails).toHaveLength(1);
    const mail = readFileSync(join(world.folder, 'outbox', mails[0] ?? ''), 'utf8').replaceAll('=\r\n', '');
    expect(mail).toContain('waits for your release');
    expect(mail).toContain(String(input['contentHash']));
  });

  it('keeps every token of one wait, since nobody can tell which of two calls is waited on', async () => {
    await handler(input);
    await handler({ ...input, taskToken: 't2' });
    await handler(input);
    expect(await getWaiting(SELLER, RUN)).toMatchObject({ taskTokens: ['t1', 't2'] });
  });

  it('does not put back an earlier wait that comes late', async () => {
    await handler({ ...input, taskToken: 't2', enteredAt: '2026-11-02T06:00:00.000Z' });
    const kept = await getWaiting(SELLER, RUN);
    await handler(input);
    expect(await getWaiting(SELLER, RUN)).toEqual(kept);
  });

  it('mails nobody once it is decided: the decision is the answer', async () => {
    const { review } = await requireRun(SELLER, RUN);
    await keepDecision(SELLER, RUN, {
      schema: 1,
      kind: 'release',
      round: 1,
      contentHash: review!.contentHash,
      by: 'cfo@kranich.example',
      at: AT,
      rejected: [],
      repaired: [],
    });
    await handler(input);
    expect(world.picture().mails).toEqual({});
  });

  it('refuses a wait without a token: InvalidInputError', async () => {
    await expect(handler({ ...input, taskToken: undefined })).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(await getWaiting(SELLER, RUN)).toBeUndefined();
  });
});
