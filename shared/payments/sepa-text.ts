/** How letters that have one are written in the character set that all banks take. */
const LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ß: 'ss', æ: 'ae', Æ: 'Ae', ø: 'o', Ø: 'O', œ: 'oe', Œ: 'Oe', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', '&': '+' }; // prettier-ignore

/**
 * A name or a text in the characters that every bank of SEPA takes, at most so long: accents are left off, what has no letter
 * becomes a space.
 *
 * @see docs/sources.md#sepa-direct-debit
 */
export function sepaText(text: string, length: number): string {
  const letters = [...text].map((letter) => LETTERS[letter] ?? letter).join('');
  const plain = letters.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return plain
    .replaceAll(/[^A-Za-z0-9/\-?:().,'+ ]+/g, ' ')
    .trim()
    .slice(0, length);
}
