import { createHash } from 'node:crypto';

/** Events of a UTC day that were counted, with their content hashes. */
export interface DayEvents {
  readonly ids: readonly string[];
  /** The hash of an event covers its id. */
  readonly hashes: readonly string[];
}

/** Names a set of events in memory that does not grow with it: it is fed a UTC day at a time, earliest first. */
export interface Fingerprint {
  /** @param day by id in code unit order */
  addDay(day: DayEvents): void;
  /** SHA-256, lower-case hex: two equal ones are the same ids with the same contents. */
  text(): string;
}

/** Begins with the set of no event. */
export function beginFingerprint(): Fingerprint {
  const hash = createHash('sha256');
  return {
    addDay: ({ hashes }) => void hash.update(hashes.join('')),
    text: () => hash.copy().digest('hex'),
  };
}

/** The events of a day by id in code unit order. What a table returns is mostly in that order already. */
export function byId({ ids, hashes }: DayEvents): DayEvents {
  if (ids.every((id, i) => i === 0 || ids[i - 1]! < id)) return { ids, hashes };
  const order = [...ids.keys()].sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  return { ids: order.map((i) => ids[i]!), hashes: order.map((i) => hashes[i]!) };
}
