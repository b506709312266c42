import { closedReason, CONFLICT } from '../../shared/quarantine.ts';
import type { UsageFate } from '../../shared/erased-usage.store.ts';
import type { EventFate } from '../../shared/usage.store.ts';
import type { Judged } from './accept-event.ts';

/** What became of one event of a request. */
export interface Fate {
  readonly id: string | null;
  readonly fate: EventFate | 'quarantined';
  readonly reason?: string;
}

export interface Fates {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly quarantined: number;
  /** One for each event of the request, in its order. */
  readonly events: readonly Fate[];
}

/**
 * The answer to a request.
 *
 * @param judged each event of the request in its order
 * @param stored fates of those that could be counted, in the same order
 */
export function fatesOf(judged: readonly (Judged & { id: string | null })[], stored: readonly UsageFate[]): Fates {
  let next = 0;
  const events = judged.map((entry): Fate => {
    if ('reason' in entry) return { id: entry.id, fate: 'quarantined', reason: entry.reason.message };
    const fate = stored[next++] ?? 'accepted';
    if (fate === 'closed')
      return { id: entry.id, fate: 'quarantined', reason: closedReason(entry.event.customer, entry.event.time).message };
    return { id: entry.id, fate, ...(fate === 'conflict' ? { reason: CONFLICT.message } : {}) };
  });
  const count = (wanted: Fate['fate']): number => events.filter(({ fate }) => fate === wanted).length;
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    conflicts: count('conflict'),
    quarantined: count('quarantined'),
    events,
  };
}
