import { closest, distance } from 'fastest-levenshtein';

/**
 * The end of a message about an unknown name: the known one that is nearest to it, or what there is.
 *
 * @param known names that would be right
 */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const best = closest(
    name.toLowerCase(),
    known.map((it) => it.toLowerCase()),
  );
  const match = known.find((it) => it.toLowerCase() === best) ?? best;
  if (distance(name.toLowerCase(), best) <= Math.max(2, name.length / 3)) return `; did you mean "${match}"?`;
  return known.length <= 12 ? `; there is ${known.map((it) => `"${it}"`).join(', ')}` : '';
}
