import { requireSeller } from '../catalog.store.ts';
import { sha256 } from '../content-hash.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { files, table } from '../ports.ts';
import type { SaidTransaction } from './bank-transaction.ts';
import type { BankMapping } from './csv-mapping.ts';
import { statementTransactions } from './statement-file.ts';
import { importStatement } from './statement-import.store.ts';
import { statementLogged } from './statement-log.store.ts';

/** A file of the bank, and who gives it. */
export interface GivenStatement {
  /** As it is called. */
  readonly name: string;
  /** How the rows of a CSV file become transactions; without one it is camt.053. */
  readonly mapping?: BankMapping | undefined;
  readonly at: string;
  readonly by: string;
}

/** What became of it. */
export type TakenStatement =
  | { readonly outcome: 'imported'; readonly isNew: boolean; readonly transactions: number; readonly added: number }
  /** Nothing of it is booked; it is kept under the key. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly key: string };

/**
 * Imports a file of the bank that is kept, and matches what is certain: all of it or nothing. Given again it changes nothing.
 *
 * @param key under which it lies among the working files
 * @throws {NotFoundError} if there is no such file
 */
export async function takeKeptStatement(sellerId: string, key: string, given: GivenStatement): Promise<TakenStatement> {
  const bytes = await files().get(key);
  if (!bytes) throw new NotFoundError(`There is no file ${key}.`);
  const { bank } = await requireSeller(sellerId);
  const { name, mapping, at, by } = given;
  let said: SaidTransaction[];
  try {
    said = statementTransactions(name, bytes, mapping, bank.iban);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    await table().write([statementLogged(sellerId, { name, file: sha256(bytes), at, by, refused: error.message })]);
    return { outcome: 'refused', reason: error.message, key };
  }
  return { outcome: 'imported', transactions: said.length, ...(await importStatement(sellerId, bytes, said, { name, at, by })) };
}
