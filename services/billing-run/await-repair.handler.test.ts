import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { handler } from './await-repair.handler.ts';

const RUN = 'kranich-2026-10-1';
const FOUND = {
  isComplete: false,
  documents: 2,
  problems: ['RE-2026-000001 has no document in the archive yet.'],
  problemCount: 1,
  missing: [{ number: 'RE-2026-000001', customerId: 'adler' }],
};
const INPUT = { sellerId: SELLER, runId: RUN, verification: FOUND, taskToken: 'token-1', enteredAt: '2026-11-02T05:00:00Z' };
const KEPT = { schema: 1, for: 'repair', round: 0, taskTokens: ['token-1'], since: '2026-11-02T05:00:00Z', about: FOUND };

describe('AwaitRepair', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  const mails = (): string[] =>
    Object.keys(world.picture().mails).map((name) => readFileSync(join(world.folder, 'outbox', name), 'utf8').replaceAll('=\r\n', ''));

  it('keeps what is missing and the token that continues the run', async () => {
    expect(await handler(INPUT)).toBeNull();
    expect(await getWaiting(SELLER, RUN)).toEqual(KEPT);
  });

  it('keeps one and the same again, and twice at once', async () => {
    await Promise.all([handler(INPUT), handler(INPUT).catch(() => handler(INPUT))]);
    await handler(INPUT);
    expect(world.records().flatMap(({ sk, body }) => (sk === 'waiting' ? [body] : []))).toEqual([KEPT]);
  });

  it('informs each releaser once a wait of what is missing, and where it is decided on', async () => {
    await handler(INPUT);
    await handler(INPUT);
    expect(mails()).toHaveLength(2);
    for (const mail of mails()) {
      expect(mail).toContain('Subject: Kranich: run kranich-2026-10-1 waits for repair');
      expect(mail).toContain('RE-2026-000001 has no document in the archive yet.');
      expect(mail).toContain('stepbill void kranich-2026-10-1 <number> --as ');
      expect(mail).not.toContain('http');
    }
    await handler({ ...INPUT, enteredAt: '2026-11-02T06:00:00Z' });
    expect(mails()).toHaveLength(4);
  });

  it('refuses a verification that is none: InvalidInputError', async () => {
    await expect(handler({ ...INPUT, verification: { isComplete: false } })).rejects.toMatchObject({ name: 'InvalidInputError' });
    expect(await getWaiting(SELLER, RUN)).toBeUndefined();
    expect(mails()).toEqual([]);
  });
});
