import { describe, expect, it } from '@jest/globals';

import { namedNumbers, referredNumber } from './named-numbers.ts';

const SERIES = [
  { pattern: 'RE-2026-{number}', digits: 6, last: 17 },
  { pattern: 'RE-2025-{number}', digits: 6, last: 1_000_001 },
  { pattern: 'EX-{number}', digits: 4, last: 9 },
  { pattern: '{number}', digits: 6, last: 20_000 },
  { pattern: 'N{number}-26', digits: 4, last: 99 },
];

describe('a text', () => {
  it.each([
    { text: 'RE-2026-000017', why: 'as it is printed' },
    { text: 're-2026-000017', why: 'in small letters' },
    { text: 'Rechnung RE 2026 000017 vom 02.11.2026', why: 'with other separators, and a day behind it' },
    { text: 'RE2026000017', why: 'without separators' },
    { text: 'RE/2026/000 017', why: 'with a blank where the line was broken' },
    { text: 'RE-2026-000017 2026', why: 'with digits behind it' },
    { text: 'RE-2O26-OOOO17', why: 'with O for 0' },
    { text: 'RE-2026-17', why: 'without its zeros' },
    { text: 'RechnungRE-2026-000017danke', why: 'written together with words' },
    { text: 'RE-2026-000017, RE-2026-000017', why: 'twice' },
  ])('names a number $why: $text', ({ text }) => {
    expect(namedNumbers(text, SERIES)).toEqual(['RE-2026-000017']);
  });

  it('names several, in its order', () => {
    expect(namedNumbers('EX-0003 + RE-2026-000002 + re2026000001', SERIES)).toEqual(['EX-0003', 'RE-2026-000002', 'RE-2026-000001']);
  });

  it('names a number that has outgrown its digits', () => {
    expect(namedNumbers('RE-2025-1000001', SERIES)).toEqual(['RE-2025-1000001']);
  });

  it('names one with something behind its digits', () => {
    expect(namedNumbers('n0042/26', SERIES)).toEqual(['N0042-26']);
  });

  it.each([
    { text: 'RE-2026-000018', why: 'nobody was given yet' },
    { text: 'RE-2026-0000171', why: 'that goes on' },
    { text: 'RE-2026-000000', why: 'that is none' },
    { text: 'Order 000017', why: 'of which nothing tells that it is one of ours' },
    { text: '', why: 'where there is nothing' },
  ])('names none $why: $text', ({ text }) => {
    expect(namedNumbers(text, SERIES)).toEqual([]);
  });
});

describe('a reference', () => {
  it.each([
    { reference: 'RE-2026-000017', number: 'RE-2026-000017' },
    { reference: 'RE2026000017', number: 'RE-2026-000017' },
    { reference: '000017', number: '000017' },
    // RE2026000017RF00 as digits, 27 14 2026000017 27 15 00, leaves 73 by 97, and 98 − 73 = 25.
    { reference: 'RF25RE2026000017', number: 'RE-2026-000017' },
    { reference: 'RF25 RE20 2600 0017', number: 'RE-2026-000017' },
    { reference: 'RF26RE2026000017', number: undefined },
    { reference: 'RF18539007547034', number: undefined },
    { reference: 'RE-2026-000017 and more', number: undefined },
  ])('$reference is $number', ({ reference, number }) => {
    expect(referredNumber(reference, SERIES)).toBe(number);
  });
});
