/** Numbers that look like chance and are not: the same seed gives the same ones on every machine. */
export type Random = () => number;

/** Pseudo-random numbers in [0, 1) from a text (mulberry32, begun with the FNV-1a hash of the text). */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `least` to `most`, both included. */
export function wholeFrom(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** @throws {RangeError} if there is nothing to pick */
export function pickFrom<Item>(random: Random, items: readonly Item[]): Item {
  const picked = items[Math.floor(random() * items.length)];
  if (picked === undefined) throw new RangeError('There is nothing to pick.');
  return picked;
}
