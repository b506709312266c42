import { describe, expect, it } from '@jest/globals';

import { chainProblems, entryAfter } from './audit.ts';
import type { Act, AuditEntry, AuditHead } from './audit.ts';

const act = (by: string): Act => ({ at: '2026-11-02T05:00:00Z', by, action: 'released', round: 1, contentHash: 'aa' });

/** A chain of these acts, as a store would build it. */
function chainOf(...acts: Act[]): { entries: AuditEntry[]; head: AuditHead } {
  const entries: AuditEntry[] = [];
  let head: AuditHead | undefined;
  for (const it of acts) {
    const entry = entryAfter(head, it);
    entries.push(entry);
    head = { schema: 1, count: entry.sequence, hash: entry.hash };
  }
  return { entries, head: head! };
}

describe('a chain of the audit log', () => {
  const { entries, head } = chainOf(act('a'), act('b'), act('c'));
  const [first, second, third] = entries as [AuditEntry, AuditEntry, AuditEntry];

  it('is whole as it was written', () => {
    expect(chainProblems(entries, head)).toEqual([]);
    expect(chainProblems([], undefined)).toEqual([]);
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect([first.previousHash, second.previousHash, third.previousHash]).toEqual([null, first.hash, second.hash]);
  });

  it.each([
    {
      why: 'an entry that says someone else',
      broken: [first, { ...second, by: 'x' }, third],
      end: head,
      problem: 'Entry 2 (released) was changed',
    },
    { why: 'an entry taken out', broken: [first, third], end: head, problem: 'Entry 2 is missing; entry 3 comes next.' },
    {
      why: 'the last entry taken off',
      broken: [first, second],
      end: head,
      problem: 'The chain ends with entry 2, and its head says 3 entries.',
    },
    { why: 'the head set back', broken: entries, end: { ...head, count: 2 }, problem: 'its head says 2 entries' },
    { why: 'the head gone', broken: entries, end: undefined, problem: 'its head says 0 entries' },
    {
      why: 'an entry put in with a right hash',
      broken: [first, entryAfter({ schema: 1, count: 1, hash: 'ff' }, act('x')), third],
      end: head,
      problem: 'Entry 2 (released) does not follow the one before: it names ff.',
    },
  ])('shows $why', ({ broken, end, problem }) => {
    expect(chainProblems(broken, end).join('\n')).toContain(problem);
  });
});
