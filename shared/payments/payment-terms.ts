import { z } from 'zod';
import { iban, bic } from '../bank/bank-account.ts';
import { hasCheckDigits } from '../bank/check-digits.ts';
import { plainDate } from '../period.ts';

/** How a customer pays, and what the seller needs to collect it: parts of the catalog. */

/** Letters, digits and signs that every bank takes in references and names: docs/sources.md#sepa-direct-debit. */
const SEPA_TEXT = /^[A-Za-z0-9/\-?:().,'+ ]+$/;

/** Whole numbers of days may come as text too, as all of a catalog. */
const days = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** The seller as a creditor of SEPA direct debits. */
export const directDebitSettings = z.strictObject({
  creditorId: z
    .string()
    .transform((text) => text.replaceAll(' ', ''))
    .refine(isCreditorId, 'not a valid creditor identifier (its check digits do not match); expected one such as DE98ZZZ09999999999')
    .describe('Creditor identifier, as the central bank gave it.'),
  noticeDays: days(1, 60)
    .default(14)
    .describe('Days from the invoice to the debit at least, as agreed with customers; 14 if not given, which needs no agreement.'),
  bankDays: days(1, 10)
    .default(2)
    .describe('Days on which banks work from the file to the debit at least, as the bank wants; 2 if not given.'),
});
export type DirectDebitSettings = z.infer<typeof directDebitSettings>;

/** That a customer lets the seller debit an account. */
export const mandate = z
  .strictObject({
    reference: z
      .string()
      .trim()
      .max(35)
      .regex(SEPA_TEXT, "expected letters, digits, spaces and / - ? : ( ) . , ' + alone, as banks take them")
      .describe('Reference of the mandate, at most 35 characters.'),
    signedOn: plainDate.describe('Day on which it was signed.'),
    iban: iban.describe('Account that is debited.'),
    bic: bic.optional().describe('BIC of its bank; only needed outside the European Economic Area.'),
    accountHolder: z.string().trim().min(1).max(70).optional().describe("Who the account belongs to; the customer's name if not given."),
    scheme: z
      .enum(['core', 'b2b'])
      .default('core')
      .describe('core for everyone; b2b where both are businesses and their banks have agreed.'),
    sequence: z
      .enum(['recurrent', 'one-off', 'final'])
      .default('recurrent')
      .describe('recurrent; one-off for a mandate of one debit; final where the next debit is the last.'),
    lastUsedOn: plainDate.optional().describe('Day of the last debit before Stepbill; it counts those that follow.'),
    formerly: z
      .strictObject({
        reference: z.string().trim().max(35).regex(SEPA_TEXT).optional().describe('What it was called.'),
        iban: iban.optional().describe('Account that was debited, where Stepbill has not debited it.'),
        creditorId: z.string().optional().describe('Creditor identifier, where Stepbill has not debited by it.'),
      })
      .optional()
      .describe('What it was before it was amended; the first debit behind that says so.'),
    revokedOn: plainDate.optional().describe('Day on which it was revoked: from there on invoices are paid by transfer.'),
  })
  .superRefine(({ reference, signedOn, lastUsedOn, formerly, revokedOn }, { addIssue }) => {
    const say = (field: string, message: string): void => addIssue({ code: 'custom', path: [field], message });
    if (lastUsedOn !== undefined && lastUsedOn < signedOn) say('lastUsedOn', `is before ${signedOn}, when it was signed`);
    if (formerly?.reference === reference) say('formerly', `names ${reference} too: say what it was called before`);
    if (revokedOn !== undefined && revokedOn < signedOn) say('revokedOn', `is before ${signedOn}, when it was signed`);
  });
export type Mandate = z.infer<typeof mandate>;

/** What a provider calls a customer or a card. */
const token = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,255}$/, 'expected the id that the provider gave, such as pm_1PqX0e2eZvKYlo2C');

export const customerPayment = z.discriminatedUnion(
  'method',
  [
    z.strictObject({ method: z.literal('bank-transfer').describe('The customer transfers the money.') }),
    z.strictObject({ method: z.literal('direct-debit').describe('The seller debits the account.'), mandate }),
    z.strictObject({
      method: z.literal('card').describe('A card that the customer has left with a provider is charged.'),
      provider: z.enum(['stripe', 'fake']).describe('Who charges it: stripe, or fake, which moves no money.'),
      customer: token.describe('What the provider calls the customer, such as cus_NffrFeUfNV2Hib.'),
      paymentMethod: token.describe('What the provider calls the card, such as pm_1PqX0e2eZvKYlo2C.'),
      lastDigits: z
        .string()
        .regex(/^\d{4,6}$/, 'expected the last four to six digits of the card')
        .describe('The last four digits of the card, as invoices name it.'),
    }),
  ],
  { error: 'expected { method: bank-transfer }, { method: direct-debit, mandate: … } or { method: card, provider: … }' },
);
export type CustomerPayment = z.infer<typeof customerPayment>;

/** Check digits as in an IBAN, over all but the three characters that a creditor chooses itself. */
function isCreditorId(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$/.test(text) && hasCheckDigits(text.slice(0, 4) + text.slice(7));
}
