import type { UsageEvent } from '../../shared/usage-event.ts';

/** An event as it was found, with its hash. */
export interface FoundEvent {
  readonly event: UsageEvent;
  readonly hash: string;
}

/** What neighbouring UTC days say about which ids count on a day. */
export interface Neighbours {
  /** Ids that were found the day before. */
  readonly before: ReadonlySet<string>;
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
  return !before.has(id) && !reversed.some((ids) => ids.has(id));
}
