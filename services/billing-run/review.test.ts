import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { CustomerInRun, DraftHead } from '../../shared/billing-run.ts';
import { reviewOf, totalsOf, withoutResult } from './review.ts';

const RUN = { sellerId: 'kranich', month: '2026-10' };
const head = (customerId: string, changes: Record<string, unknown> = {}): DraftHead => ({
  schema: 1,
  outcome: 'draft',
  customerId,
  attempt: 1,
  hash: `hash of ${customerId}`,
  series: 'RE',
  currency: 'EUR',
  net: '10.00',
  payable: '12.00',
  plans: [],
  meters: [],
  hasNegativeLine: false,
  ...changes,
});
const nothing = (customerId: string): DraftHead => ({ schema: 1, outcome: 'nothing-due', customerId, attempt: 1 });
const aside = (customerId: string, attempt = 2): [string, CustomerInRun] => [
  customerId,
  { schema: 1, customerId, attempt, setAside: { error: 'E', cause: 'C' } },
];

const first = (customerId: string): { customerId: string; attempt: number } => ({ customerId, attempt: 1 });

describe('a review', () => {
  it('puts every customer of the list in exactly one place', () => {
    const { review, list } = reviewOf(RUN, ['d', 'c', 'b', 'a'], [head('a'), nothing('b'), head('c')], new Map([aside('c')]));
    expect(review).toMatchObject({ customers: 4, drafts: 1, nothingDue: 1, setAside: [{ customerId: 'c', error: 'E', cause: 'C' }] });
    expect(withoutResult(['d', 'c', 'b', 'a'].map(first), [head('a'), nothing('b'), head('c')], new Map([aside('c')]))).toEqual([
      first('d'),
    ]);
    expect(list.map(({ customerId }) => customerId)).toEqual(['a']);
  });

  it('looks at the attempt that counts alone', () => {
    const heads = [head('a', { hash: 'first' }), head('a', { hash: 'second', attempt: 2 })];
    expect(reviewOf(RUN, ['a'], heads, new Map()).list).toMatchObject([{ hash: 'first', attempt: 1 }]);
    expect(reviewOf(RUN, ['a'], heads, new Map([aside('a')])).list).toMatchObject([{ hash: 'second', attempt: 2 }]);
    expect(reviewOf(RUN, ['a'], heads, new Map([aside('a', 3)]))).toMatchObject({ list: [], review: { setAside: [{ customerId: 'a' }] } });
  });

  it('does not name a customer set aside whose next attempt has a draft', () => {
    expect(reviewOf(RUN, ['a'], [head('a', { attempt: 2 })], new Map([aside('a')])).review).toMatchObject({ drafts: 1, setAside: [] });
  });

  it('leaves out drafts of customers that are not on the list', () => {
    expect(reviewOf(RUN, ['a'], [head('a'), head('b')], new Map()).list).toHaveLength(1);
  });

  it('numbers drafts within their series, in customer order', () => {
    const { list } = reviewOf(
      RUN,
      ['d', 'c', 'b', 'a'],
      [head('a'), head('b', { series: 'EX' }), head('c'), head('d', { series: 'EX' })],
      new Map(),
    );
    expect(list.map(({ customerId, series, index }) => [customerId, series, index])).toEqual([
      ['a', 'RE', 0],
      ['b', 'EX', 0],
      ['c', 'RE', 1],
      ['d', 'EX', 1],
    ]);
  });

  it('of nobody is complete', () => {
    expect(reviewOf(RUN, [], [], new Map()).review).toMatchObject({ customers: 0, drafts: 0, setAside: [], totals: [] });
  });

  it('loses and doubles nobody', () => {
    const fate = fc.constantFrom('draft', 'nothing', 'aside', 'none');
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 30 }), (fates) => {
        const ids = fates.map((_, i) => `c${i}`);
        const heads = fates.flatMap((it, i) => (it === 'draft' ? [head(`c${i}`)] : it === 'nothing' ? [nothing(`c${i}`)] : []));
        const ended = new Map(fates.flatMap((it, i) => (it === 'aside' ? [aside(`c${i}`)] : [])));
        const { review } = reviewOf(RUN, ids, heads, ended);
        const missing = withoutResult(ids.map(first), heads, ended);
        expect(review.drafts + review.nothingDue + review.setAside.length + missing.length).toBe(fates.length);
      }),
    );
  });
});

describe('the hash of a review', () => {
  const hashOf = (heads: readonly DraftHead[], run = RUN): string => reviewOf(run, ['a', 'b', 'c'], heads, new Map()).review.contentHash;

  it('is the same in whatever order drafts are found, and whoever has nothing due', () => {
    expect(hashOf([head('b'), head('a')])).toBe(hashOf([head('a'), head('b')]));
    expect(hashOf([head('a'), head('b'), nothing('c')])).toBe(hashOf([head('a'), head('b')]));
  });

  it('does not depend on the attempt', () => {
    const retried = reviewOf(RUN, ['a'], [head('a', { attempt: 2 })], new Map([aside('a')])).review.contentHash;
    expect(retried).toBe(reviewOf(RUN, ['a'], [head('a')], new Map()).review.contentHash);
  });

  it('is another for another draft, seller or month, and with one draft more or less', () => {
    const hashes = [
      hashOf([head('a'), head('b')]),
      hashOf([head('a'), head('b', { hash: 'other' })]),
      hashOf([head('a')]),
      hashOf([head('a'), head('b'), head('c')]),
      hashOf([head('a'), head('b')], { ...RUN, month: '2026-11' }),
      hashOf([head('a'), head('b')], { ...RUN, sellerId: 'other' }),
      hashOf([head('a', { hash: 'hash of b' }), head('b', { hash: 'hash of a' })]),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('totals', () => {
  it('are kept by currency, in the order of the codes, with its digits', () => {
    expect(
      totalsOf([
        { currency: 'USD', net: '0.10', payable: '0.10' },
        { currency: 'EUR', net: '10.00', payable: '12.00' },
        { currency: 'JPY', net: '100', payable: '110' },
        { currency: 'USD', net: '0.20', payable: '0.20' },
      ]),
    ).toEqual([
      { currency: 'EUR', net: '10.00', payable: '12.00' },
      { currency: 'JPY', net: '100', payable: '110' },
      { currency: 'USD', net: '0.30', payable: '0.30' },
    ]);
  });
});
