import { expect, it } from '@jest/globals';
import { create } from 'fontkit';
import { fontFile } from './font-files.ts';
import { FontSubset, trueType } from './font-subset.ts';

const CUTS = ['Regular', 'Medium', 'SemiBold'] as const;

// Of one outline, of two and of three; composed of what is asked for later, and of what was asked for before.
it.each(CUTS)('cuts the same file out of %s as fontkit does', (cut) => {
  const file = fontFile(cut);
  const font = create(file);
  const [ours, theirs] = [new FontSubset(trueType(file)), font.createSubset()];
  for (const character of ' Añé%eế0½Ж€Ǻ') {
    const { id } = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    expect(ours.includeGlyph(id)).toBe(theirs.includeGlyph(id));
  }
  expect(Buffer.from(ours.encode()).equals(theirs.encode())).toBe(true);
});

it('refuses a file without the tables of a TrueType font', () => {
  expect(() => trueType(Buffer.alloc(512))).toThrow('The font has no table "head".');
});
