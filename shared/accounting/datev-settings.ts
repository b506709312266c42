import { z } from 'zod';
import { taxCategory } from '../document-terms.ts';
import { currencyCode, notNegative } from '../money.ts';

/** How the books of a seller are kept with DATEV: what its tax adviser says once, and each batch of bookings needs. */

const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** An account of the books, in digits. */
export const account = z.string().regex(/^(?!0+$)\d{3,9}$/, 'expected the digits of an account, such as 8400');

/** What is booked to an account: lines of a tax category, or only those of a rate, plan or price. */
export const revenueAccount = z.strictObject({
  category: taxCategory.describe('Tax category: S taxed, AE reverse charge, K intra-community supply, G export, Z, E or O without tax.'),
  rate: notNegative.optional().describe('Percent; all rates of the category if not given.'),
  plan: z.string().optional().describe('Id of a plan; all plans if not given.'),
  price: z.string().optional().describe('Id of a price; all prices if not given.'),
  account: account.describe('The revenue account (Erlöskonto).'),
  taxKey: z
    .string()
    .regex(/^\d{1,4}$/, 'expected the digits of a tax key, such as 3')
    .optional()
    .describe('BU-Schlüssel, where the account does not work out the tax by itself.'),
});
export type RevenueAccount = z.infer<typeof revenueAccount>;

export const datevSettings = z.strictObject({
  consultant: number(1001, 9_999_999).describe('Number of the tax adviser (Beraternummer).'),
  client: number(1, 99_999).describe('Number the adviser has for the seller (Mandantennummer).'),
  fiscalYearStart: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/, 'expected month and day, such as 01-01')
    .default('01-01')
    .describe('Month and day on which the fiscal year begins; 01-01 if not given.'),
  accountLength: number(4, 8).default(4).describe('Digits of the accounts of the general ledger (Sachkontenlänge); 4 if not given.'),
  chart: z
    .string()
    .regex(/^\d{2}$/, 'expected 03, 04 or the like')
    .optional()
    .describe('Chart of accounts (Sachkontenrahmen), such as 03.'),
  currency: currencyCode.default('EUR').describe('Currency of the books; EUR if not given. Documents in others are not booked.'),
  debtorAccount: account.optional().describe('Account of customers who have none of their own (Debitorenkonto).'),
  revenueAccounts: z
    .array(revenueAccount)
    .min(1)
    .max(500)
    .describe('What is booked where: of several that fit a line, the first. Put those of a plan or price before the others.'),
  roundingAccount: account
    .optional()
    .describe('What documents are rounded by, where they come to a round amount; needed once there is such a document.'),
  servicePeriod: z
    .enum(['book', 'omit'], { error: 'expected book or omit' })
    .default('book')
    .describe('Whether bookings say the day of service, by which tax falls into its period; book if not given.'),
  lock: z
    .enum(['yes', 'no'], { error: 'expected yes or no' })
    .default('no')
    .describe('Whether bookings are locked once imported (Festschreibung); no if not given.'),
  encoding: z
    .enum(['windows-1252', 'utf-8'])
    .default('windows-1252')
    .describe('utf-8 keeps every letter of names, and not every way of import takes it; windows-1252 if not given.'),
});
export type DatevSettings = z.infer<typeof datevSettings>;
