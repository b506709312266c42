import type { Meter } from '../../shared/meter.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { decimal, decimalText, quantityText, sum, whole } from '../../shared/money.ts';
import { compareInstants, isWithin } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { Measured } from './measuring.ts';

/** An event as it was found, with its hash. */
export interface FoundEvent {
  readonly event: UsageEvent;
  readonly hash: string;
}

/**
 * The events that count: each id once, at its earliest time, and none that was reversed. Order and repetition
 * make no difference.
 */
export function effectiveEvents(found: readonly FoundEvent[]): FoundEvent[] {
  const ended = new Set(found.flatMap(({ event }) => event.reverses ?? []));
  const byId = new Map<string, FoundEvent>();
  for (const entry of found) {
    if (entry.event.reverses !== undefined || ended.has(entry.event.id)) continue;
    const seen = byId.get(entry.event.id);
    if (!seen || isEarlier(entry, seen)) byId.set(entry.event.id, entry);
  }
  return [...byId.values()];
}

/**
 * The quantity a meter measures in a half-open period.
 *
 * @param events effective events; those of other types or times are left out here
 * @throws {NotPriceableError} if a value that is to be added up is no decimal, or the sum is beyond what we can write
 */
export function aggregate(meter: Meter, events: readonly FoundEvent[], period: Period): Measured {
  const counted = events
    .filter(({ event }) => event.type === meter.eventType && isWithin(event.time, period))
    .sort((a, b) => (a.event.id < b.event.id ? -1 : 1));
  const quantity = quantityText(
    meter.aggregation === 'count' ? whole(counted.length) : sum(counted.map(({ event }) => valueOf(meter, event))),
  );
  if (!decimalText.safeParse(quantity).success)
    throw new NotPriceableError(`Meter "${meter.id}" adds up to ${quantity}, more than 20 digits before the point.`);
  return {
    meter: meter.id,
    quantity,
    events: counted.length,
    ids: counted.map(({ event }) => event.id),
    fingerprint: contentHash(counted.map(({ event, hash }) => [event.id, hash])),
  };
}

function valueOf(meter: Meter, event: UsageEvent) {
  const value = event.properties[meter.valueProperty ?? ''];
  if (typeof value === 'string' && decimalText.safeParse(value).success) return decimal(value);
  throw new NotPriceableError(
    `Event "${event.id}": ${meter.valueProperty} is ${value === undefined ? 'missing' : 'no decimal'}; meter "${meter.id}" adds up decimals.`,
  );
}

function isEarlier(a: FoundEvent, b: FoundEvent): boolean {
  const order = compareInstants(a.event.time, b.event.time);
  return order < 0 || (order === 0 && a.hash < b.hash);
}
