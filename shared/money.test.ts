import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  allocate,
  amountText,
  currencyCode,
  decimal,
  decimalText,
  ExactSum,
  exactText,
  minorDigits,
  quantityText,
  quotient,
  roundToMinor,
  smaller,
  sum,
  whole,
  ZERO,
} from './money.ts';

/** Decimals of up to 20 digits before and 18 behind the point, as text without needless zeros. */
const anyDecimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: 0, max: 18 }))
  .map(([isNegative, digits, places]) => {
    const text = digits
      .toString()
      .padStart(places + 1, '0')
      .slice(-(20 + places));
    const point = text.length - places;
    return `${isNegative ? '-' : ''}${text.slice(0, point)}${places === 0 ? '' : `.${text.slice(point)}`}`;
  });

describe('roundToMinor', () => {
  it.each([
    { why: 'half a cent, up', amount: '0.005', currency: 'EUR', expected: '0.01' },
    { why: 'half a cent below zero, away from it', amount: '-0.005', currency: 'EUR', expected: '-0.01' },
    { why: 'less than half a cent', amount: '0.004999999999999999', currency: 'EUR', expected: '0.00' },
    { why: 'less than half a cent below zero, without a sign', amount: '-0.004999999999999999', currency: 'EUR', expected: '0.00' },
    { why: 'an even cent and a half, not to the even one', amount: '2.665', currency: 'EUR', expected: '2.67' },
    { why: 'what a float would round down', amount: '1.005', currency: 'USD', expected: '1.01' },
    { why: 'half a yen', amount: '0.5', currency: 'JPY', expected: '1' },
    { why: 'half a yen below zero', amount: '-1022.5', currency: 'JPY', expected: '-1023' },
    { why: 'half a fils', amount: '1.0005', currency: 'KWD', expected: '1.001' },
    { why: 'nines that carry', amount: '999999.995', currency: 'EUR', expected: '1000000.00' },
  ])('$why: $amount $currency is $expected', ({ amount, currency, expected }) => {
    expect(amountText(roundToMinor(decimal(amount), currency), currency)).toBe(expected);
  });

  it('changes an amount by half a cent at most, and what is rounded no more', () => {
    fc.assert(
      fc.property(anyDecimal, (text) => {
        const rounded = roundToMinor(decimal(text), 'EUR');
        expect(rounded.minus(decimal(text)).abs().lte(decimal('0.005'))).toBe(true);
        expect(roundToMinor(rounded, 'EUR').eq(rounded)).toBe(true);
      }),
    );
  });

  it('rounds the opposite to the opposite', () => {
    fc.assert(
      fc.property(anyDecimal, (text) => {
        expect(roundToMinor(decimal(text).neg(), 'EUR').eq(roundToMinor(decimal(text), 'EUR').neg())).toBe(true);
      }),
    );
  });
});

describe('allocate', () => {
  const shares = (of: string, amounts: readonly string[], currency = 'EUR'): string[] =>
    allocate(decimal(of), amounts.map(decimal), currency).map((share) => amountText(share, currency));

  it.each([
    // 100 × 333 / 1000 = 33.3 twice and 33.4 once: the cent that is left goes to the last.
    { why: 'the cent left to the largest remainder', of: '1.00', amounts: ['3.33', '3.33', '3.34'], expected: ['0.33', '0.33', '0.34'] },
    { why: 'by amount', of: '10.00', amounts: ['60.00', '40.00'], expected: ['6.00', '4.00'] },
    { why: 'to the earlier of equal remainders', of: '0.01', amounts: ['1.00', '1.00'], expected: ['0.01', '0.00'] },
    { why: 'all there is', of: '30.00', amounts: ['10.00', '20.00'], expected: ['10.00', '20.00'] },
    { why: 'nothing', of: '0.00', amounts: ['10.00', '20.00'], expected: ['0.00', '0.00'] },
    { why: 'nothing over nothing', of: '0.00', amounts: ['0.00'], expected: ['0.00'] },
    { why: 'none to an amount of zero or less', of: '1.00', amounts: ['0.00', '-5.00', '1.00'], expected: ['0.00', '0.00', '1.00'] },
    { why: 'whole yen', of: '2', amounts: ['1', '1', '1'], currency: 'JPY', expected: ['1', '1', '0'] },
    { why: 'fils', of: '0.010', amounts: ['0.010', '0.005', '0.015'], currency: 'KWD', expected: ['0.003', '0.002', '0.005'] },
  ])('spreads $why: $of over $amounts is $expected', ({ of, amounts, currency, expected }) => {
    expect(shares(of, amounts, currency)).toEqual(expected);
  });

  it.each([
    { why: 'more than the amounts', of: '30.01', amounts: ['10.00', '20.00'] },
    { why: 'more than the amounts above zero', of: '11.00', amounts: ['10.00', '-1.00'] },
    { why: 'less than nothing', of: '-0.01', amounts: ['10.00'] },
    { why: 'half a cent', of: '0.005', amounts: ['10.00'] },
    { why: 'a cent over half a cent', of: '0.01', amounts: ['0.005', '1.00'] },
  ])('refuses to spread $why: $of over $amounts', ({ of, amounts }) => {
    expect(() => shares(of, amounts)).toThrow(RangeError);
  });

  it('gives shares that are whole cents, at most their amounts, within a cent of proportion, and together the whole', () => {
    const amounts = fc.array(fc.bigInt({ min: -1000n, max: 10n ** 20n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 10n ** 6n }), (cents, perMillion) => {
        const basis = cents.reduce((total, it) => total + (it > 0n ? it : 0n), 0n);
        const wanted = (basis * perMillion) / 10n ** 6n;
        const euros = (it: bigint) => decimal(it.toString()).div(100);
        const given = allocate(euros(wanted), cents.map(euros), 'EUR').map((share) => BigInt(share.times(100).toFixed()));
        expect(given.reduce((total, it) => total + it, 0n)).toBe(wanted);
        for (const [i, share] of given.entries()) {
          const weight = cents[i]! > 0n ? cents[i]! : 0n;
          expect(share >= 0n && share <= weight).toBe(true);
          const off = share * basis - wanted * weight;
          expect(basis === 0n || (off < basis && off > -basis)).toBe(true);
        }
      }),
    );
  });
});

describe('amountText', () => {
  it.each([
    { amount: '5', currency: 'EUR', expected: '5.00' },
    { amount: '5', currency: 'JPY', expected: '5' },
    { amount: '5', currency: 'KWD', expected: '5.000' },
    { amount: '-0', currency: 'EUR', expected: '0.00' },
    { amount: '12345678901234567890.12', currency: 'EUR', expected: '12345678901234567890.12' },
  ])('writes $amount $currency as $expected', ({ amount, currency, expected }) => {
    expect(amountText(decimal(amount), currency)).toBe(expected);
  });

  it.each([
    { amount: '0.001', currency: 'EUR' },
    { amount: '0.1', currency: 'JPY' },
  ])('refuses $amount $currency, which is not rounded', ({ amount, currency }) => {
    expect(() => amountText(decimal(amount), currency)).toThrow(RangeError);
  });
});

describe('minorDigits', () => {
  it.each([
    { currency: 'EUR', digits: 2 },
    { currency: 'JPY', digits: 0 },
    { currency: 'KRW', digits: 0 },
    { currency: 'BHD', digits: 3 },
    { currency: 'KWD', digits: 3 },
    { currency: 'OMR', digits: 3 },
    { currency: 'TND', digits: 3 },
    { currency: 'CLF', digits: 4 },
  ])('of $currency is $digits', ({ currency, digits }) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it.each(['EURO', 'eur', 'XXX', 'toString', '__proto__', ''])('refuses %j', (code) => {
    expect(() => minorDigits(code)).toThrow(RangeError);
    expect(currencyCode.safeParse(code).success).toBe(false);
  });
});

describe('a decimal', () => {
  it.each(['0', '-1', '00.5', '99999999999999999999.999999999999999999', '-0.000000000000000001'])('is %s', (text) => {
    expect(decimalText.safeParse(text).success).toBe(true);
  });

  it.each([
    '',
    '.5',
    '5.',
    '1e3',
    '1E3',
    '+1',
    '1,000',
    ' 1',
    '1 ',
    '1\n',
    '0x10',
    'NaN',
    'Infinity',
    '١',
    '100000000000000000000',
    '0.0000000000000000001',
  ])('is not %j', (text) => {
    expect(decimalText.safeParse(text).success).toBe(false);
  });

  it.each(['1e3', 'NaN', '-', ''])('of code is not %j either', (text) => {
    expect(() => decimal(text)).toThrow(RangeError);
  });

  it('keeps every digit of the longest product', () => {
    const nines = decimal('99999999999999999999.999999999999999999');
    // (10^20 − 10^−18)² = 10^40 − 2·10^2 + 10^−36
    const product = `${'9'.repeat(37)}800.${'0'.repeat(35)}1`;
    expect(quantityText(nines.times(nines))).toBe(product);
    expect(exactText.safeParse(product).success).toBe(true);
  });

  it('comes back from text as it went', () => {
    fc.assert(fc.property(anyDecimal, (text) => expect(decimal(quantityText(decimal(text))).eq(decimal(text))).toBe(true)));
  });
});

describe('quantityText', () => {
  it.each([
    { text: '1.500', expected: '1.5' },
    { text: '-0.0', expected: '0' },
    { text: '0.000000000000000001', expected: '0.000000000000000001' },
    { text: '10000000000000000000', expected: '10000000000000000000' },
  ])('writes $text as $expected', ({ text, expected }) => {
    expect(quantityText(decimal(text))).toBe(expected);
  });
});

describe('sum', () => {
  it('of nothing is 0', () => expect(quantityText(sum([]))).toBe('0'));

  it('of a tenth ten times is 1', () => expect(quantityText(sum(Array.from({ length: 10 }, () => decimal('0.1'))))).toBe('1'));

  it('is the same in any order', () => {
    fc.assert(
      fc.property(fc.array(anyDecimal, { maxLength: 30 }), (texts) => {
        const forth = sum(texts.map(decimal));
        expect(sum([...texts].reverse().map(decimal)).eq(forth)).toBe(true);
      }),
    );
  });
});

it('counts whole numbers, and nothing else', () => {
  expect(quantityText(whole(1000))).toBe('1000');
  expect(() => whole(0.5)).toThrow(RangeError);
  expect(() => whole(2 ** 53)).toThrow(RangeError);
});

it('gives the smaller of two, and either of two that are equal', () => {
  expect(smaller(decimal('-1'), ZERO).toFixed()).toBe('-1');
  expect(smaller(decimal('2'), decimal('10')).toFixed()).toBe('2');
  expect(smaller(decimal('1.0'), decimal('1')).toFixed()).toBe('1');
});

describe('an exact sum', () => {
  const summed = (...texts: readonly string[]): string => {
    const added = new ExactSum();
    for (const text of texts) added.add(text);
    return quantityText(added.total());
  };

  it.each([
    { texts: [], expected: '0' },
    { texts: ['0.1', '0.20', '-0.05'], expected: '0.25' },
    { texts: ['-0.5', '0.5'], expected: '0' },
    // 15 characters are added as whole numbers, 16 as decimals.
    { texts: ['999999999999999', '9999999999999999'], expected: '10999999999999998' },
    { texts: ['0.0000000000001', '0.00000000000001'], expected: '0.00000000000011' },
    // Ten times 999,999,999,999,999 is past the last whole number that a float holds exactly, 9,007,199,254,740,991.
    { texts: Array<string>(10).fill('999999999999999'), expected: '9999999999999990' },
    { texts: Array<string>(10).fill('-999999999999999'), expected: '-9999999999999990' },
    { texts: ['99999999999999999999', '0.000000000000000001'], expected: '99999999999999999999.000000000000000001' },
  ])('of $texts is $expected', ({ texts, expected }) => {
    expect(summed(...texts)).toBe(expected);
  });

  it('is that of bare decimals, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyDecimal), (texts) => {
        expect(summed(...texts)).toBe(quantityText(sum(texts.map(decimal))));
        expect(summed(...[...texts].reverse())).toBe(summed(...texts));
      }),
    );
  });
});

it.each([
  { why: 'even', of: ['1', '8'], expected: '0.125' },
  { why: 'in the middle of the last digit, away from zero', of: ['1', '2000000000000000000'], expected: '0.000000000000000001' },
  { why: 'in the middle below zero, away from zero', of: ['-1', '2000000000000000000'], expected: '-0.000000000000000001' },
  { why: 'just under the middle', of: ['1', '2000000000000000001'], expected: '0' },
  { why: 'endless', of: ['2', '3'], expected: '0.666666666666666667' },
])('a quotient that comes out $why has 18 digits: $of is $expected', ({ of: [dividend, divisor], expected }) => {
  expect(quantityText(quotient(decimal(dividend!), decimal(divisor!)))).toBe(expected);
});
