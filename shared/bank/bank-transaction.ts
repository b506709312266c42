import { z } from 'zod';
import { canonicalJson, sha256 } from '../content-hash.ts';
import { currencyCode, decimalText } from '../money.ts';
import { plainDate } from '../period.ts';

/** Money that came or went on the seller's account, as the bank says it. */
const said = z.object({
  /** IBAN of the seller's account. */
  account: z.string(),
  /** Day on which the bank booked it. */
  bookedOn: plainDate,
  /** Above zero where money came; of the currency's minor digits. */
  amount: decimalText,
  currency: currencyCode,
  /** The bank's own reference, if it gives one. */
  bankReference: z.string().optional(),
  /** Who paid or was paid. */
  counterparty: z.object({ name: z.string().optional(), iban: z.string().optional() }),
  /** What the payer wrote, its lines joined by a space. */
  text: z.string(),
  /** What the payer wrote into the field for a reference. */
  structuredReference: z.string().optional(),
  endToEndId: z.string().optional(),
  /** The order (PmtInfId) that a booking of several debits executes. */
  order: z.string().optional(),
  /** Why an earlier payment came back, by the bank's code; present exactly on what came back. */
  returned: z.string().optional(),
  /** What the payer ordered, where that is another currency. */
  instructed: z.object({ amount: decimalText, currency: currencyCode }).optional(),
  /** What banks have kept of it; above zero. */
  charges: decimalText.optional(),
});
export type SaidTransaction = z.infer<typeof said>;

export const bankTransaction = said.extend({
  schema: z.literal(1),
  /** Made of what the bank says, see `identified`. */
  id: z.string(),
  /** SHA-256 of the file it came with first. */
  statement: z.string(),
});
export type BankTransaction = z.infer<typeof bankTransaction>;

/** References that say there is none. */
const NONE = /^(NONREF|NOTPROVIDED|NOT PROVIDED|NONE|N\/A|-)$/i;

/** Digits of an id: 80 bits, so that a million of transactions have two alike with a chance of one in 2 × 10¹². */
const ID_DIGITS = 20;

/**
 * Gives the transactions of a file their ids: the same transaction in another file that overlaps gets the same one.
 *
 * An id is made of account, day, amount, currency and the bank's own reference; without one of all the rest that is said.
 * Those that are alike in all of it are told apart by their order in the file, the first, the second and so on, and that
 * is a limit: two alike without a reference, of one day and in two files, count as one.
 */
export function identified(transactions: readonly SaidTransaction[], statement: string): BankTransaction[] {
  const seen = new Map<string, number>();
  return transactions.map((transaction) => {
    const { account, bookedOn, amount, currency, bankReference } = transaction;
    const isNamed = bankReference !== undefined && !NONE.test(bankReference);
    // Statements that were imported before the order was read have ids without it.
    const { order: _, ...rest } = transaction;
    const content = canonicalJson(isNamed ? { account, bookedOn, amount, currency, bankReference } : rest);
    const ordinal = (seen.get(content) ?? 0) + 1;
    seen.set(content, ordinal);
    return { ...transaction, schema: 1, id: sha256(canonicalJson([content, ordinal])).slice(0, ID_DIGITS), statement };
  });
}
