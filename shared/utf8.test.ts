import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { afterPrefix, compareUtf8 } from './utf8.ts';

const text = fc.string({ unit: 'binary' });
const sign = (n: number): number => Math.sign(n);

it('sorts an emoji after a ligature, as its bytes say', () => {
  expect(sign(compareUtf8('😀', 'ﬀ'))).toBe(1);
  expect('😀' < 'ﬀ').toBe(true);
});

it.each([
  { prefix: 'ab', after: 'ac' },
  { prefix: 'a\u{10ffff}', after: 'b' },
  { prefix: '\ud7ff', after: '\ue000' },
  { prefix: '\uffff', after: '\u{10000}' },
  { prefix: '\u{10ffff}\u{10ffff}', after: undefined },
  { prefix: '', after: undefined },
])('after everything that begins with $prefix comes $after', ({ prefix, after }) => {
  expect(afterPrefix(prefix)).toBe(after);
});

it('puts every text with a prefix below the bound, and every greater text without it at or above', () => {
  fc.assert(
    fc.property(text, text, text, (prefix, rest, other) => {
      const bound = afterPrefix(prefix);
      if (bound === undefined) return;
      expect(compareUtf8(prefix + rest, bound)).toBeLessThan(0);
      if (compareUtf8(other, prefix) > 0 && !other.startsWith(prefix)) expect(compareUtf8(other, bound)).toBeGreaterThanOrEqual(0);
    }),
  );
});
