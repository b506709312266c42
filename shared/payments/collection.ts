import { z } from 'zod';
import { addDays, instant, plainDate } from '../period.ts';
import { person } from '../person.ts';
import { amountText, decimal, decimalText, sum } from '../money.ts';
import type { Payment } from './payment.ts';
import { targetDaysAfter } from './target-days.ts';

/** Direct debits that are given to the bank in one file, all of one scheme. */

/** A collection while its debits are gathered, and its file is written. */
export const collectionHead = z.object({
  schema: z.literal(1),
  /** DD, the day and a hash of the debits it began with: the file's name and its message's. */
  id: z.string(),
  scheme: z.enum(['core', 'b2b']),
  at: instant,
  by: person,
  /** Day of the seller's zone. */
  day: plainDate,
  /** Debits due until then are gathered. */
  until: plainDate,
  /** First day on which the bank can debit. */
  firstDay: plainDate,
  /** Whether all are gathered: from here on none is added. */
  isGathered: z.boolean(),
});
export type CollectionHead = z.infer<typeof collectionHead>;

/** Debits of one day and one place in the sequence of their mandates: banks book them together. */
export const debitGroup = z.object({
  id: z.string(),
  collectOn: plainDate,
  sequence: z.enum(['FRST', 'RCUR', 'OOFF', 'FNAL']),
  /** Only where a collection has debits by more than one, since the seller's was amended. */
  creditorId: z.string().optional(),
  count: z.number().int().min(1),
  sum: decimalText,
});
export type DebitGroup = z.infer<typeof debitGroup>;

export const collection = collectionHead.omit({ isGathered: true, until: true, firstDay: true }).extend({
  key: z.string(),
  /** SHA-256 of the file. */
  hash: z.string(),
  groups: z.array(debitGroup),
});
export type Collection = z.infer<typeof collection>;

/** Banks take debits at most so many days before they are due. */
const DAYS_AHEAD = 14;

/** Until when debits are gathered on a day, and the first day on which the bank can debit them. */
export function gatheringDays(day: string, bankDays: number): Pick<CollectionHead, 'until' | 'firstDay'> {
  return { until: addDays(day, DAYS_AHEAD), firstDay: targetDaysAfter(day, bankDays) };
}

/** A debit with where it was filed. */
export type FiledDebit = Payment & {
  readonly by: Extract<Payment['by'], { method: 'direct-debit' }>;
  readonly filed: NonNullable<Payment['filed']>;
};

/** The groups of a collection with their debits, by day and sequence, in the order of their ids. */
export function groupsOf(collectionId: string, debits: readonly FiledDebit[]): (DebitGroup & { readonly debits: readonly FiledDebit[] })[] {
  const groups = new Map<string, FiledDebit[]>();
  for (const debit of [...debits].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const place = `${debit.filed.collectOn} ${debit.filed.sequence} ${debit.by.creditorId}`;
    groups.set(place, [...(groups.get(place) ?? []), debit]);
  }
  const isOfSeveral = new Set(debits.map(({ by }) => by.creditorId)).size > 1;
  return [...groups.keys()].sort().map((place, i) => {
    const theirs = groups.get(place)!;
    return {
      id: `${collectionId}-${i + 1}`,
      ...{ collectOn: theirs[0]!.filed.collectOn, sequence: theirs[0]!.filed.sequence },
      ...(isOfSeveral ? { creditorId: theirs[0]!.by.creditorId } : {}),
      count: theirs.length,
      sum: amountText(sum(theirs.map(({ amount }) => decimal(amount))), 'EUR'),
      debits: theirs,
    };
  });
}
