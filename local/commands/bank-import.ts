import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseBankMapping } from '../../shared/bank/csv-mapping.ts';
import type { BankMapping } from '../../shared/bank/csv-mapping.ts';
import { MOST_STATEMENT_BYTES } from '../../shared/bank/statement-file.ts';
import { CommandError, refused } from './errors.ts';
import { sizeOf } from './event-files.ts';
import type { Payments } from './payments.ts';
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

/**
 * Imports statements of the seller's bank, file after file, and matches what is certain. A file that is refused is kept
 * as it is, and nothing of it is booked.
 *
 * @param mappingFile how the rows of CSV files become transactions; without one files are camt.053
 * @throws {CommandError} naming the first file that is refused; those before it are booked
 */
export async function importStatements(
  payments: Pick<Payments, 'importStatement'>,
  paths: readonly string[],
  mappingFile?: string,
): Promise<ImportedStatement[]> {
  const mapping = mappingFile === undefined ? undefined : await mappingIn(mappingFile);
  const imported: ImportedStatement[] = [];
  for (const path of paths) {
    const bytes = await bytesOf(path);
    const taken = await payments.importStatement({ name: basename(path), bytes, mapping });
    if (taken.outcome === 'refused')
      throw new CommandError(`${path} was not imported, and nothing of it is booked; it is kept as ${taken.key}.\n  ${taken.reason}`);
    const { outcome: _, ...counts } = taken;
    imported.push({ file: path, ...counts });
  }
  return imported;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const size = await sizeOf(path);
  if (size > MOST_STATEMENT_BYTES)
    throw new CommandError(`${path} is larger than ${MOST_STATEMENT_BYTES / 1_000_000} MB: import its days one by one.`);
  return readFile(path);
}

async function mappingIn(path: string): Promise<BankMapping> {
  await sizeOf(path);
  const text = await readFile(path, 'utf8');
  return refused(async () => parseBankMapping(text, path));
}

export function importedLines(imported: readonly ImportedStatement[]): string[] {
  return imported.map(({ file, isNew, transactions, added }) =>
    isNew
      ? `${file}: ${countOf(transactions, 'transaction')}, ${added} of them new.`
      : `${file}: was imported before; nothing was changed.`,
  );
}
