import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/catalog.ts';
import { decimalText } from '../../shared/money.ts';
import { compareInstants, dayAfter } from '../../shared/period.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { SentEvent } from './request-body.ts';

/** Why an event is in quarantine: a code to count by and a sentence to act on. */
export interface Reason {
  readonly code: 'not-json' | 'bad-field' | 'unknown-customer' | 'unknown-type' | 'bad-value' | 'impossible-time' | 'conflict';
  readonly message: string;
}

/** An event of a request, held against what is known: countable, or with the reason why not. */
export type Judged = { readonly id: string | null; readonly text: string } & ({ readonly event: UsageEvent } | { readonly reason: Reason });

/** What events are held against. */
export interface Known {
  readonly meters: readonly Meter[];
  readonly customers: ReadonlySet<string>;
  /** Moment of storing; an event may lie at most a day after it. */
  readonly storedAt: string;
}

/** Earliest time an event may have; earlier ones are broken dates, such as a year of two digits. */
const EARLIEST = '2000-01-01T00:00:00Z';

/** Customers that events name, to be looked up. */
export function customersOf(sent: readonly SentEvent[]): string[] {
  const names = sent.map(({ value }) => customerReference.safeParse(value).data?.customer);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Whether events can be counted: well formed, of a known customer and type, with values and a time that can be. */
export function judgeEvents(sent: readonly SentEvent[], known: Known): Judged[] {
  return sent.map((entry) => {
    const id = idReference.safeParse(entry.value).data?.id ?? null;
    return { id, text: entry.text, ...judge(entry, known) };
  });
}

const customerReference = z.object({ customer: id });
const idReference = z.object({ id: z.string() });

function judge(sent: SentEvent, known: Known): { event: UsageEvent } | { reason: Reason } {
  if (sent.fault !== undefined) return { reason: { code: 'not-json', message: `The line is no JSON: ${sent.fault}` } };
  const parsed = usageEvent.safeParse(sent.value);
  if (!parsed.success) return { reason: { code: 'bad-field', message: z.prettifyError(parsed.error) } };
  const event = parsed.data;
  const reason = customerReason(event, known) ?? timeReason(event, known) ?? meterReason(event, known);
  return reason ? { reason } : { event };
}

function customerReason(event: UsageEvent, known: Known): Reason | undefined {
  if (known.customers.has(event.customer)) return undefined;
  return { code: 'unknown-customer', message: `There is no customer "${event.customer}".` };
}

function timeReason(event: UsageEvent, { storedAt }: Known): Reason | undefined {
  if (compareInstants(event.time, EARLIEST) < 0) return { code: 'impossible-time', message: `${event.time} is before ${EARLIEST}.` };
  if (compareInstants(event.time, dayAfter(storedAt)) > 0)
    return { code: 'impossible-time', message: `${event.time} is more than a day ahead.` };
  return undefined;
}

function meterReason(event: UsageEvent, { meters }: Known): Reason | undefined {
  if (event.reverses !== undefined) return undefined;
  const counting = meters.filter((meter) => meter.eventType === event.type);
  if (counting.length === 0) {
    const types = [...new Set(meters.map((meter) => meter.eventType))].sort();
    return { code: 'unknown-type', message: `No meter counts events of type "${event.type}"; there are ${types.join(', ')}.` };
  }
  for (const { id, valueProperty } of counting) {
    if (valueProperty === undefined) continue;
    const value = event.properties[valueProperty];
    if (typeof value === 'string' && decimalText.safeParse(value).success) continue;
    return {
      code: 'bad-value',
      message: `Meter "${id}" adds up ${valueProperty}, which is ${value === undefined ? 'missing' : JSON.stringify(value)} and must be a plain decimal.`,
    };
  }
  return undefined;
}
