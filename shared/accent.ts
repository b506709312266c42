/** Colour of text on white, where the seller's own would hardly be seen. */
const INK = '#15181C';

/**
 * The seller's accent colour where it is visible on white, else ink.
 *
 * @param accent sRGB as #RRGGBB
 * @see docs/sources.md#non-text-contrast
 */
export function visibleAccent(accent: string): string {
  return contrastOnWhite(accent) >= 3 ? accent : INK;
}

/**
 * Contrast ratio to white, 1 to 21.
 *
 * @see docs/sources.md#contrast-ratio
 */
export function contrastOnWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
