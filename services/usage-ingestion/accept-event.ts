import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { propertyFault } from '../../shared/metered-event.ts';
import type { Meter } from '../../shared/meter.ts';
import { compareInstants, dayAfter } from '../../shared/period.ts';
import type { Reason } from '../../shared/quarantine.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { SentEvent } from './request-body.ts';
import { windowReason } from './time-window.ts';
import type { TimeWindow } from './time-window.ts';

/** An event of a request, held against what is known: countable, or with the reason why not. */
export type Judged = { readonly id: string | null; readonly text: string } & ({ readonly event: UsageEvent } | { readonly reason: Reason });

/** What events are held against. */
export interface Known {
  readonly meters: readonly Meter[];
  readonly customers: ReadonlySet<string>;
  /** Moment of storing; an event may lie at most a day after it. */
  readonly storedAt: string;
  /** Within which usage may lie that anybody may send; a backfill has none. */
  readonly window?: TimeWindow | undefined;
}

/** Earliest time an event may have; earlier ones are broken dates, such as a year of two digits. */
const EARLIEST = '2000-01-01T00:00:00Z';

/** Customers that events name, to be looked up. */
export function customersOf(sent: readonly SentEvent[]): string[] {
  const names = new Set(sent.map(({ value }) => fieldOf(value, 'customer')));
  return [...names].filter((name) => typeof name === 'string').filter((name) => id.safeParse(name).success);
}

/** Whether events can be counted: well formed, of a known customer and type, with values and a time that can be. */
export function judgeEvents(sent: readonly SentEvent[], known: Known): Judged[] {
  const latest = dayAfter(known.storedAt);
  const meters = Map.groupBy(known.meters, ({ eventType }) => eventType);
  const reasonOf = (event: UsageEvent): Reason | undefined =>
    customerReason(event, known.customers) ??
    timeReason(event, latest) ??
    (known.window && windowReason(event, known.window)) ??
    meterReason(event, meters);
  return sent.map((entry) => {
    const eventId = fieldOf(entry.value, 'id');
    return { id: typeof eventId === 'string' ? eventId : null, text: entry.text, ...judge(entry, reasonOf) };
  });
}

function judge(sent: SentEvent, reasonOf: (event: UsageEvent) => Reason | undefined): { event: UsageEvent } | { reason: Reason } {
  if (sent.fault !== undefined) return { reason: { code: 'not-json', message: `The line is no JSON: ${sent.fault}` } };
  const parsed = usageEvent.safeParse(sent.value);
  if (!parsed.success) return { reason: { code: 'bad-field', message: parsed.error.issues.map(faultText).join(' ') } };
  const reason = reasonOf(parsed.data);
  return reason ? { reason } : { event: parsed.data };
}

function faultText({ path, message }: z.core.$ZodIssue): string {
  return `${path.length === 0 ? 'The event' : z.core.toDotPath(path)}: ${message}.`;
}

function customerReason({ customer }: UsageEvent, known: ReadonlySet<string>): Reason | undefined {
  if (known.has(customer)) return undefined;
  return { code: 'unknown-customer', message: `There is no customer "${customer}".` };
}

function timeReason({ time }: UsageEvent, latest: string): Reason | undefined {
  if (compareInstants(time, EARLIEST) < 0) return { code: 'impossible-time', message: `${time} is before ${EARLIEST}.` };
  if (compareInstants(time, latest) > 0) return { code: 'impossible-time', message: `${time} is more than a day ahead.` };
  return undefined;
}

function meterReason(event: UsageEvent, meters: ReadonlyMap<string, readonly Meter[]>): Reason | undefined {
  if (event.reverses !== undefined) return undefined;
  const counting = meters.get(event.type);
  if (!counting) {
    const types = [...meters.keys()].sort();
    return { code: 'unknown-type', message: `No meter counts events of type "${event.type}"; there are ${types.join(', ')}.` };
  }
  for (const meter of counting) {
    const fault = propertyFault(meter, event.properties);
    if (fault !== undefined) return { code: 'bad-value', message: `Meter "${meter.id}" ${fault}.` };
  }
  return undefined;
}

/** A field of what was sent, whatever that is. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
