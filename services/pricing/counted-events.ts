import type { UsageEvent } from '../../shared/usage-event.ts';

/** An event as it was found, with its hash. */
export interface FoundEvent {
  readonly event: UsageEvent;
  readonly hash: string;
}

/** What neighbouring UTC days say about which ids count on a day. */
export interface Neighbours {
  /** Ids that were found the day before. */
  readonly before: IdList;
  /** Ids that were taken back, by what lies on the day itself, the day before and the day after. */
  readonly reversed: readonly ReadonlySet<string>[];
}

/**
 * Whether an id that was found on a UTC day counts on it. Seen on two neighbouring days it counts once, on the earlier
 * one; further apart it is two events. One that was taken back is ended for good, its copies on neighbouring days too.
 *
 * Only neighbours are looked at, so that a month is counted a day at a time, and periods that share a day agree on it.
 */
export function isCounting(id: string, { before, reversed }: Neighbours): boolean {
  if (before.has(id)) return false;
  for (const ids of reversed) if (ids.has(id)) return false;
  return true;
}

/**
 * The ids of a day. They come, and are asked for, mostly in ascending order, as a table returns them: walking along is
 * faster than hashing each, and any other order only costs more.
 */
export class IdList {
  readonly #ids: string[] = [];
  #isSorted = true;
  #next = 0;

  add(id: string): void {
    if (this.#isSorted && this.#ids.length > 0 && this.#ids.at(-1)! > id) this.#isSorted = false;
    this.#ids.push(id);
  }

  has(id: string): boolean {
    if (!this.#isSorted) {
      this.#ids.sort((a, b) => (a < b ? -1 : 1));
      this.#isSorted = true;
    }
    if (this.#next > 0 && this.#ids[this.#next - 1]! >= id) this.#next = this.#placeOf(id);
    while (this.#next < this.#ids.length && this.#ids[this.#next]! < id) this.#next++;
    return this.#ids[this.#next] === id;
  }

  #placeOf(id: string): number {
    let [low, high] = [0, this.#next];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
