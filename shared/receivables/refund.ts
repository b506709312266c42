import { z } from 'zod';
import { bankAccount } from '../bank/bank-account.ts';
import { currencyCode, decimalText } from '../money.ts';
import { outcome } from '../payments/payment.ts';
import type { Outcome } from '../payments/payment.ts';
import { instant, plainDate } from '../period.ts';
import { person } from '../person.ts';

/**
 * Money that goes back to a customer. A refund is an account of its own beside the invoices: what is to be paid back comes
 * to it from an invoice that was paid too much, from what is left of a payment, or of a credit note; the transaction of
 * the bank by which it left settles it, or the word of the provider that it is back on the card.
 */

/** An account that money is sent to, by a transfer. */
export const transferPayee = z.object({
  by: z.literal('transfer'),
  name: z.string().trim().min(1).max(70),
  iban: bankAccount.shape.iban,
});

export type TransferPayee = z.infer<typeof transferPayee>;

/** The card of a payment that was collected. */
const cardPayee = z.object({ by: z.literal('card'), payment: z.string(), lastDigits: z.string().optional() });

/** Whom the money is sent to, and how. */
export const payee = z.discriminatedUnion('by', [transferPayee, cardPayee]);
export type Payee = z.infer<typeof payee>;

/** What it is paid back from. */
export const refundOf = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('invoice'), number: z.string() }),
  z.strictObject({ kind: z.literal('credit-note'), number: z.string() }),
  z.strictObject({ kind: z.literal('transaction'), transaction: z.string() }),
  /** What of a payment that was collected counts for no invoice. */
  z.strictObject({ kind: z.literal('payment'), payment: z.string() }),
]);
export type RefundOf = z.infer<typeof refundOf>;

export const refund = z.object({
  schema: z.literal(1),
  id: z.string(),
  of: refundOf,
  /** Absent where a payment is sent back whose customer nobody knows. */
  customerId: z.string().optional(),
  /** Above zero. */
  amount: decimalText,
  currency: currencyCode,
  payee,
  reason: z.string(),
  at: instant,
  by: person,
  /** The file by which it is ordered: exactly one, and for good. */
  ordered: z.object({ set: z.string(), at: instant, by: person }).optional(),
  /** Booked by the bank; absent again if that is taken back. */
  paid: z.object({ transaction: z.string() }).optional(),
  /** Of one to a card: the provider has been asked for it, or was about to be, from then on. */
  sent: z.object({ at: instant, by: person }).optional(),
  /** What the provider says of it, and what it calls it. */
  outcome: outcome.optional(),
  reference: z.string().optional(),
  /** It was made at the provider itself, which told of it; what it was for is said later where that is not certain. */
  found: z.object({ isDecided: z.boolean() }).optional(),
  cancelled: z.object({ at: instant, by: person, reason: z.string() }).optional(),
});
export type Refund = z.infer<typeof refund>;

export const REFUND_STATES = ['made', 'ordered', 'paid', 'cancelled', 'declined', 'undecided'] as const;

/** How far a refund is. Undecided is what has gone back at the provider itself, and nobody has said what for. */
export function refundState({ ordered, sent, outcome: it, paid, cancelled, found }: Refund): (typeof REFUND_STATES)[number] {
  if (cancelled) return 'cancelled';
  if (found?.isDecided === false) return 'undecided';
  if (paid || it?.state === 'paid') return 'paid';
  if (it?.state === 'declined') return 'declined';
  return ordered || sent ? 'ordered' : 'made';
}

/** Refunds that are ordered by one file. */
export const refundSet = z.object({
  schema: z.literal(1),
  id: z.string(),
  /** The day on which the bank is to pay. */
  executeOn: plainDate,
  debtor: z.object({ name: z.string(), iban: z.string(), bic: z.string() }),
  currency: currencyCode,
  total: decimalText,
  transfers: z.array(z.object({ refund: z.string(), name: z.string(), iban: z.string(), amount: decimalText, text: z.string() })).min(1),
  at: instant,
  by: person,
});
export type RefundSet = z.infer<typeof refundSet>;

/**
 * Whether an answer of the provider's may follow the one that is known, in whatever order they come: a refund that failed
 * never arrives after all, but one that has arrived can still fail.
 */
export function refundFollows(known: Outcome | undefined, told: Outcome): boolean {
  const rank = (it: Outcome | undefined): number => RANKS.indexOf(it?.state);
  return rank(told) > rank(known);
}

const RANKS: readonly (Outcome['state'] | undefined)[] = [undefined, 'unknown', 'pending', 'paid', 'declined'];

/** How ids of refunds begin, which no number of a document does. */
export const REFUND_PREFIX = 'refund-';

/** Where it goes, in words: an account, or the card by its last digits. */
export function payeeWords(to: Payee): string {
  if (to.by === 'transfer') return to.iban;
  return to.lastDigits === undefined ? `the card of ${to.payment}` : `the card …${to.lastDigits}`;
}
