import { describe, expect, it } from '@jest/globals';
import { codeBars, giroCodeText, type Transfer } from './giro-code.ts';

const TRANSFER: Transfer = {
  beneficiary: 'Nordlicht Systems GmbH',
  iban: 'DE21200505501015871844',
  bic: 'HASPDEHHXXX',
  amount: '9947.92',
  reference: 'RE-2026-004217',
};

describe('the text of a GiroCode', () => {
  it('has the fields of EPC069-12 in their order', () => {
    expect(giroCodeText(TRANSFER)?.split('\n')).toEqual([
      'BCD', // service tag
      '002', // version
      '1', // UTF-8
      'SCT', // SEPA credit transfer
      'HASPDEHHXXX',
      'Nordlicht Systems GmbH',
      'DE21200505501015871844',
      'EUR9947.92',
      '', // purpose
      '', // structured reference
      'RE-2026-004217', // unstructured reference, the last field
    ]);
  });

  it.each([
    { amount: '0', isAllowed: false },
    { amount: '0.01', isAllowed: true },
    { amount: '999999999.99', isAllowed: true },
    { amount: '1000000000.00', isAllowed: false },
    { amount: '-1.00', isAllowed: false },
  ])('allows $amount euro: $isAllowed', ({ amount, isAllowed }) => {
    expect(giroCodeText({ ...TRANSFER, amount }) !== undefined).toBe(isAllowed);
  });

  it('cuts the name to 70 characters', () => {
    expect(giroCodeText({ ...TRANSFER, beneficiary: 'ä'.repeat(71) })?.split('\n')[5]).toBe('ä'.repeat(70));
  });

  it('stays within version 13 and 331 bytes at its longest', () => {
    const longest = {
      beneficiary: 'a'.repeat(70),
      iban: 'MT84MALT011000012345MTLCAST001S',
      amount: '999999999.99',
      reference: 'b'.repeat(140),
    };
    const text = giroCodeText({ ...TRANSFER, ...longest }) ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(331);
    expect(codeBars(text).size).toBeLessThanOrEqual(69);
  });
});

it('draws the finder pattern as bars of 7, 1 and 3 modules', () => {
  const { bars } = codeBars('BCD');
  const corner = bars.filter(({ x, y, width }) => x + width <= 7 && y < 7);
  expect(corner.filter(({ y }) => y === 0)).toEqual([{ x: 0, y: 0, width: 7 }]);
  expect(corner.filter(({ y }) => y === 3)).toEqual([
    { x: 0, y: 3, width: 1 },
    { x: 2, y: 3, width: 3 },
    { x: 6, y: 3, width: 1 },
  ]);
});
