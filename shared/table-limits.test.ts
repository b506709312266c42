import { describe, expect, it } from '@jest/globals';

import { requireStorable, requireWritable } from './table-limits.ts';
import type { Body } from './table.ts';

describe('the size of a record', () => {
  // pk 2 + 1, sk 2 + 1, body 4 + 3, version 7 + 9 (its largest number has 16 digits): 29.
  it.each<{ why: string; body: Body; bytes: number }>([
    { why: 'an empty body', body: {}, bytes: 29 },
    { why: 'a text: element 1, name 1, UTF-8 2', body: { a: 'xy' }, bytes: 29 + 4 },
    { why: 'UTF-8 beyond ASCII: ä 2, 😀 4', body: { ä: '😀' }, bytes: 29 + 1 + 2 + 4 },
    { why: 'an empty text', body: { a: '' }, bytes: 29 + 2 },
    { why: 'zero: one byte', body: { a: 0 }, bytes: 29 + 2 + 1 },
    { why: 'one digit: a byte, and one', body: { a: 9 }, bytes: 29 + 2 + 2 },
    { why: 'two digits: no more', body: { a: 11 }, bytes: 29 + 2 + 2 },
    { why: 'three digits: a byte more', body: { a: 101 }, bytes: 29 + 2 + 3 },
    { why: 'a digit with a sign: one more', body: { a: -9 }, bytes: 29 + 2 + 3 },
    { why: 'five digits: a byte per two, and one', body: { a: 12345 }, bytes: 29 + 2 + 4 },
    { why: 'a sign: one more', body: { a: -12345 }, bytes: 29 + 2 + 5 },
    { why: 'zeros around the digits do not count', body: { a: 0.0012 }, bytes: 29 + 2 + 2 },
    { why: 'nor those at the end', body: { a: 1_200_000 }, bytes: 29 + 2 + 2 },
    { why: 'nor those of an exponent', body: { a: 1.2e-100 }, bytes: 29 + 2 + 2 },
    { why: 'true, false and null: one each', body: { a: true, b: false, c: null }, bytes: 29 + 3 * 3 },
    { why: 'an empty list and map: three each', body: { a: [], b: {} }, bytes: 29 + 2 * 5 },
    { why: 'a list: 3, and 1 for each element', body: { a: ['x', ['y']] }, bytes: 29 + 2 + 3 + 2 + 1 + 3 + 2 },
  ])('$why', ({ body, bytes }) => {
    expect(requireStorable({ pk: 'p', sk: 's', body })).toBe(bytes);
  });

  it('counts an expiry: its name, 9, and 9', () => {
    expect(requireStorable({ pk: 'p', sk: 's', body: {}, expiresAt: 1_800_000_000 })).toBe(29 + 18);
  });
});

describe('a transaction', () => {
  it('tells apart keys that look the same when joined', () => {
    const changes = [
      { pk: 'a', sk: 'b|c' },
      { pk: 'a|b', sk: 'c' },
      { pk: 'a","b', sk: 'c' },
    ].map((key) => ({ delete: key }));
    expect(() => requireWritable(changes)).not.toThrow();
  });

  // Ten records of 400,000 bytes leave 194,304 of 4,194,304.
  it('takes exactly 4 MB', () => {
    const record = (sk: string, bytes: number) => ({ put: { pk: 'p', sk, body: { x: 'x'.repeat(bytes - 31) } } });
    const ten = Array.from({ length: 10 }, (_, i) => record(String(i), 400_000));
    expect(() => requireWritable([...ten, record('x', 194_304)])).not.toThrow();
    expect(() => requireWritable([...ten, record('x', 194_305)])).toThrow(/4194305/);
  });
});
