/** Chance that follows from its seed alone: the same text gives the same draws on every machine. */
export class Chance {
  #state: number;

  constructor(seed: string) {
    this.#state = mixed(seed);
  }

  /** At least 0, below 1. mulberry32: a period of 2³², which a fault plan does not come near. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Whether something that happens in this share of all cases happens now. */
  is(share: number): boolean {
    return this.next() < share;
  }

  pick<Value>(from: readonly Value[]): Value {
    return from[this.whole(0, from.length - 1)]!;
  }

  /** So many different ones, in any order; all of them if there are fewer. */
  some<Value>(from: readonly Value[], count: number): Value[] {
    const rest = [...from];
    const taken: Value[] = [];
    while (taken.length < count && rest.length > 0) taken.push(...rest.splice(this.whole(0, rest.length - 1), 1));
    return taken;
  }

  /** Small numbers far more often than large ones, from 1 to `most`. */
  small(most: number): number {
    return Math.min(most, Math.max(1, Math.round(most ** this.next())));
  }
}

/** FNV-1a with a last stir, so that neighbouring seeds have nothing in common. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) | 0;
}
