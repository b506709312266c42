import { describe, expect, it } from '@jest/globals';
import { asPrinted, requirePrintableText } from '../../shared/printable-text.ts';
import { interFont, requirePrintable, widthOf } from './inter-font.ts';
import { STYLE } from './type-styles.ts';

describe('the shared font', () => {
  const font = interFont('Regular');

  it('knows the width of a run after its positions were scaled in place', () => {
    const run = font.layout('Rechnung');
    const before = run.advanceWidth;
    for (const position of run.positions) position.xAdvance *= 2;
    expect(run.advanceWidth).toBe(before * 2);
  });

  it('gives every run positions of its own', () => {
    const first = font.layout('Titel', ['kern']);
    for (const position of first.positions) position.xAdvance = 0;
    expect(font.layout('Titel', ['kern']).advanceWidth).toBeGreaterThan(0);
  });

  it('makes digits equally wide in columns, and leaves comma, point, hyphen and minus as they are', () => {
    const { lineFigure, line } = STYLE;
    expect(widthOf('1111', lineFigure)).toBe(widthOf('8888', lineFigure));
    expect(widthOf('1111', line)).toBeLessThan(widthOf('8888', line));
    for (const mark of [',', '.', '-', '−', '’']) expect(widthOf(mark, lineFigure)).toBe(widthOf(mark, line));
  });

  it('draws what is written: no arrow for ->, no times sign for 2x3', () => {
    for (const features of [[], ['kern']]) {
      expect(font.layout('2x3 ->', features).glyphs.map(({ codePoints }) => codePoints)).toEqual(
        [...'2x3 ->'].map((character) => [character.codePointAt(0)]),
      );
    }
  });

  it('measures what it lays out', () => {
    for (const text of ['Übertrag', 'Ελληνική', 'x\u0301y', '']) {
      expect(font.advance(text, [])).toBe(font.layout(text).advanceWidth);
    }
  });

  it('remembers the character of a glyph that two characters share', () => {
    expect(font.layout('\u00A0').glyphs[0]?.codePoints).toEqual([0xa0]);
    expect(font.layout('Α').glyphs[0]?.codePoints).toEqual([0x391]);
    expect(font.layout('A').glyphs[0]?.codePoints).toEqual([0x41]);
  });

  it.each(['北', 'א', '\u{1F600}', '\u0007'])('refuses %j', (character) => {
    expect(() => requirePrintable(`a${character}`, 'customer.name')).toThrow('customer.name');
    expect(() => font.layout(character)).toThrow('has no');
  });
});

it('prints in every cut whatever a person may type for a document', () => {
  const isTaken = (text: string): boolean => {
    try {
      requirePrintableText(text, 'reason');
      return true;
    } catch {
      return false;
    }
  };
  const typed = Array.from({ length: 0x3000 - 0x20 }, (_, index) => `a${String.fromCodePoint(index + 0x20)}`);
  const taken = typed.filter(isTaken).map(asPrinted);
  expect(taken.length).toBeGreaterThan(1000);
  for (const text of taken) {
    expect(() => requirePrintable(text, 'reason')).not.toThrow();
    for (const cut of ['Regular', 'Medium', 'SemiBold'] as const) expect(() => interFont(cut).layout(text)).not.toThrow();
  }
});
