import { describe, expect, it } from '@jest/globals';

import { voidDocument } from '../../shared/void-document.ts';
import { octoberRun, RELEASING_SELLER as SELLER } from '../../test/support/decided-run.ts';
import { sealedDraftOf } from '../../test/support/runs.ts';
import { requireMayRepair, voidOf, type WantedRepair } from './repair.ts';
import type { FoundDocument } from './found-document.ts';

const RUN = octoberRun({ state: 'sealed' });
const WAITING = { for: 'repair' as const, since: '2026-11-02T06:00:00Z' };
const NUMBER = 'RE-2026-000001';
const FOUND: FoundDocument = { number: NUMBER, issueDate: '2026-11-02', draft: sealedDraftOf('adler', 0), workingFiles: [] };
const VOID: WantedRepair = {
  kind: 'void',
  by: 'cfo@kranich.example',
  at: '2026-11-03T05:00:00Z',
  numbers: [NUMBER],
  reason: 'The name can not be printed.',
};
const RETRY: WantedRepair = { kind: 'retry', by: 'ops@kranich.example', at: VOID.at, numbers: [] };
const issued = (isVoid: boolean): FoundDocument => ({
  ...FOUND,
  issued: { schema: 1, archiveKey: 'k', hash: 'aa', ...(isVoid ? { isVoid: true as const } : {}) },
});

describe('a person may', () => {
  it.each([
    { why: 'have missing documents made again, as whoever they are', wanted: RETRY, found: [] },
    { why: 'make a number void that another has run, with a reason', wanted: VOID, found: [FOUND] },
    { why: 'have them made again, looking at what the run waits for', wanted: { ...RETRY, since: '2026-11-02T06:00:00.000Z' }, found: [] },
    { why: 'ask for a void again after it was filed', wanted: VOID, found: [issued(true)] },
  ])('$why', ({ wanted, found }) => {
    expect(() => requireMayRepair(SELLER, RUN, WAITING, wanted, found)).not.toThrow();
  });
});

describe('a person may not', () => {
  it.each([
    { why: 'repair what does not wait for it', waiting: null, wanted: RETRY, message: 'is sealed and does not wait for a repair' },
    { why: 'void without a reason', wanted: { ...VOID, reason: undefined }, message: 'give a reason' },
    { why: 'void nothing', wanted: { ...VOID, numbers: [] }, message: 'Say which numbers' },
    { why: 'void in a run they started', wanted: { ...VOID, by: 'ops@kranich.example' }, message: 'a second person must' },
    { why: 'void a number of another run', wanted: { ...VOID, numbers: ['RE-2026-000009'] }, message: 'is no number of run' },
    { why: 'void with a reason that no document can show', wanted: { ...VOID, reason: 'It is 北京' }, message: "can't show “北” (U+5317)" },
    {
      why: 'decide on what was missing before the run went on',
      wanted: { ...RETRY, since: '2026-11-02T05:00:00Z' },
      message: 'has gone on since you looked, and waits anew since 2026-11-02T06:00:00Z',
    },
    { why: 'void what is issued', wanted: VOID, found: [issued(false)], message: 'only a credit note corrects it now' },
  ])('$why', ({ waiting = WAITING, wanted, found = [FOUND], message }) => {
    expect(() => requireMayRepair(SELLER, RUN, waiting ?? undefined, wanted, found)).toThrow(message);
  });
});

it('A VOID document says what was decided, and names the customer by id alone', () => {
  const decided = voidOf(SELLER, FOUND, 'de', VOID);
  expect(voidDocument.parse(decided)).toMatchObject({
    number: NUMBER,
    language: 'de',
    issueDate: '2026-11-02',
    customerId: 'adler',
    reason: 'The name can not be printed.',
    approvedBy: 'cfo@kranich.example',
    decidedAt: '2026-11-03T05:00:00Z',
  });
  expect(decided.seller.name).toBe('Kranich Software GmbH');
});
