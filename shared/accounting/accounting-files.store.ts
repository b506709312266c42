import { requireSeller } from '../catalog.store.ts';
import { ACCOUNTING_FILES, partName } from './accounting-file-names.ts';
import type { AccountingFormat } from './accounting-file-names.ts';
import { csvText, INVOICES, LINES } from './csv-rows.ts';
import type { CsvTable } from './csv-rows.ts';
import { datevBatch, requireDatevSettings } from './datev-file.store.ts';
import { MOST_DOCUMENTS } from './document-package.ts';
import { datevDocumentsZip, documentsZip } from './documents-zip.store.ts';
import type { IssuedDocument, IssuePeriod, LeftOut } from './issued-document.ts';
import type { NumberedDraft } from '../number.store.ts';

/** A file that is to be made, of which numbers, and how its bytes come about from their documents. */
export interface AccountingFile {
  readonly name: string;
  readonly what: string;
  readonly contentType: string;
  readonly numbers: readonly NumberedDraft[];
  readonly pieces: (documents: AsyncIterable<IssuedDocument>) => AsyncIterable<Uint8Array | string>;
}

export interface AccountingAbout {
  readonly sellerId: string;
  readonly period: IssuePeriod;
  /** What a batch of bookings says of itself. */
  readonly createdAt: Date;
  /** Hears of documents that bookings can't hold. */
  readonly leaveOut: (left: LeftOut) => void;
}

/**
 * The files of a format, each to be made in one sweep over the documents of its numbers.
 *
 * @throws {AccountingError} if the catalog lacks what bookings need
 */
export async function accountingFiles(
  format: AccountingFormat,
  about: AccountingAbout,
  numbers: readonly NumberedDraft[],
): Promise<AccountingFile[]> {
  const { sellerId, period, createdAt, leaveOut } = about;
  const zip = { contentType: 'application/zip', numbers };
  const csv = { contentType: 'text/csv; charset=utf-8', numbers };
  switch (format) {
    case 'datev': {
      const settings = requireDatevSettings(await requireSeller(sellerId), period);
      const batch = { sellerId, settings, period, createdAt, leaveOut };
      const packages = Array.from({ length: Math.ceil(numbers.length / MOST_DOCUMENTS) }, (_, i) => ({
        ...zip,
        name: partName(ACCOUNTING_FILES['datev-documents'].name, i + 1),
        what: ACCOUNTING_FILES['datev-documents'].what,
        numbers: numbers.slice(i * MOST_DOCUMENTS, (i + 1) * MOST_DOCUMENTS),
        pieces: (documents: AsyncIterable<IssuedDocument>) => datevDocumentsZip({ sellerId, period, documents }),
      }));
      const bookings = { ...named('bookings'), contentType: 'text/csv; charset=windows-1252', numbers };
      return [{ ...bookings, pieces: (documents) => datevBatch(batch, documents) }, ...packages];
    }
    case 'csv':
      return [
        { ...csv, ...named('invoices'), pieces: (documents) => csvOf(INVOICES, documents) },
        { ...csv, ...named('lines'), pieces: (documents) => csvOf(LINES, documents) },
      ];
    case 'zip':
      return [{ ...zip, ...named('documents'), pieces: (documents) => documentsZip({ sellerId, period, documents }) }];
    case 'ndjson':
      return [{ ...named('data'), contentType: 'application/x-ndjson', numbers, pieces: jsonLines }];
  }
}

function named(file: keyof typeof ACCOUNTING_FILES): { name: string; what: string } {
  const { name, what } = ACCOUNTING_FILES[file];
  return { name, what };
}

async function* csvOf({ head, rows }: CsvTable, documents: AsyncIterable<IssuedDocument>): AsyncGenerator<string> {
  yield csvText([head], { isFirst: true });
  for await (const document of documents) yield csvText(rows(document));
}

async function* jsonLines(documents: AsyncIterable<IssuedDocument>): AsyncGenerator<string> {
  for await (const { content } of documents) yield `${JSON.stringify(content)}\n`;
}
