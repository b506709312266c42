import { describe, expect, it } from '@jest/globals';

import { quantityText } from '../../shared/money.ts';
import { amountOn, partsOn } from '../../test/support/rated.ts';
import { amountOf } from './parts.ts';

/** 1 % of each payment and 5 a payment. */
const FEES = { model: 'percentage', rate: '1', fixedPerEvent: '5' };

function costOf(fields: object, ...values: readonly string[]): string {
  return quantityText(amountOf(partsOn({ ...FEES, ...fields }, {}, values)));
}

describe('a percentage of events', () => {
  it.each([
    { why: 'of nothing', fields: {}, values: [], expected: '0' },
    { why: '1 % of 100, and 5', fields: {}, values: ['100'], expected: '6' },
    { why: 'of an event of 0 is its fixed amount', fields: {}, values: ['0'], expected: '5' },
    {
      why: 'of a rate with every digit',
      fields: { rate: '0.0000000000000001', fixedPerEvent: '0' },
      values: ['1'],
      expected: '0.000000000000000001',
    },
  ])('$why: $expected', ({ fields, values, expected }) => {
    expect(costOf(fields, ...values)).toBe(expected);
  });

  it.each([
    { why: 'as many events as are free', fields: { freeEvents: 2 }, values: ['10', '10'], expected: '0' },
    { why: 'one more', fields: { freeEvents: 2 }, values: ['10', '10', '10'], expected: '5.1' },
    { why: 'exactly the free units', fields: { freeUnits: '15' }, values: ['10', '5'], expected: '0' },
    {
      why: 'an event that crosses them is split: 1 % of 1, and 5',
      fields: { freeUnits: '15' },
      values: ['4', '4', '4', '4'],
      expected: '5.01',
    },
    {
      why: 'the first allowance used up ends both: units',
      fields: { freeEvents: 3, freeUnits: '15' },
      values: ['10', '10', '1'],
      expected: '10.06',
    },
    {
      why: 'the first allowance used up ends both: events',
      fields: { freeEvents: 1, freeUnits: '15' },
      values: ['1', '1'],
      expected: '5.01',
    },
    { why: 'an event of 0 is not free any more once they are used up', fields: { freeUnits: '15' }, values: ['15', '0'], expected: '5' },
    { why: 'no events are free', fields: { freeEvents: 0, freeUnits: '15' }, values: ['10'], expected: '5.1' },
    { why: 'no units are free', fields: { freeEvents: 3, freeUnits: '0' }, values: ['10'], expected: '5.1' },
  ])('has a free phase: $why', ({ fields, values, expected }) => {
    expect(costOf(fields, ...values)).toBe(expected);
  });

  // 1 % of the event and 5, but 6 at least and 10 at most.
  const BOUNDED = { minimumPerEvent: '6', maximumPerEvent: '10' };
  it.each([
    { why: 'below the minimum', values: ['99.99'], expected: '6' },
    { why: 'at the minimum', values: ['100'], expected: '6' },
    { why: 'between them', values: ['101'], expected: '6.01' },
    { why: 'at the maximum', values: ['500'], expected: '10' },
    { why: 'above the maximum', values: ['500.01', '100000'], expected: '20' },
  ])('keeps each event between its bounds, fixed amount included: $why', ({ values, expected }) => {
    expect(costOf(BOUNDED, ...values)).toBe(expected);
  });

  it('says how many were charged how, so that the parts sum to all that was paid', () => {
    expect(partsOn({ ...FEES, ...BOUNDED, freeUnits: '30' }, {}, ['20', '40', '200', '900'])).toEqual([
      { kind: 'free', quantity: '30', unitPrice: '0', flatFee: '0', amount: '0' },
      { quantity: '200', unitPrice: '0.01', flatFee: '0', amount: '2' },
      { kind: 'fixed-per-event', units: '0', quantity: '1', unitPrice: '5', flatFee: '0', amount: '5' },
      { kind: 'minimum-per-event', quantity: '30', unitPrice: '0', flatFee: '6', amount: '6' },
      { kind: 'maximum-per-event', quantity: '900', unitPrice: '0', flatFee: '10', amount: '10' },
    ]);
  });

  it('refuses an event below 0', () => {
    expect(() => costOf({}, '10', '-3')).toThrow(expect.objectContaining({ name: 'NotPriceableError' }));
  });
});

describe('a graduated percentage', () => {
  // 1 % up to 1000 and 200, 2 % above and 300.
  const TIERS = {
    model: 'graduated-percentage',
    tiers: [
      { upTo: '1000', rate: '1', flatFee: '200' },
      { rate: '2', flatFee: '300' },
    ],
  };

  it.each([
    { why: 'nothing, with the fee of the first tier', quantity: '0', expected: '200' },
    { why: '1 % of 500', quantity: '500', expected: '205' },
    { why: 'the bound belongs below', quantity: '1000', expected: '210' },
    { why: '1 % of 1000 and 2 % of 50', quantity: '1050', expected: '511' },
  ])('of $quantity is $expected: $why', ({ quantity, expected }) => {
    expect(amountOn(TIERS, quantity)).toBe(expected);
  });
});
