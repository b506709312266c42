import { expect, it } from '@jest/globals';

import { identified, type SaidTransaction } from './bank-transaction.ts';

const came = (changes: Partial<SaidTransaction> = {}): SaidTransaction => ({
  account: 'AT611904300234573201',
  bookedOn: '2026-11-09',
  amount: '12.00',
  currency: 'EUR',
  counterparty: { name: 'Adler' },
  text: 'RE-1',
  ...changes,
});
const idsOf = (transactions: readonly SaidTransaction[], file = 'a'): string[] => identified(transactions, file).map(({ id }) => id);

it('gives a transaction the same id in every file it is in', () => {
  expect(idsOf([came(), came({ text: 'RE-2' })], 'a')).toEqual(idsOf([came(), came({ text: 'RE-2' })], 'b'));
});

it("knows it again by the bank's own reference, whatever else is written another time", () => {
  expect(idsOf([came({ bankReference: 'B-1' })])).toEqual(idsOf([came({ bankReference: 'B-1', text: 'RE 1, ADLER' })]));
});

it.each(['NONREF', 'NOTPROVIDED'])('takes %s for no reference', (bankReference) => {
  const [one, other] = idsOf([came({ bankReference }), came({ bankReference, text: 'RE-2' })]);
  expect(one).not.toBe(other);
});

it('tells two that are alike in everything apart, in every file the same two', () => {
  const ids = idsOf([came(), came(), came({ text: 'RE-2' })]);
  expect(new Set(ids).size).toBe(3);
  expect(idsOf([came({ text: 'RE-2' }), came(), came()])).toEqual([ids[2], ids[0], ids[1]]);
});

it.each([{ amount: '12.01' }, { bookedOn: '2026-11-10' }, { currency: 'CHF' }, { account: 'DE89370400440532013000' }])(
  'tells transactions with one reference apart by %j',
  (other) => {
    const [a, b] = idsOf([came({ bankReference: 'B-1' }), came({ bankReference: 'B-1', ...other })]);
    expect(a).not.toBe(b);
  },
);
