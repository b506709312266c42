/** Order, length and successors of text as its UTF-8 bytes, which is how DynamoDB, S3 and SQLite sort keys. */

const LAST_ASCII = 0x7f;
const MOST_LOOKED_AT = 80;
const LAST_CODE_POINT = 0x10ffff;
const LAST_BEFORE_SURROGATES = 0xd7ff;
const FIRST_AFTER_SURROGATES = 0xe000;

/** Number of bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  // Names and most values are short ASCII: looking at each character is faster than a call out of JavaScript.
  if (text.length > MOST_LOOKED_AT) return Buffer.byteLength(text, 'utf8');
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > LAST_ASCII) return Buffer.byteLength(text, 'utf8');
  return text.length;
}

/** Negative, 0 or positive, as `a` sorts before, with or after `b` by UTF-8 bytes. JavaScript's own order differs beyond U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

/** The least text greater than every text that begins with `prefix`, or undefined if there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    if (last === LAST_CODE_POINT) continue;
    const next = last === LAST_BEFORE_SURROGATES ? FIRST_AFTER_SURROGATES : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}
