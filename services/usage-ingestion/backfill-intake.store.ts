import type { StoredBackfill } from '../../shared/backfill.store.ts';
import { outsideOf } from '../../shared/backfill.ts';
import { addToBackfill } from '../../shared/backfilled-usage.store.ts';
import { closedAmong } from '../../shared/erased-usage.store.ts';
import { erasureEpoch } from '../../shared/erasure.store.ts';
import { inLanes } from '../../shared/lanes.ts';
import { closedReason, CONFLICT } from '../../shared/quarantine.ts';
import { eventHash } from '../../shared/usage-event.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { getEvent, getReversal } from '../../shared/usage.store.ts';
import type { Judged } from './accept-event.ts';

/** Events that are looked up at once. */
const AT_ONCE = 50;

/** What became of an event that was sent to a backfill. */
export interface BackfilledFate {
  readonly id: string | null;
  readonly fate: 'accepted' | 'duplicate' | 'conflict' | 'left out';
  readonly reason?: string;
}

/**
 * Puts those events that can be part of a backfill into it. Doing it again changes nothing.
 *
 * @param judged as ingestion judges them
 */
export async function takeIntoBackfill(sellerId: string, into: StoredBackfill, judged: readonly Judged[]): Promise<BackfilledFate[]> {
  const events = judged.flatMap((it) => ('event' in it ? [it.event] : []));
  const epoch = await erasureEpoch(sellerId);
  const isClosed = await closedAmong(sellerId, epoch, events);
  const refused = new Map<UsageEvent, Omit<BackfilledFate, 'id'>>();
  await inLanes(AT_ONCE, [...events.entries()], async ([i, event]) => {
    const fate = isClosed[i] ? leftOut(closedReason(event.customer, event.time).message) : await refusalOf(sellerId, into, event);
    if (fate) refused.set(event, fate);
  });
  const taken = events.filter((event) => !refused.has(event));
  const stored = await addToBackfill(sellerId, into, epoch, taken);
  const fates = new Map(taken.map((event, i) => [event, stored[i] ?? 'accepted']));
  return judged.map((it) => {
    if ('reason' in it) return { id: it.id, ...leftOut(it.reason.message) };
    const fate = fates.get(it.event) ?? 'accepted';
    return { id: it.id, ...(refused.get(it.event) ?? { fate, ...(fate === 'conflict' ? { reason: CONFLICT.message } : {}) }) };
  });
}

/** Why an event is not put into a backfill, if it is not: outside of it, taken back, or there by itself. */
async function refusalOf(sellerId: string, { found }: StoredBackfill, event: UsageEvent): Promise<Omit<BackfilledFate, 'id'> | undefined> {
  const outside = outsideOf(found, event);
  if (outside !== undefined) return leftOut(outside);
  if (event.reverses !== undefined) return undefined;
  const { customer, id, time } = event;
  const day = time.slice(0, 10);
  if (await getReversal(sellerId, customer, day, id))
    return leftOut(`Event "${id}" was taken back, which ends its id for good: send it under a new one.`);
  const there = found.replaces ? undefined : await getEvent(sellerId, customer, day, id);
  if (!there) return undefined;
  return there.hash === eventHash(event) ? { fate: 'duplicate' } : { fate: 'conflict', reason: CONFLICT.message };
}

function leftOut(reason: string): Omit<BackfilledFate, 'id'> {
  return { fate: 'left out', reason };
}
