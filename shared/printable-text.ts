import { UnprintableTextError } from './errors.ts';

/** All white space, line breaks among it, but no-break spaces. */
const BREAKABLE_SPACE = /[^\S\u00A0\u202F]+/g;

/** A text as documents print it: composed characters (Unicode NFC), one line, without soft hyphens. */
export function asPrinted(text: string): string {
  return text.normalize('NFC').replace(BREAKABLE_SPACE, ' ').replaceAll('\u00AD', '').trim();
}

/**
 * Letters of the Latin, Greek and Cyrillic scripts, digits, and usual signs: what the fonts of documents certainly
 * have. They have more; which, only pdf-rendering knows.
 */
const CERTAIN =
  /^[ -~\u00A0-\u00AC\u00AE-\u0148\u014A-\u01C3\u01C5-\u0254\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03CE\u0400-\u0479\u1E00-\u1E9B\u1E9D-\u1EFF\u2010-\u2027\u202F-\u2055\u20A0-\u20AF\u20B1-\u20B5\u2116\u2122\u2190-\u2199\u2212]$/;

/**
 * Sees to it that a text a person types for a document can be printed, before it is kept for good.
 *
 * @param field where the text stands, for the message
 * @throws {UnprintableTextError} naming the first character a document may not be able to show, or saying that
 *   nothing of the text would be seen
 */
export function requirePrintableText(text: string, field: string): void {
  const printed = asPrinted(text);
  if (printed === '') throw new UnprintableTextError(`${field}: nothing of it would be seen on paper.`);
  for (const character of printed) {
    if (CERTAIN.test(character)) continue;
    throw new UnprintableTextError(
      `${field}: a document can't show ${nameOf(character)}. Use Latin, Greek or Cyrillic letters, digits and usual signs.`,
    );
  }
}

/** A character with its code point, for messages. */
export function nameOf(character: string): string {
  return `“${character}” (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`;
}
