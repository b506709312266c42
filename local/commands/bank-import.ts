import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { SaidTransaction } from '../../shared/bank/bank-transaction.ts';
import { camtStatements } from '../../shared/bank/camt-statement.ts';
import { importStatement, keepStatementFile } from '../../shared/bank/statement-import.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { csvTransactions } from './bank-csv.ts';
import { parseBankMapping } from './bank-mapping.ts';
import type { BankMapping } from './bank-mapping.ts';
import { CommandError } from './errors.ts';
import { sizeOf } from './event-files.ts';
import { countOf } from './report.ts';

/** What became of a file. */
export interface ImportedStatement {
  readonly file: string;
  /** False where the same was imported before. */
  readonly isNew: boolean;
  readonly transactions: number;
  /** Those that no statement had before. */
  readonly added: number;
}

/** Larger than the statement of any day; a file is read as a whole. */
const MOST_MEGABYTES = 64;

/**
 * Imports statements of the seller's bank, file after file, and matches what is certain. A file that is refused is kept
 * as it is, and nothing of it is booked.
 *
 * @param mappingFile how the rows of CSV files become transactions; without one files are camt.053
 * @throws {CommandError} naming the first file that is refused; those before it are booked
 */
export async function importStatements(
  sellerId: string,
  paths: readonly string[],
  mappingFile: string | undefined,
  by: string,
): Promise<ImportedStatement[]> {
  const { bank } = await requireSeller(sellerId);
  const mapping = mappingFile === undefined ? undefined : parseBankMapping(await textOf(mappingFile), mappingFile);
  const imported: ImportedStatement[] = [];
  for (const path of paths) {
    const bytes = await bytesOf(path);
    const kept = await keepStatementFile(sellerId, bytes);
    const said = readOr(path, kept, () => transactionsIn(path, bytes, mapping, bank.iban));
    const doing = { name: basename(path), at: now().toISOString(), by };
    imported.push({ file: path, transactions: said.length, ...(await importStatement(sellerId, bytes, said, doing)) });
  }
  return imported;
}

function transactionsIn(path: string, bytes: Uint8Array, mapping: BankMapping | undefined, iban: string): SaidTransaction[] {
  if (mapping) return csvTransactions(bytes, mapping, iban);
  if (extname(path).toLowerCase() === '.csv')
    throw new InvalidInputError('is a CSV file: say with --mapping which columns make a transaction, as docs/payments.md shows.');
  return camtStatements(bytes, iban).flatMap(({ transactions }) => transactions);
}

function readOr<Result>(path: string, kept: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new CommandError(`${path} was not imported, and nothing of it is booked; it is kept as ${kept}.\n  ${error.message}`, {
      cause: error,
    });
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const size = await sizeOf(path);
  if (size > MOST_MEGABYTES * 1_000_000) throw new CommandError(`${path} is larger than ${MOST_MEGABYTES} MB: import its days one by one.`);
  return readFile(path);
}

async function textOf(path: string): Promise<string> {
  await sizeOf(path);
  return readFile(path, 'utf8');
}

export function importedLines(imported: readonly ImportedStatement[]): string[] {
  return imported.map(({ file, isNew, transactions, added }) =>
    isNew
      ? `${file}: ${countOf(transactions, 'transaction')}, ${added} of them new.`
      : `${file}: was imported before; nothing was changed.`,
  );
}
