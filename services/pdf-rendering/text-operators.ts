import type { EmbeddedFont } from 'pdfkit';
import { featuresOf, interFont, UNITS_PER_EM, type Glyph } from './inter-font.ts';
import type { TypeStyle } from './type-styles.ts';

/**
 * Operators that show a text at a baseline, in points from the top left. The page's y axis points down, so the text matrix
 * turns it back up; kerning and marks move single glyphs.
 *
 * @throws {UnprintableTextError} if Inter lacks a character
 */
export function textOperators(font: EmbeddedFont, text: string, style: TypeStyle, x: number, y: number): string {
  const { size, tracking = 0 } = style;
  const features = featuresOf(style);
  const plain = interFont(style.cut).plainGlyphs(text, features);
  const shown = plain ? `<${numbersOf(font, plain)}>` : moved(font.encode(text, features), size);
  const spacing = tracking === 0 ? '' : ` ${decimals(tracking)} Tc`;
  const reset = tracking === 0 ? '' : ' 0 Tc';
  return `BT /${font.id} ${decimals(size)} Tf${spacing} 1 0 0 -1 ${decimals(x)} ${decimals(y)} Tm [${shown}] TJ${reset} ET`;
}

/** A number of a content stream, to a thousandth of a point. */
export function decimals(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Takes glyphs that stand side by side into the embedded font, as its `encode` does, and returns their numbers in it. */
function numbersOf({ subset, widths, unicode }: EmbeddedFont, glyphs: readonly Glyph[]): string {
  let numbers = '';
  for (const { id, advanceWidth, codePoints } of glyphs) {
    const number = subset.includeGlyph(id);
    widths[number] ??= (advanceWidth * 1000) / UNITS_PER_EM;
    unicode[number] ??= codePoints;
    numbers += HEX[number] ??= number.toString(16).padStart(4, '0');
  }
  return numbers;
}

const HEX: string[] = [];

function moved([glyphs, positions]: EncodedText, size: number): string {
  const shown: string[] = [];
  let run = '';
  for (const [index, { xAdvance, advanceWidth, xOffset, yOffset }] of positions.entries()) {
    const glyph = glyphs[index] ?? '';
    const correction = advanceWidth - xAdvance;
    if (xOffset === 0 && yOffset === 0) run += glyph;
    else {
      if (run !== '') shown.push(`<${run}>`);
      shown.push(`${decimals(-xOffset)}] TJ ${decimals((yOffset * size) / 1000)} Ts [<${glyph}>] TJ 0 Ts [${decimals(xOffset)}`);
      run = '';
    }
    if (correction !== 0) {
      shown.push(...(run === '' ? [] : [`<${run}>`]), decimals(correction));
      run = '';
    }
  }
  if (run !== '') shown.push(`<${run}>`);
  return shown.join(' ');
}

type EncodedText = ReturnType<EmbeddedFont['encode']>;
