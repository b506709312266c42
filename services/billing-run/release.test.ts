import { describe, expect, it } from '@jest/globals';

import { releasePolicy } from '../../shared/release-policy.ts';
import { releaseReasons } from './release.ts';

const BY = ['cfo@kranich.example'];
const review = (payable: string, changes: Partial<Parameters<typeof releaseReasons>[1]> = {}) => ({
  drafts: 1,
  totals: [{ currency: 'EUR', net: payable, payable, before: null, difference: null }],
  anomalies: [],
  setAside: [],
  noResult: [],
  ...changes,
});
const credited = (payable: string, of: string) => [
  { currency: 'EUR', net: payable, payable, credited: of, before: null, difference: null },
];
const ANOMALY = { kind: 'new-customer', customerId: 'adler', text: 'New.' } as const;
const ASIDE = { customerId: 'adler', error: 'E', cause: 'C' };

describe('a release is needed', () => {
  it.each([
    { why: 'never', policy: 'never', of: review('1000000.00', { anomalies: [ANOMALY] }), reasons: 0 },
    { why: 'always', policy: { policy: 'always', by: BY }, of: review('0.01'), reasons: 1 },
    { why: 'always, but not of nothing', policy: { policy: 'always', by: BY }, of: review('0.00', { drafts: 0 }), reasons: 0 },
    { why: 'at the limit: not yet', policy: { policy: 'over', over: { EUR: '100' }, by: BY }, of: review('100.00'), reasons: 0 },
    { why: 'a cent over the limit', policy: { policy: 'over', over: { EUR: '100' }, by: BY }, of: review('100.01'), reasons: 1 },
    { why: 'in a currency without a limit', policy: { policy: 'over', over: { USD: '100' }, by: BY }, of: review('0.01'), reasons: 1 },
    {
      why: 'where what is credited is over it, though the sum is not',
      policy: { policy: 'over', over: { EUR: '100' }, by: BY },
      of: review('0.00', { totals: credited('0.00', '100.01') }),
      reasons: 2,
    },
    {
      why: 'not where both are at it',
      policy: { policy: 'over', over: { EUR: '100' }, by: BY },
      of: review('0.00', { totals: credited('0.00', '100.00') }),
      reasons: 0,
    },
    { why: 'without anomalies: no', policy: { policy: 'anomalies', by: BY }, of: review('1000000.00'), reasons: 0 },
    { why: 'on an anomaly', policy: { policy: 'anomalies', by: BY }, of: review('1.00', { anomalies: [ANOMALY] }), reasons: 1 },
    { why: 'on a set-aside', policy: { policy: 'anomalies', by: BY }, of: review('1.00', { setAside: [ASIDE] }), reasons: 1 },
    { why: 'on no result', policy: { policy: 'anomalies', by: BY }, of: review('1.00', { noResult: ['adler'] }), reasons: 1 },
  ])('$why', ({ policy, of, reasons }) => {
    expect(releaseReasons(releasePolicy.parse(policy), of)).toHaveLength(reasons);
  });

  it('says which total is over which limit', () => {
    const policy = releasePolicy.parse({ policy: 'over', over: { EUR: '100' }, by: BY });
    expect(releaseReasons(policy, review('100.01'))).toEqual(['The run comes to 100.01 EUR, more than 100 EUR.']);
    expect(releaseReasons(policy, review('-100.01', { totals: credited('-100.01', '100.01') }))).toEqual([
      'The run credits 100.01 EUR, more than 100 EUR.',
    ]);
  });
});
