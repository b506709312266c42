import { widthOf } from './inter-font.ts';
import type { TypeStyle } from './type-styles.ts';

/**
 * Breaks a text into lines of at most `width` mm: between words, and inside a word only where it is wider than
 * a line. No-break spaces hold.
 */
export function wrapped(text: string, style: TypeStyle, width: number): string[] {
  if (widthOf(text, style) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer, style) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = piecesOf(word, style, width);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** The text in the largest type from the style's own down to `least` points that keeps it within `width` mm, else cut with an ellipsis. */
export function fitted(text: string, style: TypeStyle, width: number, least: number): { text: string; style: TypeStyle } {
  const natural = widthOf(text, style);
  if (natural <= width) return { text, style };
  const size = Math.max(least, Math.floor((style.size * width * 4) / natural) / 4);
  const smaller = { ...style, size };
  if (widthOf(text, smaller) <= width) return { text, style: smaller };
  const characters = [...text];
  while (characters.length > 1 && widthOf(`${characters.join('')}…`, smaller) > width) characters.pop();
  return { text: `${characters.join('').trimEnd()}…`, style: smaller };
}

/** Distance of `count` baselines between `top` and `bottom`: the usual one, or less where they would not fit. */
export function pitchWithin(count: number, usual: number, top: number, bottom: number): number {
  return count < 2 ? usual : Math.min(usual, (bottom - top) / (count - 1));
}

function piecesOf(word: string, style: TypeStyle, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && widthOf(piece + character, style) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
