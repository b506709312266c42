import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { afterPrefix, compareUtf8, utf8Length } from './utf8.ts';

const text = fc.string({ unit: 'binary' });
const sign = (n: number): number => Math.sign(n);

it.each([
  { what: 'an empty text', written: '', bytes: 0 },
  { what: 'ASCII up to its last character', written: '\u0000a\u007f', bytes: 3 },
  { what: 'the first character beyond', written: 'a\u0080', bytes: 3 },
  { what: 'a long text of ASCII', written: 'x'.repeat(1_000), bytes: 1_000 },
  { what: 'a long text that ends beyond it', written: `${'x'.repeat(1_000)}€`, bytes: 1_003 },
])('counts the bytes of $what', ({ written, bytes }) => {
  expect(utf8Length(written)).toBe(bytes);
});

it('counts as many bytes as a text has when it is written', () => {
  fc.assert(fc.property(text, (written) => expect(utf8Length(written)).toBe(new TextEncoder().encode(written).length)));
});

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
