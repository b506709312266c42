import { InvalidInputError } from '../errors.ts';
import type { SaidTransaction } from './bank-transaction.ts';
import { camtStatements } from './camt-statement.ts';
import type { BankMapping } from './csv-mapping.ts';
import { csvTransactions } from './csv-statement.ts';

/** Larger than the statement of any day; a file is read as a whole. */
export const MOST_STATEMENT_BYTES = 64_000_000;

/**
 * What a file of the bank says: camt.053, or CSV by a mapping.
 *
 * @param name as it is called
 * @param iban account that it has to be of
 * @throws {InvalidInputError} with the reason, if any of it can't be read
 */
export function statementTransactions(name: string, bytes: Uint8Array, mapping: BankMapping | undefined, iban: string): SaidTransaction[] {
  if (mapping) return csvTransactions(bytes, mapping, iban);
  if (/\.csv$/i.test(name))
    throw new InvalidInputError('is a CSV file: say with a mapping which columns make a transaction, as docs/payments.md shows.');
  return camtStatements(bytes, iban).flatMap(({ transactions }) => transactions);
}
