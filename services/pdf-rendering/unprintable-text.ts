/**
 * A document can't show this text: its fonts lack a character, or a figure has no room. Nothing is left out
 * silently; the text has to change, or the font.
 */
export class UnprintableTextError extends Error {
  override readonly name = 'UnprintableTextError';
}
