import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { billOf } from '../../test/support/bills.ts';
import type { CustomerInRun, DraftHead } from '../../shared/billing-run.ts';
import { MOST_NAMED } from '../../shared/review.ts';
import { boundedReview, draftList, NO_RESULT, outcomesOf, reviewOf, totalsOf, withoutResult, type Past } from './review.ts';

const RUN = { sellerId: 'kranich', month: '2026-10' };
const NO_PAST: Past = { lastMonth: null, bills: [], newCustomers: new Set(), isBilled: () => true };
const head = (customerId: string, changes: Partial<ReturnType<typeof billOf>> = {}) =>
  billOf(customerId, '10.00', { payable: '12.00', ...changes });
const nothing = (customerId: string): DraftHead => ({ schema: 1, outcome: 'nothing-due', customerId, attempt: 1 });
const aside = (customerId: string, attempt = 2): [string, CustomerInRun] => [
  customerId,
  { schema: 1, customerId, attempt, setAside: { error: 'E', cause: 'C' } },
];

const first = (customerId: string): { customerId: string; attempt: number } => ({ customerId, attempt: 1 });

const reviewed = (...args: Parameters<typeof outcomesOf>) => reviewOf(RUN, outcomesOf(...args), NO_PAST);
const listed = (...args: Parameters<typeof outcomesOf>) => draftList(outcomesOf(...args).bills);

describe('a review', () => {
  it('puts every customer of the list in exactly one place', () => {
    expect(reviewed(['d', 'c', 'b', 'a'], [head('a'), nothing('b'), head('c')], new Map([aside('c')]))).toMatchObject({
      customers: 4,
      drafts: 1,
      nothingDue: 1,
      setAside: [{ customerId: 'c', error: 'E', cause: 'C' }],
      noResult: ['d'],
    });
    expect(withoutResult(['d', 'c', 'b', 'a'].map(first), [head('a'), nothing('b'), head('c')], new Map([aside('c')]))).toEqual([
      first('d'),
    ]);
    expect(listed(['d', 'c', 'b', 'a'], [head('a'), nothing('b'), head('c')], new Map([aside('c')]))).toMatchObject([{ customerId: 'a' }]);
  });

  it('keeps apart who was set aside and who has no result', () => {
    const ended = new Map([aside('a'), ['b', { schema: 1, customerId: 'b', attempt: 2, setAside: NO_RESULT }] as const]);
    expect(reviewed(['a', 'b'], [], ended)).toMatchObject({ setAside: [{ customerId: 'a' }], noResult: ['b'] });
  });

  it('looks at the attempt that counts alone', () => {
    const heads = [head('a', { hash: 'first' }), head('a', { hash: 'second', attempt: 2 })];
    expect(listed(['a'], heads, new Map())).toMatchObject([{ hash: 'first', attempt: 1 }]);
    expect(listed(['a'], heads, new Map([aside('a')]))).toMatchObject([{ hash: 'second', attempt: 2 }]);
    expect(reviewed(['a'], heads, new Map([aside('a', 3)]))).toMatchObject({ drafts: 0, totals: [], setAside: [{ customerId: 'a' }] });
  });

  it('does not name a customer set aside whose next attempt has a draft', () => {
    expect(reviewed(['a'], [head('a', { attempt: 2 })], new Map([aside('a')]))).toMatchObject({ drafts: 1, setAside: [] });
  });

  it('leaves out drafts of customers that are not on the list', () => {
    expect(listed(['a'], [head('a'), head('b')], new Map())).toHaveLength(1);
  });

  it('numbers drafts within their series, in customer order', () => {
    const list = listed(['d', 'c', 'b', 'a'], [head('a'), head('b', { series: 'EX' }), head('c'), head('d', { series: 'EX' })], new Map());
    expect(list.map(({ customerId, series, index }) => [customerId, series, index])).toEqual([
      ['a', 'RE', 0],
      ['b', 'EX', 0],
      ['c', 'RE', 1],
      ['d', 'EX', 1],
    ]);
  });

  it('of nobody is complete', () => {
    expect(reviewed([], [], new Map())).toMatchObject({
      customers: 0,
      drafts: 0,
      setAside: [],
      totals: [],
      anomalies: [],
      differences: [],
    });
  });

  it('loses and doubles nobody', () => {
    const fate = fc.constantFrom('draft', 'nothing', 'aside', 'none');
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 30 }), (fates) => {
        const ids = fates.map((_, i) => `c${i}`);
        const heads = fates.flatMap((it, i) => (it === 'draft' ? [head(`c${i}`)] : it === 'nothing' ? [nothing(`c${i}`)] : []));
        const ended = new Map(fates.flatMap((it, i) => (it === 'aside' ? [aside(`c${i}`)] : [])));
        const review = reviewed(ids, heads, ended);
        expect(review.noResult).toEqual(withoutResult([...ids].sort().map(first), heads, ended).map(({ customerId }) => customerId));
        expect(review.drafts + review.nothingDue + review.setAside.length + review.noResult.length).toBe(fates.length);
      }),
    );
  });
});

describe('the hash of a review', () => {
  const hashOf = (heads: readonly DraftHead[], run = RUN, past = NO_PAST): string =>
    reviewOf(run, outcomesOf(['a', 'b', 'c'], heads, new Map()), past).contentHash;

  it('is the same in whatever order drafts are found, and whoever has nothing due', () => {
    expect(hashOf([head('b'), head('a')])).toBe(hashOf([head('a'), head('b')]));
    expect(hashOf([head('a'), head('b'), nothing('c')])).toBe(hashOf([head('a'), head('b')]));
  });

  it('does not depend on the attempt', () => {
    const retried = reviewed(['a'], [head('a', { attempt: 2 })], new Map([aside('a')])).contentHash;
    expect(retried).toBe(reviewed(['a'], [head('a')], new Map()).contentHash);
  });

  it('does not depend on what the run is compared with', () => {
    const past: Past = {
      lastMonth: { month: '2026-09', runs: ['kranich-2026-09-1'], customers: 1 },
      bills: [billOf('a', '1.00')],
      newCustomers: new Set(['b']),
      isBilled: () => false,
    };
    expect(hashOf([head('a'), head('b')], RUN, past)).toBe(hashOf([head('a'), head('b')]));
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

describe('a review that names too many', () => {
  const many = Array.from({ length: MOST_NAMED + 3 }, (_, i) => `c${i}`);

  it('keeps the first and counts the rest', () => {
    const whole = reviewed(many, [], new Map(many.slice(0, 2).map((customerId) => aside(customerId))));
    expect(boundedReview({ ...whole, round: 1, releaseReasons: [] })).toMatchObject({
      setAside: [{ customerId: 'c0' }, { customerId: 'c1' }],
      noResult: { length: MOST_NAMED },
      unnamed: { setAside: 0, noResult: 1 },
    });
  });

  it('does so with customers that were set aside as well', () => {
    const whole = reviewed(many, [], new Map(many.map((customerId) => aside(customerId))));
    expect(boundedReview({ ...whole, round: 1, releaseReasons: [] })).toMatchObject({
      setAside: { length: MOST_NAMED },
      noResult: [],
      unnamed: { setAside: 3, noResult: 0 },
    });
  });

  it('has every name where they fit', () => {
    const whole = reviewed(['a', 'b'], [], new Map([aside('a')]));
    expect(boundedReview({ ...whole, round: 1, releaseReasons: [] })).toEqual({ ...whole, round: 1, releaseReasons: [] });
  });
});

describe('differences', () => {
  it('are shown beside a month that is closed, and with nothing to compare none are', () => {
    const became = outcomesOf(['a', 'b'], [head('a')], new Map([aside('b')]));
    expect(reviewOf(RUN, became, NO_PAST).differences).toEqual([]);
    const lastMonth = { month: '2026-09', runs: ['kranich-2026-09-1'], customers: 1 };
    const { differences } = reviewOf(RUN, became, { ...NO_PAST, lastMonth, bills: [billOf('b', '3.00')] });
    expect(differences.map(({ customerId, outcome, difference }) => [customerId, outcome, difference])).toEqual([
      ['a', 'draft', null],
      ['b', 'set-aside', '-3.00'],
    ]);
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
