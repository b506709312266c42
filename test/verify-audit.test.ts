/** Damage to the audit log is found, and named by its own sentence. */
import { describe, expect, it } from '@jest/globals';
import { entryAfter } from '../shared/audit.ts';
import type { AuditEntry, AuditHead } from '../shared/audit.ts';
import type { Damage } from './support/damage.ts';
import { DAY, entry, head, NOVEMBER, OCTOBER, REJECTED, SEPTEMBER, verifiedYear } from './support/verified-year.ts';
import type { Planted } from './support/verified-year.ts';

const CHAINED = 'Right: every entry as it was written, each naming the one before.';

/** Takes off the last entries of a log and sets its head back, as someone would who knows how it is made. */
function cutLog(it: Damage, runId: string, from: number, to: number): void {
  for (let sequence = from; sequence <= to; sequence++) it.remove(...entry(runId, sequence));
  it.put(...head(runId), { schema: 1, count: from - 1, hash: it.body(...entry(runId, from - 1))['hash'] });
}

/** Writes a log anew with other persons and right hashes throughout. */
function forgeLog(it: Damage, runId: string, last: number): void {
  let at: AuditHead | undefined;
  for (let sequence = 1; sequence <= last; sequence++) {
    const { sequence: _s, previousHash: _p, hash: _h, schema: _c, ...act } = it.body(...entry(runId, sequence)) as unknown as AuditEntry;
    const forged = entryAfter(at, act.action === 'released' ? { ...act, by: 'nobody@kranich.example' } : act);
    it.put(...entry(runId, sequence), { ...forged });
    at = { schema: 1, count: sequence, hash: forged.hash };
  }
  it.put(...head(runId), { ...at });
}

const AUDIT_LOG: readonly Planted[] = [
  {
    why: 'an entry changed',
    damage: (it) => it.change(...entry(OCTOBER, 3), { by: 'nobody@kranich.example' }),
    named: [`Audit log of ${OCTOBER}: Entry 3 (released) was changed: its content has another hash. ${CHAINED}`],
  },
  {
    why: 'an entry taken out',
    damage: (it) => it.remove(...entry(OCTOBER, 3)),
    named: [
      `Audit log of ${OCTOBER}: Entry 3 is missing; entry 4 comes next. ${CHAINED}`,
      `Audit log of ${OCTOBER}: does not say that the run, which is closed, was released. Right: "released" in round 1 of ….`,
    ],
  },
  {
    why: 'an entry put in',
    damage: (it) => it.put(entry(OCTOBER, 3)[0], `${entry(OCTOBER, 3)[1]}a`, { ...it.body(...entry(OCTOBER, 3)), sequence: 4 }),
    named: [
      `Audit log of ${OCTOBER}: Entry 4 (released) does not follow the one before: it names …. ${CHAINED}`,
      `Audit log of ${OCTOBER}: Entry 4 (released) was changed: its content has another hash. ${CHAINED}`,
      `Audit log of ${OCTOBER}: Entry 5 is missing; entry 4 comes next. ${CHAINED}`,
    ],
  },
  {
    why: 'the last entry cut off',
    damage: (it) => it.remove(...entry(OCTOBER, 7)),
    named: [
      `Audit log of ${OCTOBER}: The chain ends with entry 6, and its head says 7 entries. ${CHAINED}`,
      `Audit log of ${OCTOBER}: does not say that the run, which is closed, was closed. Right: "closed" of ….`,
      `Audit log of ${OCTOBER}: after the entry that the run's manifest names comes nothing. Right: "closed" of ….`,
    ],
  },
  {
    why: 'the last entries cut off, and the head set back',
    damage: (it) => cutLog(it, OCTOBER, 6, 7),
    named: [
      `Audit log of ${OCTOBER}: does not say that the run, which is closed, was closed. Right: "closed" of ….`,
      `Audit log of ${OCTOBER}: nobody made RE-2026-000006 void in it. Right: the decision with its reason.`,
      `Audit log of ${OCTOBER}: it has no entry …. Right: the entry that the run's manifest names.`,
    ],
  },
  {
    why: 'the log of a rejected run cut off, and the head set back',
    damage: (it) => cutLog(it, REJECTED, 3, 3),
    named: [`Audit log of ${REJECTED}: does not say that the run, which is rejected, was rejected. Right: "rejected" in round 1 of ….`],
  },
  {
    why: 'a log written anew with right hashes',
    damage: (it) => forgeLog(it, OCTOBER, 7),
    named: [`Audit log of ${OCTOBER}: it has no entry …. Right: the entry that the run's manifest names.`],
  },
  {
    why: 'a head deleted',
    damage: (it) => it.remove(...head(OCTOBER)),
    named: [`Audit log of ${OCTOBER}: The chain ends with entry 7, and its head says 0 entries. ${CHAINED}`],
  },
  {
    why: 'a head changed',
    damage: (it) => it.change(...head(OCTOBER), { hash: 'ab'.repeat(32) }),
    named: [`Audit log of ${OCTOBER}: The chain ends with entry 7, and its head says 7 entries. ${CHAINED}`],
  },
  {
    why: 'a log of which one entry can’t be read',
    damage: (it) => it.change(...entry(OCTOBER, 3), { at: 'yesterday' }),
    named: [
      `Audit log of ${OCTOBER}: can't be read: at: expected an instant in UTC such as 2026-10-31T23:00:00Z. Right: the record as it was written.`,
    ],
  },
  {
    why: 'the whole log of a rejected run deleted',
    damage(it) {
      for (const sequence of [1, 2, 3]) it.remove(...entry(REJECTED, sequence));
      it.remove(...head(REJECTED));
    },
    named: [
      `Audit log of ${REJECTED}: does not say that the run, which is rejected, was opened. Right: "opened" by ops@kranich.example.`,
      `Audit log of ${REJECTED}: does not say that the run, which is rejected, was reviewed. Right: "reviewed" in round 1 of ….`,
      `Audit log of ${REJECTED}: does not say that the run, which is rejected, was rejected. Right: "rejected" in round 1 of ….`,
    ],
  },
  {
    why: 'the seller’s own log deleted',
    damage(it) {
      it.remove('kranich|audit', 'entry|00000001');
      it.remove('kranich|audit', 'head');
    },
    named: [
      `${DAY}: its manifest names the entry …, which the seller's audit log does not have. Right: every entry as it was written.`,
      `Seller's audit log: it has no entry …, which was its last when kranich-2026-10-d1, ${SEPTEMBER}, ${REJECTED}, ${OCTOBER}, ${NOVEMBER} were opened. Right: every entry as it was written.`,
    ],
  },
];

const year = verifiedYear();

describe.each([{ part: 'the audit log', planted: AUDIT_LOG }])('verify, in $part', ({ planted }) => {
  it.each(planted)('names $why', async ({ damage, named }) => {
    expect(await year.problems(damage)).toEqual(named);
  });
});
