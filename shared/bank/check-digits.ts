/**
 * Whether the check digits of a text hold by ISO 7064, MOD 97-10, as in an IBAN and in a creditor reference: its first
 * four characters moved to its end, letters as numbers from 10, it leaves 1 when divided by 97.
 *
 * @param text digits and capital letters, more than four
 * @see docs/sources.md#creditor-reference
 */
export function hasCheckDigits(text: string): boolean {
  const digits = (text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
