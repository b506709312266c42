import { createHash } from 'node:crypto';

/** Names a set of events in memory that does not grow with it: it is fed a UTC day at a time, earliest first. */
export interface Fingerprint {
  /** @param events ids and content hashes of a day, by id in code unit order */
  addDay(events: readonly IdAndHash[]): void;
  /** SHA-256, lower-case hex: two equal ones are the same ids with the same contents. */
  text(): string;
}

export type IdAndHash = readonly [id: string, hash: string];

/** Begins with the set of no event. */
export function beginFingerprint(): Fingerprint {
  const hash = createHash('sha256');
  return {
    addDay: (events) => {
      // A day without an event must not matter.
      if (events.length > 0) hash.update(JSON.stringify(events));
    },
    text: () => hash.copy().digest('hex'),
  };
}

/** The events of a day by id in code unit order. What a table returns is mostly in that order already. */
export function byId(events: readonly IdAndHash[]): readonly IdAndHash[] {
  const isSorted = events.every(([id], i) => i === 0 || events[i - 1]![0] < id);
  return isSorted ? events : [...events].sort(([a], [b]) => (a < b ? -1 : 1));
}
