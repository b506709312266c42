import { z } from 'zod';
import { currencyCode } from '../money.ts';
import { mappingIn } from '../mapping-file.ts';

/** How a day is written. */
export const DAY_FORMATS = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD.MM.YY', 'DD/MM/YYYY', 'MM/DD/YYYY'] as const;

const column = z.string().min(1);

/** How a row of a CSV file of a bank becomes a transaction. Names are those of its columns. */
export const bankMapping = z.strictObject({
  /** Lines before the one that names the columns. */
  skipLines: z.coerce.number().int().min(0).max(1000).default(0),
  /** What separates values; found out from the header if not given. */
  delimiter: z
    .preprocess((text) => (text === 'tab' || text === '\\t' ? '\t' : text), z.string().length(1, 'expected one character, or tab'))
    .optional(),
  encoding: z.enum(['UTF-8', 'ISO-8859-1']).default('UTF-8'),
  /** Column of the IBAN of the account; without one every row is of the seller's. */
  account: column.optional(),
  /** Day of booking. */
  date: z.strictObject({ column, format: z.enum(DAY_FORMATS).default('YYYY-MM-DD') }),
  /** Below zero is what went; what marks thousands is left out. */
  amount: z.strictObject({ column, decimal: z.enum(['.', ',']).default('.') }),
  /** A column, or the currency of all rows. */
  currency: z.union([z.strictObject({ column }), currencyCode], { error: 'expected a currency such as EUR, or { column: … }' }),
  name: column.optional(),
  iban: column.optional(),
  /** Columns of what the payer wrote. */
  text: z.array(column).min(1),
  /** The bank's own reference, which no two transactions of a day have alike. */
  reference: column.optional(),
  structuredReference: column.optional(),
});
export type BankMapping = z.infer<typeof bankMapping>;

/** Every field a mapping can have, for "did you mean". */
const FIELDS = [...Object.keys(bankMapping.shape), 'column', 'format', 'decimal'];

/** @throws {InvalidInputError} with every fault and its line, if the text is no mapping */
export function parseBankMapping(text: string, file: string): BankMapping {
  return mappingIn(bankMapping, FIELDS, text, file, 'nothing was booked');
}

/** Columns that a mapping names. */
export function bankColumns({ account, date, amount, currency, name, iban, text, reference, structuredReference }: BankMapping): string[] {
  const named = [account, date.column, amount.column, name, iban, ...text, reference, structuredReference];
  const all = typeof currency === 'string' ? named : [...named, currency.column];
  return [...new Set(all.filter((it) => it !== undefined))];
}
