import { describe, expect, it } from '@jest/globals';
import { minorDigits } from '../../shared/money.ts';
import { sampleDraft } from '../../test/support/sample-invoice.ts';
import { sellerIn } from '../../test/support/parties.ts';
import { cashRounded } from './cash-rounding.ts';
import { checkInvariants } from './invariants.ts';
import { lessPrepaid } from './prepaid.ts';

const SELLER = sellerIn('CH', { rounding: { CHF: '0.05', SEK: '1' } });
/** Not taxed, so that gross is what is written. */
const of = (gross: string, currency = 'CHF') => sampleDraft([{ taxRate: '0', parts: [{ quantity: '1', unitPrice: gross }] }], { currency });

describe('what is payable', () => {
  it.each([
    { gross: '107.73', currency: 'CHF', rounding: '0.02', payable: '107.75' },
    { gross: '107.72', currency: 'CHF', rounding: '-0.02', payable: '107.70' },
    { gross: '0.03', currency: 'CHF', rounding: '0.02', payable: '0.05' },
    { gross: '0.02', currency: 'CHF', rounding: '-0.02', payable: '0.00' },
    { gross: '10.49', currency: 'SEK', rounding: '-0.49', payable: '10.00' },
    { gross: '10.50', currency: 'SEK', rounding: '0.50', payable: '11.00' },
    { gross: '9999999.98', currency: 'CHF', rounding: '0.02', payable: '10000000.00' },
  ])('of $gross $currency is $payable, with $rounding as rounding', ({ gross, currency, rounding, payable }) => {
    const rounded = cashRounded(of(gross, currency), SELLER);
    expect(rounded.totals).toMatchObject({ net: gross, gross, rounding, payable });
    checkInvariants(rounded, minorDigits(currency));
  });

  it('is half of a step away from zero, also below it', () => {
    // Of a step of 0.10: 0.25 is 0.30, and -0.25 is -0.30.
    const [above, below] = ['0.25', '-0.25'].map((gross) => cashRounded(of(gross), { rounding: { CHF: '0.1' } }).totals);
    expect(above).toMatchObject({ rounding: '0.05', payable: '0.30' });
    expect(below).toMatchObject({ rounding: '-0.05', payable: '-0.30' });
  });

  it('is rounded after credits: 107.73 less 50.01 are 57.72, rounded 57.70', () => {
    const rounded = cashRounded(lessPrepaid(of('107.73'), [{ id: 'c', amount: '50.01' }]), SELLER);
    expect(rounded.totals).toMatchObject({ gross: '107.73', prepaid: '50.01', rounding: '-0.02', payable: '57.70' });
    checkInvariants(rounded, 2);
  });

  it.each([
    { why: 'it is round already', draft: of('107.75'), seller: SELLER },
    { why: 'credits have paid all', draft: lessPrepaid(of('107.73'), [{ id: 'c', amount: '107.73' }]), seller: SELLER },
    { why: 'the currency has no step', draft: of('107.73', 'EUR'), seller: SELLER },
    { why: 'the seller has none', draft: of('107.73'), seller: sellerIn('CH') },
  ])('stays where $why, and the draft with it', ({ draft, seller }) => {
    expect(cashRounded(draft, seller)).toBe(draft);
  });
});

it.each([
  { rounding: { CHF: '0.005' }, says: 'CHF has 2 digits behind the point; 0.005 has more' },
  { rounding: { JPY: '0.5' }, says: 'JPY has 0 digits behind the point' },
  { rounding: { CHF: '0' }, says: 'expected a decimal above 0' },
  { rounding: { CHF: '-0.05' }, says: 'expected a decimal above 0' },
  { rounding: { CHF: '500' }, says: 'expected at most 100' },
  { rounding: { XXQ: '1' }, says: 'XXQ' },
])('a step is refused: $says', ({ rounding, says }) => {
  expect(() => sellerIn('CH', { rounding })).toThrow(says);
});
