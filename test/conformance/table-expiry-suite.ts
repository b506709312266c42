/** Expiry in the Table port: past its time a record is as good as absent, in reads and in conditions. */
import { afterEach, expect } from '@jest/globals';

import { fixClock } from '../../shared/clock.ts';
import { allItems } from '../../shared/table.ts';
import type { TableProofs } from './table-suite.ts';

/** 1 March 2031, 00:00:00 UTC. */
const EXPIRY = 1_930_089_600;
const LAST_MOMENT = new Date('2031-03-01T00:00:00.000Z');
const EXPIRED = new Date('2031-03-01T00:00:00.001Z');

export function expiryProofs({ proves, table, freshPartition }: TableProofs): void {
  afterEach(() => fixClock(undefined));

  async function expiring(): Promise<{ pk: string; sk: string }> {
    const key = { pk: freshPartition(), sk: 'b' };
    fixClock(LAST_MOMENT);
    await table().append(['a', 'c'].map((sk) => ({ pk: key.pk, sk, body: {} })));
    await table().write([{ put: { ...key, body: { old: true }, expiresAt: EXPIRY } }]);
    return key;
  }

  proves('shows a record until its last second is over, and not after', async () => {
    const key = await expiring();
    expect(await table().get(key)).toEqual({ ...key, version: 1, body: { old: true } });
    expect((await table().query({ pk: key.pk })).items.map(({ sk }) => sk)).toEqual(['a', 'b', 'c']);
    fixClock(EXPIRED);
    expect(await table().get(key)).toBeUndefined();
    expect((await table().query({ pk: key.pk })).items.map(({ sk }) => sk)).toEqual(['a', 'c']);
  });

  proves('takes an expired record as absent in conditions', async () => {
    const key = await expiring();
    await expect(table().write([{ check: key, if: 'absent' }])).rejects.toMatchObject({ name: 'ConditionFailedError' });
    fixClock(EXPIRED);
    await table().write([{ check: key, if: 'absent' }]);
    for (const condition of ['present', 1] as const) {
      const checks = table().write([{ check: key, if: condition }]);
      await expect(checks).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [0] });
      const deletes = table().write([{ delete: key, if: condition }]);
      await expect(deletes).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [0] });
    }
  });

  proves('puts over an expired record as if nothing were there', async () => {
    const key = await expiring();
    fixClock(EXPIRED);
    await table().write([{ put: { ...key, body: { new: true } }, if: 'absent' }]);
    expect(await table().get(key)).toEqual({ ...key, version: 1, body: { new: true } });
  });

  proves('appends over an expired record, and not over a living one', async () => {
    const key = await expiring();
    const record = { ...key, body: { appended: true }, expiresAt: EXPIRY + 100 };
    const [living] = await table().append([record]);
    expect(living).toEqual({ stored: false, existing: { ...key, version: 1, body: { old: true } } });
    fixClock(EXPIRED);
    expect(await table().append([record])).toEqual([{ stored: true }]);
    expect(await table().get(key)).toEqual({ ...key, version: 1, body: { appended: true } });
  });

  proves('forgets the expiry when a put does not repeat it', async () => {
    const key = await expiring();
    await table().write([{ put: { ...key, body: { lasting: true } } }]);
    fixClock(EXPIRED);
    expect(await table().get(key)).toEqual({ ...key, version: 2, body: { lasting: true } });
  });

  proves('fills pages although records between them have expired', async () => {
    const pk = freshPartition();
    fixClock(LAST_MOMENT);
    const records = Array.from({ length: 40 }, (_, i) => ({ pk, sk: String(i).padStart(2, '0'), body: {} }));
    await table().append(records.map((record, i) => (i % 10 === 0 ? record : { ...record, expiresAt: EXPIRY })));
    fixClock(EXPIRED);
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await table().query({ pk, limit: 3, ...(after !== undefined && { after }) });
      found.push(...page.items.map(({ sk }) => sk));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(['00', '10', '20', '30']);
  });

  proves('goes on behind more than a megabyte of expired records', async () => {
    const pk = freshPartition();
    fixClock(LAST_MOMENT);
    const text = 'x'.repeat(100_000);
    await table().append(Array.from({ length: 25 }, (_, i) => ({ pk, sk: `old-${i}`, body: { text }, expiresAt: EXPIRY })));
    await table().append([{ pk, sk: 'young', body: {} }]);
    fixClock(EXPIRED);
    expect((await allItems(table(), { pk })).map(({ sk }) => sk)).toEqual(['young']);
    expect((await allItems(table(), { pk, reverse: true })).map(({ sk }) => sk)).toEqual(['young']);
  });
}
