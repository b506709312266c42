import { z } from 'zod';
import { currencyCode, decimalText } from '../money.ts';
import { instant, plainDate } from '../period.ts';
import { person } from '../person.ts';

/**
 * Entries of the ledger. What an invoice, a transaction of the bank or a credit note comes to is always the sum of its
 * entries. None is changed or taken out: what was wrong is reversed by an entry of its own.
 */

/** Where an amount comes from. */
export const allocationSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bank'), transaction: z.string() }),
  /** What a provider of payments or a direct debit brought in; below zero what went back of it. */
  z.object({ kind: z.literal('payment'), payment: z.string() }),
  z.object({ kind: z.literal('credit-note'), number: z.string() }),
  /** Nobody: a difference that the seller bears or keeps, beside what came by a transaction. */
  z.object({ kind: z.literal('write-off'), transaction: z.string() }),
  /** A step of a dunning case, which charges a fee or late interest: below zero, since it raises what is open. */
  z.object({ kind: z.literal('dunning'), case: z.int().min(1), step: z.int().min(1), charge: z.enum(['fee', 'interest']) }),
  /** Nobody: a person says that it will never come. */
  z.object({ kind: z.literal('uncollectible') }),
  /** Below zero: what is paid back to the customer; see refund.ts. */
  z.object({ kind: z.literal('refund'), refund: z.string() }),
]);
export type AllocationSource = z.infer<typeof allocationSource>;

export const allocation = z.object({
  schema: z.literal(1),
  /** The invoice it counts for, or the refund that it is for. */
  number: z.string(),
  /** Its place among the entries of the invoice, from 1: the two name an entry. */
  sequence: z.number().int().min(1),
  /** Above zero it lowers what is open, below zero it raises it. */
  amount: decimalText,
  /** That of the invoice. */
  currency: currencyCode,
  source: allocationSource,
  /** What it takes of its source, where that is in another currency; a person says it. */
  used: z.object({ amount: decimalText, currency: currencyCode }).optional(),
  /** The entry of the invoice that it takes back. */
  reverses: z.number().int().min(1).optional(),
  /** Of money, the day on which the bank booked it; absent where no bank says one. */
  bookedOn: plainDate.optional(),
  /** Why, in words. */
  reason: z.string(),
  at: instant,
  by: person,
});
export type Allocation = z.infer<typeof allocation>;
