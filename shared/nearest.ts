import { closest, distance } from 'fastest-levenshtein';

/**
 * The end of a message about an unknown name: the known one that is nearest to it, or what there is.
 *
 * @param known names that would be right
 */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const match = nearestOf(name, known);
  if (distance(name.toLowerCase(), match.toLowerCase()) <= Math.max(2, name.length / 3)) return `; did you mean "${match}"?`;
  return known.length <= 24 ? `; there is ${known.map((it) => `"${it}"`).join(', ')}` : '';
}

/**
 * The end of a message about an unknown time zone: the one that was meant, if that can be told. Zones are named after
 * cities, and the names of cities are more alike than other names: a wrong guess is worse than none.
 */
export function nearestZone(name: string): string {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const exact = zones.find((zone) => zone.toLowerCase() === name.toLowerCase());
  const cities = zones.map(cityOf);
  const city = nearestOf(cityOf(name), cities);
  const isAlike = distance(cityOf(name), city) <= Math.min(2, cityOf(name).length / 4);
  const match = exact ?? (isAlike ? zones[cities.indexOf(city)] : undefined);
  return match === undefined ? '' : `; did you mean "${match}"?`;
}

function cityOf(zone: string): string {
  return zone
    .slice(zone.lastIndexOf('/') + 1)
    .replaceAll(' ', '_')
    .toLowerCase();
}

function nearestOf(name: string, known: readonly string[]): string {
  const best = closest(
    name.toLowerCase(),
    known.map((it) => it.toLowerCase()),
  );
  return known.find((it) => it.toLowerCase() === best) ?? best;
}
