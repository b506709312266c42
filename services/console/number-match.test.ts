import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Numbered, positionsDown, positionsLike, within } from './number-match.ts';

const YEAR: Numbered = { pattern: 'RE-2026-{number}', digits: 6, last: 4_797 };
const found = (counter: Numbered, typed: string): number[] => [...positionsDown(positionsLike(counter, typed), Infinity)];

describe('numbers that somebody may mean', () => {
  it.each(['RE-2026-000017', 're-2026-000017', 'RE 2026 000017', 're2026000017', 'RE–2026/17', '2026-17', '2026.000017', '000017'])(
    '%s is number 17 of the year',
    (typed) => expect(found(YEAR, typed)).toEqual([17]),
  );

  it('takes digits as the number, or as its last ones', () => {
    expect(found({ ...YEAR, last: 350 }, '17')).toEqual([317, 217, 117, 17]);
  });

  it('takes digits as the first ones of a number', () => {
    expect(found(YEAR, '0042')).toEqual([...Array.from({ length: 100 }, (_, i) => 4_299 - i), 42]);
    expect(found({ ...YEAR, last: 42_000 }, 'RE-2026-04199')).toEqual([...Array.from({ length: 10 }, (_, i) => 41_999 - i), 4_199]);
  });

  it('takes a part of what all numbers share for all of them', () => {
    expect(found({ ...YEAR, last: 3 }, 'RE-2026')).toEqual([3, 2, 1]);
    expect(found({ ...YEAR, last: 3 }, '2026')).toEqual([3, 2, 1]);
  });

  it.each(['RE-2025-17', 'EX-17', '4798', 'adler', 'RE-2026-0000017', 'RE-2026-000000', ''])('finds none of 4,797 for "%s"', (typed) => {
    expect(found(YEAR, typed)).toEqual([]);
  });

  it('finds by digits what begins or ends so, or is the number, and nothing else', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '7'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 1, max: 2_800 }), (typed, last) => {
        const all = Array.from({ length: last }, (_, i) => last - i);
        const text = (position: number): string => String(position).padStart(3, '0');
        const isMeant = (position: number): boolean =>
          text(position).startsWith(typed) || text(position).endsWith(typed) || typed === String(position);
        expect(found({ pattern: 'RE-{number}', digits: 3, last }, typed)).toEqual(all.filter(isMeant));
      }),
    );
  });

  it('knows numbers that have outgrown their digits, and patterns that end otherwise', () => {
    expect(found({ pattern: 'EX-{number}', digits: 4, last: 12_345 }, '12345')).toEqual([12_345]);
    expect(found({ pattern: '{number}/2026.A', digits: 4, last: 20 }, '17/2026')).toEqual([17]);
    expect(found({ pattern: '{number}/2026.A', digits: 4, last: 20 }, '0017-2026-a')).toEqual([17]);
  });

  it('costs the same among ten million numbers', () => {
    const walk = positionsDown(positionsLike({ ...YEAR, digits: 8, last: 10_000_000 }, '99'), Infinity);
    expect([walk.next().value, walk.next().value]).toEqual([9_999_999, 9_999_899]);
  });

  it('keeps to a part of the positions', () => {
    expect([...positionsDown([within({ first: 17, last: 900, step: 100 }, 100, 320)], Infinity)]).toEqual([317, 217, 117]);
    expect([...positionsDown([within({ first: 17, last: 900, step: 100 }, 18, 100)], Infinity)]).toEqual([]);
  });
});
