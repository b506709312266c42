import { create, type Font } from 'fontkit';
import { UnprintableTextError } from '../../shared/errors.ts';
import { nameOf } from '../../shared/printable-text.ts';
import { fontFile } from './font-files.ts';
import { FontSubset, trueType, type TrueType } from './font-subset.ts';
import type { Cut, TypeStyle } from './type-styles.ts';

/** Points in a millimetre. */
export const MM = 72 / 25.4;

export interface Glyph {
  readonly id: number;
  readonly advanceWidth: number;
  readonly codePoints: readonly number[];
}

interface Position {
  xAdvance: number;
  yAdvance: number;
  xOffset: number;
  yOffset: number;
}

/** What a PDF writer needs of a text: glyphs and their positions, in units of the font. */
interface GlyphRun {
  readonly glyphs: readonly Glyph[];
  readonly positions: readonly Position[];
  readonly advanceWidth: number;
}

/** Feature that asks for tabular digits; other characters keep their width. */
const TABULAR = 'tnum';
/** Feature that asks for kerning. */
const KERNED = 'kern';

/** A cut of Inter, opened once per process and shared by all documents. */
export interface InterFont {
  /**
   * Glyphs in the order of the characters. Latin, Greek and Cyrillic take one cached glyph a character; other
   * scripts, and text to be kerned, are shaped.
   *
   * @throws {UnprintableTextError} if Inter lacks a character
   */
  layout(text: string, features?: readonly string[]): GlyphRun;
  /** The same glyphs if they stand side by side, each by its own width; undefined for a text that is shaped. */
  plainGlyphs(text: string, features: readonly string[]): readonly Glyph[] | undefined;
  /** Width of that layout, in units of the font. */
  advance(text: string, features: readonly string[]): number;
}

const fonts = new Map<Cut, InterFont>();

/** The shared font of a cut; the first call parses its file. */
export function interFont(cut: Cut): InterFont {
  let font = fonts.get(cut);
  if (!font) {
    const file = fontFile(cut);
    fonts.set(cut, (font = shared(create(file), trueType(file))));
  }
  return font;
}

/** Opens the fonts, so that the first document of a process is no slower than the others. */
export function warmUp(): void {
  for (const cut of ['Regular', 'Medium', 'SemiBold'] as const) interFont(cut).layout('0');
}

/** Features of `layout` that a style asks for. */
export function featuresOf(style: TypeStyle): readonly string[] {
  if (style.isKerned) return KERNED_ONLY;
  return style.isTabular ? TABULAR_ONLY : PLAIN;
}

const PLAIN: readonly string[] = [];
const KERNED_ONLY = [KERNED];
const TABULAR_ONLY = [TABULAR];

/** Width of a text in mm. */
export function widthOf(text: string, style: TypeStyle): number {
  const advance = interFont(style.cut).advance(text, featuresOf(style));
  return ((advance / UNITS_PER_EM) * style.size + (style.tracking ?? 0) * text.length) / MM;
}

/**
 * Sees to it that every character can be printed in every cut.
 *
 * @param field where the text stands, for the message
 * @throws {UnprintableTextError} naming the first character Inter lacks, and the field
 */
export function requirePrintable(text: string, field: string): void {
  const glyphs = (regular ??= interFont('Regular') as SharedFont);
  for (const character of text) {
    if (!glyphs.has(character)) {
      throw new UnprintableTextError(`${field}: the font of the document has no ${nameOf(character)}.`);
    }
  }
}

let regular: SharedFont | undefined;

interface SharedFont extends InterFont {
  has(character: string): boolean;
}

export const UNITS_PER_EM = 2048;
/** Scripts whose characters stand side by side without being shaped. */
const SIMPLE = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]$/u;
/** Strings kept shaped, per cut: titles, wordmarks and totals. */
const SHAPED_KEPT = 500;

/**
 * The parsed font with a layout and subsets of its own; everything else, such as its measures, is the font's.
 *
 * Glyphs are objects of ours: fontkit shares one glyph between characters that look alike and remembers the
 * first one it was asked for, so that the text of a document would depend on the documents before it.
 */
function shared(font: Font, file: TrueType): SharedFont {
  if (font.unitsPerEm !== UNITS_PER_EM) throw new Error(`${font.postscriptName} has ${font.unitsPerEm} units to the em.`);
  const plain = new Map<string, Glyph | null>();
  const tabular = tabularDigits(font);
  const kept = new Map<string, { glyphs: Glyph[]; positions: Position[] }>();

  const glyphOf = (character: string): Glyph | null => {
    let glyph = plain.get(character);
    if (glyph === undefined) plain.set(character, (glyph = simpleGlyph(font, character)));
    return glyph;
  };

  const shape = (text: string, isKerned: boolean) => {
    const key = `${isKerned ? 'kerned' : 'plain'} ${text}`;
    let run = kept.get(key);
    if (!run) {
      if (kept.size >= SHAPED_KEPT) kept.clear();
      kept.set(key, (run = shapedRun(font, text, isKerned)));
    }
    return runOf(
      run.glyphs,
      run.positions.map((position) => ({ ...position })),
    );
  };

  const plainGlyphs = (text: string, features: readonly string[]): readonly Glyph[] | undefined => {
    if (features.includes(KERNED)) return undefined;
    const digits = features.includes(TABULAR) ? tabular : undefined;
    const glyphs: Glyph[] = [];
    for (const character of text) {
      const glyph = digits?.get(character) ?? glyphOf(character);
      if (glyph === null) return undefined;
      glyphs.push(glyph);
    }
    return glyphs;
  };

  return Object.create(font, {
    plainGlyphs: { value: plainGlyphs },
    createSubset: { value: () => new FontSubset(file) },
    has: {
      value: (character: string) => glyphOf(character) !== null || font.hasGlyphForCodePoint(codePointOf(character)),
    },
    layout: {
      value: (text: string, features: readonly string[] = PLAIN): GlyphRun => {
        const glyphs = plainGlyphs(text, features);
        if (!glyphs) return shape(text, features.includes(KERNED));
        return runOf(
          glyphs,
          glyphs.map(({ advanceWidth }) => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 })),
        );
      },
    },
    advance: {
      value: (text: string, features: readonly string[]): number => {
        if (features.includes(KERNED)) return shape(text, true).advanceWidth;
        const digits = features.includes(TABULAR) ? tabular : undefined;
        let width = 0;
        for (const character of text) {
          const glyph = digits?.get(character) ?? glyphOf(character);
          if (glyph === null) return shape(text, false).advanceWidth;
          width += glyph.advanceWidth;
        }
        return width;
      },
    },
  }) as SharedFont;
}

/** The advance is a getter: the PDF writer scales the positions in place and reads the width afterwards. */
function runOf(glyphs: readonly Glyph[], positions: Position[]): GlyphRun {
  return {
    glyphs,
    positions,
    get advanceWidth() {
      let width = 0;
      for (const { xAdvance } of positions) width += xAdvance;
      return width;
    },
  };
}

function simpleGlyph(font: Font, character: string): Glyph | null {
  const codePoint = codePointOf(character);
  if (!SIMPLE.test(character) || !font.hasGlyphForCodePoint(codePoint)) return null;
  const { id, advanceWidth } = font.glyphForCodePoint(codePoint);
  return { id, advanceWidth, codePoints: [codePoint] };
}

/** Only kerning and composition: contextual alternates would draw "->" as an arrow and 2x3 with a times sign. */
function shapedRun(font: Font, text: string, isKerned: boolean): { glyphs: Glyph[]; positions: Position[] } {
  for (const character of text) {
    if (!font.hasGlyphForCodePoint(codePointOf(character))) {
      throw new UnprintableTextError(`The font of the document has no ${nameOf(character)}.`);
    }
  }
  // A glyph remembers the characters it was first asked for, which may be those of an earlier document.
  font._glyphs = {};
  const run = font.layout(text, { kern: isKerned, ccmp: true, mark: true, mkmk: true, calt: false, liga: false, clig: false });
  return {
    glyphs: run.glyphs.map(({ id, advanceWidth, codePoints }) => ({ id, advanceWidth, codePoints: [...codePoints] })),
    positions: run.positions.map(({ xAdvance, yAdvance, xOffset, yOffset }) => ({ xAdvance, yAdvance, xOffset, yOffset })),
  };
}

function tabularDigits(font: Font): ReadonlyMap<string, Glyph> {
  const digits = new Map<string, Glyph>();
  for (const digit of '0123456789') {
    const glyph = font.layout(digit, { tnum: true }).glyphs[0];
    if (glyph) digits.set(digit, { id: glyph.id, advanceWidth: glyph.advanceWidth, codePoints: [codePointOf(digit)] });
  }
  return digits;
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
