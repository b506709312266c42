import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { auditEntries, getAuditHead } from '../../shared/audit.store.ts';
import { chainProblems } from '../../shared/audit.ts';
import { quarantinedEvents } from '../../shared/quarantine.store.ts';
import type { QuarantineEntry } from '../../shared/quarantine.ts';
import { handler as backfill } from './backfill-usage.handler.ts';
import { handler as dismiss } from './dismiss-quarantined.handler.ts';

const STORED_AT = '2026-10-15T12:30:00.000Z';
const DECISION = { sellerId: SELLER, by: 'ops@kranich.example', at: '2026-10-20T08:00:00.000Z', reason: 'A test of the new meter.' };
const send = (...lines: string[]) => backfill({ sellerId: SELLER, lines: lines.join('\n'), storedAt: STORED_AT });
const entries = (): Promise<QuarantineEntry[]> => Array.fromAsync(quarantinedEvents(SELLER));

describe('a dismissal', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    await send('{one', '{two');
  });
  afterEach(() => world.close());

  it('keeps the entries, with who decided and why, and is in the audit log', async () => {
    const ids = (await entries()).map(({ id }) => id);
    expect(await dismiss({ ...DECISION, ids })).toEqual({ dismissed: 2, before: 0 });
    const { by, at, reason } = DECISION;
    expect((await entries()).map(({ dismissed }) => dismissed)).toEqual([
      { by, at, reason },
      { by, at, reason },
    ]);
    expect(await auditEntries(SELLER, 'seller')).toMatchObject([{ action: 'dismissed', by, at, reason, events: ids }]);
    expect(chainProblems(await auditEntries(SELLER, 'seller'), await getAuditHead(SELLER, 'seller'))).toEqual([]);
  });

  it('stays when the same text is sent again', async () => {
    const [{ id } = { id: '' }] = await entries();
    await dismiss({ ...DECISION, ids: [id] });
    const before = world.picture();
    await send('{one', '{two');
    expect(world.picture()).toEqual(before);
  });

  it('of entries of which one is not there dismisses none', async () => {
    const before = world.picture();
    const ids = [...(await entries()).map(({ id }) => id), 'ff'];
    await expect(dismiss({ ...DECISION, ids })).rejects.toMatchObject({
      name: 'DecisionRefusedError',
      message: expect.stringContaining('There is no entry ff'),
    });
    expect(world.picture()).toEqual(before);
  });

  it('needs a reason', async () => {
    await expect(dismiss({ ...DECISION, ids: ['ff'], reason: ' ' })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

it('twice, and twice at once, leaves what once leaves', async () => {
  const { once, again, atOnce } = await effects(async () => {
    await importCustomers({ id: 'adler' });
    await send('{one', '{two');
    const ids = (await entries()).map(({ id }) => id);
    return () => dismiss({ ...DECISION, ids });
  });
  expect(again).toEqual(once);
  expect(atOnce).toEqual(once);
});
