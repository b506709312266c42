import { z } from 'zod';
import { amountAboveZero } from '../catalog.ts';
import { refundOf, transferPayee } from '../receivables/refund.ts';

/** An invoice that a person names, with an amount or without; of another currency with what it takes of what came. */
export const wantedShare = z.strictObject({
  number: z.string().min(1).max(100),
  amount: amountAboveZero.optional().describe('All that is open of it, or left of what came, if not given.'),
  used: amountAboveZero.optional().describe('What it takes of what came, where that is in another currency.'),
});
export type WantedShare = z.infer<typeof wantedShare>;

const transaction = z.string().min(1).max(100).describe('Id of a transaction of the bank.');
const number = z.string().min(1).max(100);

/** What a person decides on money, and on what is owed. */
export const paymentDecision = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('match'),
    transaction,
    shares: z.array(wantedShare).min(1).max(20).describe('Invoices, or one refund that has left with it.'),
    isSettling: z.boolean().default(false).describe('Whether what is still missing of each invoice, or too much, is written off.'),
  }),
  z.strictObject({ kind: z.literal('unmatch'), transaction, number: number.optional().describe('All if not given.') }),
  z.strictObject({ kind: z.literal('dismiss'), transaction }),
  z.strictObject({
    kind: z.literal('use-credit-note'),
    number: number.describe('The credit note.'),
    shares: z
      .array(z.strictObject({ number, amount: amountAboveZero }))
      .min(1)
      .max(20),
  }),
  z.strictObject({ kind: z.literal('free-credit-note'), number, of: number.optional().describe('The invoice; all if not given.') }),
  z.strictObject({ kind: z.literal('write-off'), number }),
  z.strictObject({ kind: z.literal('undo-write-off'), number }),
  z.strictObject({
    kind: z.literal('refund'),
    of: refundOf,
    payee: transferPayee.optional().describe('The account or card that paid last, if not given.'),
  }),
  z.strictObject({
    kind: z.literal('send-refund'),
    refund: z.string().max(100).describe('One to a card: the provider is asked again what became of it.'),
  }),
  z.strictObject({
    kind: z.literal('allocate-refund'),
    refund: z.string().max(100).describe('One that was made at the provider itself, of which it is not certain what it was for.'),
    of: refundOf.describe('The invoice, which is owed again what was not overpaid, the credit note, or the payment it went back from.'),
  }),
  z.strictObject({ kind: z.literal('cancel-refund'), refund: z.string().max(100) }),
]);
export type PaymentDecision = z.infer<typeof paymentDecision>;
