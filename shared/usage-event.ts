import { z } from 'zod';
import { id } from './catalog.ts';
import { sha256 } from './content-hash.ts';
import { toUtc } from './period.ts';

/** Properties an event has at most: with them at their longest it still fits a record of the Table. */
export const MOST_PROPERTIES = 100;

/** Text that UTF-8 can carry; JSON can spell half a surrogate pair, and no store can keep it. */
const wellFormed = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'has half a surrogate pair, which UTF-8 can not carry');

/**
 * A usage event, with the names of CloudEvents where it has them. `time` is when the usage happened; it is never
 * filled in for the sender, since the moment of arrival says nothing about the period it belongs to.
 *
 * @see docs/sources.md#cloudevents
 */
export const usageEvent = z.strictObject({
  /** Chosen by the sender; the same id again is the same event. */
  id: wellFormed(256).min(1),
  customer: id,
  type: wellFormed(100).min(1),
  /** RFC 3339 with an offset; kept in UTC. */
  time: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/,
      'expected a time with offset such as 2026-10-31T22:15:00+01:00',
    )
    .transform((text, context) => {
      try {
        return toUtc(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'there is no such time' });
        return z.NEVER;
      }
    }),
  properties: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), z.union([wellFormed(1024), z.boolean()]))
    .refine((all) => Object.keys(all).length <= MOST_PROPERTIES, `expected at most ${MOST_PROPERTIES} properties`)
    .default({}),
  /** Id of the event that this one takes back; `time` and `customer` are then those of the original. */
  reverses: wellFormed(256).min(1).optional(),
});
export type UsageEvent = z.infer<typeof usageEvent>;

/**
 * Tells a repetition from a conflict: same id and same hash is the same event. It is the event's content hash; its
 * keys are known and named here in their order, which spares ingestion half of the time.
 */
export function eventHash({ customer, id, properties, reverses, time, type }: UsageEvent): string {
  return sha256(JSON.stringify({ customer, id, properties: inOrder(properties), reverses, time, type }));
}

function inOrder(properties: UsageEvent['properties']): UsageEvent['properties'] {
  const names = Object.keys(properties);
  if (names.every((name, i) => i === 0 || names[i - 1]! < name)) return properties;
  return Object.fromEntries(names.sort().map((name) => [name, properties[name]!]));
}
