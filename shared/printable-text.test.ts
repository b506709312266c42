import { describe, expect, it } from '@jest/globals';

import { UnprintableTextError } from './errors.ts';
import { requirePrintableText } from './printable-text.ts';

describe('a typed text', () => {
  it.each([
    'Name can not be printed',
    'Zeile eins\nZeile zwei',
    'Straße & Hof <4>, „Süd“ – 50 % … €',
    'Ελλάδα, Ήπειρος',
    'Жуковский №5',
    'Mu\u0308ller',
    'Đặng Ōsaka Łódź Ștefan',
  ])('of letters and signs that fonts have is taken: %j', (text) => {
    expect(() => requirePrintableText(text, 'reason')).not.toThrow();
  });

  it.each([
    { why: 'Chinese', text: 'Name is 北京', message: "reason: a document can't show “北” (U+5317)." },
    { why: 'an emoji', text: 'Well \u{1F600}', message: "reason: a document can't show “\u{1F600}” (U+1F600)." },
    { why: 'a control character', text: 'a\u0007b', message: "reason: a document can't show “\u0007” (U+0007)." },
    { why: 'a mark of direction, which nobody would see', text: 'a\u202Eb', message: "reason: a document can't show “\u202E” (U+202E)." },
    { why: 'a space without width', text: 'a\u200Bb', message: "reason: a document can't show “\u200B” (U+200B)." },
    { why: 'nothing to see', text: ' \u00AD\n', message: 'reason: nothing of it would be seen on paper.' },
  ])('of $why is refused with a sentence', ({ text, message }) => {
    expect(() => requirePrintableText(text, 'reason')).toThrow(UnprintableTextError);
    expect(() => requirePrintableText(text, 'reason')).toThrow(message);
  });
});
