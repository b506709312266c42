import { describe, expect, it } from '@jest/globals';

import type { Decision } from '../../shared/billing-run.ts';
import { octoberRun, RELEASING_SELLER as SELLER } from '../../test/support/decided-run.ts';
import { isSameDecision, requireMayDecide, requireReleaser, requireSecondReleaser, type Wanted } from './decision.ts';

const REVIEW = { contentHash: 'aa', key: 'k', list: { key: 'l', count: 1 }, isReleaseNeeded: true };
const RUN = octoberRun({ state: 'reviewed', review: REVIEW });
const RELEASE: Wanted = {
  kind: 'release',
  contentHash: 'aa',
  by: 'cfo@kranich.example',
  at: '2026-11-03T05:00:00Z',
  rejected: [],
  repaired: [],
};
const MADE: Decision = { schema: 1, round: 1, ...RELEASE };
const { review: _, ...UNREVIEWED } = RUN;

describe('a person may', () => {
  it.each([
    { why: 'release what another has started', wanted: RELEASE },
    { why: 'reject it with a reason', wanted: { ...RELEASE, kind: 'reject' as const, reason: 'wrong month' } },
    {
      why: 'reject single customers with a reason',
      wanted: { ...RELEASE, kind: 'change' as const, rejected: ['adler'], reason: 'wrong plan' },
    },
    {
      why: 'have customers prepared again, as whoever they are: it is released anew',
      wanted: { ...RELEASE, kind: 'change' as const, by: 'ops@kranich.example', repaired: ['adler'] },
    },
  ])('$why', ({ wanted }) => {
    expect(() => requireMayDecide(SELLER, RUN, wanted, undefined)).not.toThrow();
  });
});

describe('a person may not', () => {
  it.each([
    { why: 'release their own run', wanted: { ...RELEASE, by: 'ops@kranich.example' }, message: 'started run' },
    { why: 'release their own run under capitals', wanted: { ...RELEASE, by: 'OPS@kranich.example' }, message: 'started run' },
    { why: 'release without the role', wanted: { ...RELEASE, by: 'dev@kranich.example' }, message: 'is no releaser' },
    {
      why: 'reject without the role',
      wanted: { ...RELEASE, kind: 'reject' as const, by: 'dev@kranich.example', reason: 'x' },
      message: 'is no releaser',
    },
    { why: 'reject without a reason', wanted: { ...RELEASE, kind: 'reject' as const }, message: 'needs a reason' },
    {
      why: 'reject a customer without a reason',
      wanted: { ...RELEASE, kind: 'change' as const, rejected: ['adler'] },
      message: 'needs a reason',
    },
    {
      why: 'reject a customer of their own run',
      wanted: { ...RELEASE, kind: 'change' as const, by: 'ops@kranich.example', rejected: ['adler'], reason: 'x' },
      message: 'started run',
    },
    { why: 'release what they did not look at', wanted: { ...RELEASE, contentHash: 'bb' }, message: 'has changed since: you looked at bb' },
    { why: 'decide a second time', wanted: RELEASE, earlier: MADE, message: 'was released at 2026-11-03T05:00:00Z; a second decision' },
    {
      why: 'decide while drafts are prepared',
      run: { ...UNREVIEWED, state: 'open' as const },
      wanted: RELEASE,
      message: 'still being prepared',
    },
    { why: 'decide before the review is written', run: UNREVIEWED, wanted: RELEASE, message: 'is being written' },
    {
      why: 'decide on a run that is sealed',
      run: { ...RUN, state: 'sealed' as const },
      wanted: RELEASE,
      message: 'nothing left to decide',
    },
    {
      why: 'decide on a run that goes out by itself',
      run: { ...RUN, review: { ...REVIEW, isReleaseNeeded: false } },
      wanted: RELEASE,
      message: 'goes out by itself',
    },
    { why: 'release a dry run', run: { ...RUN, isDryRun: true }, wanted: RELEASE, message: 'is a dry run' },
  ])('$why', ({ run = RUN, wanted, earlier, message }) => {
    expect(() => requireMayDecide(SELLER, run, wanted, earlier)).toThrow(message);
  });

  it('answer for anything where the catalog names nobody', () => {
    const alone = { ...SELLER, release: { policy: 'never' as const, by: [] } };
    expect(() => requireSecondReleaser(alone, RUN, 'cfo@kranich.example')).toThrow('is no releaser');
  });
});

it.each([
  { why: 'without the role', by: 'dev@kranich.example' },
  { why: 'who started the run', by: 'ops@kranich.example' },
])('says to someone $why that somebody else must, and names nobody', ({ by }) => {
  const refused = (): void => requireSecondReleaser(SELLER, RUN, by);
  expect(refused).toThrow(expect.objectContaining({ name: 'PersonRefusedError', message: expect.not.stringContaining('@') }));
});

it('says the same of a seller that is not there as of one whose releaser somebody is not', () => {
  const refusal = (seller: typeof SELLER | undefined): unknown => {
    try {
      requireReleaser(seller, 'kranich', 'dev@kranich.example');
    } catch (error) {
      return error;
    }
  };
  expect(refusal(undefined)).toEqual(refusal(SELLER));
  expect(refusal(undefined)).toMatchObject({ name: 'PersonRefusedError' });
});

it('knows the same decision again, whenever it is asked for', () => {
  expect(isSameDecision(MADE, { ...RELEASE, at: '2026-11-09T05:00:00Z', by: 'CFO@kranich.example' })).toBe(true);
  expect(isSameDecision(MADE, { ...RELEASE, kind: 'reject' })).toBe(false);
  expect(isSameDecision(MADE, { ...RELEASE, contentHash: 'bb' })).toBe(false);
  expect(isSameDecision(MADE, { ...RELEASE, by: 'other@kranich.example' })).toBe(false);
  expect(isSameDecision({ ...MADE, kind: 'change', rejected: ['a', 'b'] }, { ...RELEASE, kind: 'change', rejected: ['b', 'a'] })).toBe(
    true,
  );
  expect(isSameDecision(undefined, RELEASE)).toBe(false);
});
