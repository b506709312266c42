import { z } from 'zod';
import { id } from './catalog.ts';
import { compareInstants, instant } from './period.ts';
import { person } from './person.ts';
import type { UsageEvent } from './usage-event.ts';

/**
 * Backfills: usage of a range of time that is put in, and taken out again, as a whole. Its events lie beside those there
 * are and count exactly while its record says `applied`. One that replaces hides, for as long, what else there is of its
 * customers, types and time.
 */
export const backfillId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected a name such as october-gateway: small letters, digits and -');

/**
 * `open`: takes events. `sealed`: takes no more, and is about to be applied first. `applied`: counts. `undone`: counts no
 * more; it may be applied again.
 */
export const backfillState = z.enum(['open', 'sealed', 'applied', 'undone']);
export type BackfillState = z.infer<typeof backfillState>;

/** Days that one which replaces may cover: each is marked for each of its customers. */
export const MOST_REPLACED_DAYS = 400;
const DAY = 86_400_000;

const shape = {
  /** First instant, and the first behind it. */
  from: instant,
  until: instant,
  /** Whose usage it may hold; of anybody if it does not say. */
  customers: z.array(id).min(1).max(500).optional(),
  /** Types of events it may hold; of any that is counted if it does not say. */
  types: z.array(z.string().min(1).max(100)).min(1).max(50).optional(),
  /** Whether what else there is of its customers, types and time counts no more while it is applied. */
  replaces: z.boolean(),
};

export const backfillScope = z
  .object(shape)
  .refine(({ from, until }) => compareInstants(from, until) < 0, { path: ['until'], error: 'is not after from' })
  .refine(({ replaces, types }) => !replaces || types !== undefined, {
    path: ['types'],
    error: 'must be named by a backfill that replaces',
  })
  .refine(({ replaces, from, until }) => !replaces || Date.parse(until) - Date.parse(from) <= MOST_REPLACED_DAYS * DAY, {
    path: ['until'],
    error: `is more than ${MOST_REPLACED_DAYS} days after from, which is too long for a backfill that replaces`,
  });
export type BackfillScope = z.infer<typeof backfillScope>;

/** How much a backfill holds, and a hash of it: equal for the same events in whatever order they came. */
export const backfillContent = z.object({
  customers: z.number().int(),
  days: z.number().int(),
  events: z.number().int(),
  contentHash: z.string(),
});
export type BackfillContent = z.infer<typeof backfillContent>;

export const backfill = z.object({
  schema: z.literal(1),
  id: backfillId,
  ...shape,
  state: backfillState,
  /** Whether its files were sent to the end; one that was cut off must not be applied by mistake. */
  isSent: z.boolean(),
  openedAt: instant,
  openedBy: person,
  /** As it was when it was applied first. */
  content: backfillContent.optional(),
  appliedAt: instant.optional(),
  appliedBy: person.optional(),
  undoneAt: instant.optional(),
  undoneBy: person.optional(),
});
export type Backfill = z.infer<typeof backfill>;

/** Why an event can't be part of a backfill, or undefined if it can. A reversal may be of any type. */
export function outsideOf(
  { from, until, customers, types }: BackfillScope,
  { time, customer, type, reverses }: UsageEvent,
): string | undefined {
  if (compareInstants(time, from) < 0 || compareInstants(time, until) >= 0)
    return `${time} is outside of the backfill, which goes from ${from} until ${until}.`;
  if (customers && !customers.includes(customer)) return `Customer "${customer}" is none of the backfill's: ${customers.join(', ')}.`;
  if (types && reverses === undefined && !types.includes(type)) return `Type "${type}" is none of the backfill's: ${types.join(', ')}.`;
  return undefined;
}

/** Whether two backfills can't count at the same time on a day of a customer that both lie on: one would hide the other. */
export function isInTheWay(a: BackfillScope, b: BackfillScope): boolean {
  const isOfOneType = !a.types || !b.types || a.types.some((type) => b.types!.includes(type));
  return (a.replaces || b.replaces) && isOfOneType && compareInstants(a.from, b.until) < 0 && compareInstants(b.from, a.until) < 0;
}

/** An event as it lies on a day, and of which backfill; of none if it was sent by itself. */
export interface Lying {
  readonly event: UsageEvent;
  readonly backfill?: string | undefined;
}

/**
 * Says which events of a customer's UTC day count beside the backfills that lie on it; reversals end their ids whatever is
 * hidden, unless they are part of a backfill that is not applied. An id counts once: of a backfill if it is there, and of
 * several the first by name.
 *
 * @param applied those that count
 * @returns asked of each event once, those of backfills first, by name; so it needs no more than their ids
 */
export function countingOn(applied: readonly Backfill[]): (lying: Lying) => boolean {
  const names = new Set(applied.map((it) => it.id));
  const replacing = applied.filter(({ replaces }) => replaces);
  const taken = new Set<string>();
  return ({ event, backfill: of }) => {
    if (of !== undefined) {
      if (!names.has(of)) return false;
      if (event.reverses !== undefined) return true;
      const isFirst = !taken.has(event.id);
      taken.add(event.id);
      return isFirst;
    }
    if (event.reverses !== undefined) return true;
    return !taken.has(event.id) && !replacing.some((it) => outsideOf({ ...it, customers: undefined }, event) === undefined);
  };
}
