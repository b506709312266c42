import { z } from 'zod';
import type { Seller } from './catalog.ts';
import { id } from './catalog.ts';
import { sha256 } from './content-hash.ts';
import { compareInstants, instant, plainDate } from './period.ts';

/**
 * What is erased of a customer, and from when on. Usage is closed up to an instant: no event before it is counted any
 * more, and no period that ended by then is corrected. Of the days wholly behind it nothing is left but hashes.
 */

/** How far one erasing goes: what its steps work through, and what a preview of it counts. */
export const erasureScope = z.object({
  /** Usage before this instant is closed. */
  closedBefore: instant,
  /** UTC days up to this one keep hashes alone. */
  through: plainDate,
  /** Runs opened, and entries stored, up to this UTC day are old enough. */
  oldest: plainDate,
  /** Whether name, address and contacts go as well. */
  hasContacts: z.boolean(),
});
export type ErasureScope = z.infer<typeof erasureScope>;

export const erasure = z.object({
  schema: z.literal(1),
  customerId: id,
  /** Usage before this instant is refused while it is looked at whether it may be closed. */
  closing: instant.optional(),
  /** What was closed by each erasing, oldest first, and on which day. */
  erased: z.array(z.object({ before: instant, through: plainDate, on: plainDate })).default([]),
  contactsErasedOn: plainDate.optional(),
  /** An erasing that is decided and not through: the same command completes it. */
  underWay: erasureScope.optional(),
});
export type Erasure = z.infer<typeof erasure>;

/** Where closing begins: nothing was ever as early. */
export const BEFORE_ALL = { before: '2000-01-01T00:00:00Z', through: '1999-12-31' } as const;

/** Input of a step that erases: with a scope it counts what would go and changes nothing, without one it does what was decided. */
export const erasingStep = z.object({ sellerId: id, customerId: id, preview: erasureScope.optional() });

/** Months after its last bill until usage may be erased, if the seller says nothing. @see docs/sources.md#keeping-usage */
const KEEP_USAGE_MONTHS = 6;
/** The same for name, address and contacts. @see docs/sources.md#limitation */
const KEEP_CONTACTS_MONTHS = 48;

export function keptMonths({ privacy }: Pick<Seller, 'privacy'>): { usage: number; contacts: number } {
  return { usage: privacy?.keepUsageMonths ?? KEEP_USAGE_MONTHS, contacts: privacy?.keepContactsMonths ?? KEEP_CONTACTS_MONTHS };
}

/** Whether an event of this time can't be counted any more. */
export function isClosedTo({ closing, erased, contactsErasedOn }: Erasure, time: string): boolean {
  if (contactsErasedOn !== undefined) return true;
  return [closing, erased.at(-1)?.before].some((until) => until !== undefined && compareInstants(time, until) < 0);
}

/** The day on which usage of a time was erased, for a person. */
export function erasedDay({ erased, contactsErasedOn }: Erasure, time: string): string {
  return erased.find(({ before }) => compareInstants(time, before) < 0)?.on ?? contactsErasedOn ?? 'a day that is not over';
}

/** The day on which a period's usage was erased, or undefined. */
export function erasedOn(found: Erasure | undefined, { end }: { readonly end: string }): string | undefined {
  return found?.erased.find(({ before }) => compareInstants(end, before) <= 0)?.on;
}

/** The instant before which usage of a period was erased, or undefined. */
export function usageErasedIn(found: Erasure | undefined, { start }: { readonly start: string }): string | undefined {
  const before = found?.erased.at(-1)?.before;
  return before !== undefined && compareInstants(start, before) < 0 ? before : undefined;
}

/**
 * What stays of an event's id. Seller and customer are part of it, so that the same id of two customers can't be told to
 * be the same.
 */
export function hashedId(sellerId: string, customerId: string, eventId: string): string {
  return sha256(JSON.stringify([sellerId, customerId, eventId]));
}

/** Stands where something was that told of a customer. */
export const ERASED = 'erased';

/** A customer without what tells who it is; zone and id lead to the periods that were billed. */
export function withoutContacts<Of extends { readonly id: string; readonly zone: string; readonly numberSeries?: string | undefined }>({
  id: customerId,
  zone,
  numberSeries,
}: Of) {
  return {
    id: customerId,
    name: ERASED,
    attention: [],
    address: { street: ERASED, postalCode: ERASED, city: ERASED, country: 'ZZ' },
    zone,
    language: 'en' as const,
    email: 'erased@erased.invalid',
    ...(numberSeries === undefined ? {} : { numberSeries }),
  };
}
