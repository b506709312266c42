import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_DOCUMENTS } from '../../shared/accounting/document-package.ts';
import { csvText, INVOICES, LINES } from '../../shared/accounting/csv-rows.ts';
import type { CsvTable } from '../../shared/accounting/csv-rows.ts';
import type { IssuedDocument, IssuePeriod } from '../../shared/accounting/issued-document.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { datevBatch, requireDatevSettings } from './datev-file.ts';
import { datevDocumentsZip, documentsZip } from './documents-zip.ts';
import { CommandError } from './errors.ts';
import { issuedDocuments, numbersIssued } from './issued-documents.ts';
import type { LeftOut } from './issued-documents.ts';
import type { Meter } from './progress.ts';
import { countOf } from './report.ts';
import { writeWhole } from './whole-file.ts';

/** What can be written for accounting. */
export type AccountingFormat = 'datev' | 'csv' | 'zip' | 'ndjson';

export interface AccountingAsked {
  readonly period: IssuePeriod;
  readonly formats: readonly AccountingFormat[];
  readonly folder: string;
  /** Files that are there give way. */
  readonly isForced: boolean;
  /** What a batch of bookings says of itself. */
  readonly createdAt: Date;
  /** Shows how far a file is. */
  readonly meterOf: (label: string, total: number) => Pick<Meter, 'to' | 'end'>;
}

/** What was written, and what is not in it. */
export interface AccountingExport {
  readonly sellerId: string;
  readonly period: IssuePeriod;
  readonly documents: number;
  readonly files: readonly { readonly path: string; readonly what: string }[];
  readonly leftOut: readonly LeftOut[];
}

/** A file that is to be written. */
interface Wanted {
  readonly name: string;
  readonly what: string;
  readonly numbers: readonly NumberedDraft[];
  readonly pieces: (documents: AsyncIterable<IssuedDocument>) => AsyncIterable<Uint8Array | string>;
}

/**
 * Writes what was issued in a period for accounting, a file after the other, each in one sweep over the documents.
 *
 * @throws {CommandError} if a file is there, or the catalog lacks what bookings need; files that were finished stay
 */
export async function exportAccounting(sellerId: string, asked: AccountingAsked): Promise<AccountingExport> {
  const { period, folder, isForced, meterOf } = asked;
  const numbers = await numbersIssued(sellerId, period);
  // Each sweep comes across them.
  const absent = new Map<string, LeftOut>();
  const notBooked: LeftOut[] = [];
  const wanted = await wantedFiles(sellerId, asked, numbers, (left) => notBooked.push(left));
  const there = wanted.map(({ name }) => join(folder, name)).filter((path) => existsSync(path));
  if (there.length > 0 && !isForced)
    throw new CommandError(
      `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already. Write over with --force, or elsewhere with --to.`,
    );

  for (const { name, what, numbers: own, pieces } of wanted) {
    const meter = meterOf(what, own.length);
    let count = 0;
    const isAbsent = (left: LeftOut): void => void absent.set(left.number, left);
    const documents = found(sellerId, own, isAbsent, () => meter.to(++count));
    try {
      await writeWhole(join(folder, name), pieces(documents));
      meter.end('done');
    } catch (error) {
      meter.end('stopped');
      throw error;
    }
  }
  const files = wanted.map(({ name, what }) => ({ path: join(folder, name), what }));
  return { sellerId, period, documents: numbers.length - absent.size, files, leftOut: [...absent.values(), ...notBooked] };
}

async function wantedFiles(
  sellerId: string,
  { period, formats, createdAt }: AccountingAsked,
  numbers: readonly NumberedDraft[],
  leaveOut: (left: LeftOut) => void,
): Promise<Wanted[]> {
  const files: Readonly<Record<AccountingFormat, () => Promise<Wanted[]>>> = {
    datev: async () => {
      const settings = requireDatevSettings(await requireSeller(sellerId), period);
      const batch = { sellerId, settings, period, createdAt, leaveOut };
      const packages = Array.from({ length: Math.ceil(numbers.length / MOST_DOCUMENTS) }, (_, i) => ({
        name: `datev-documents${i === 0 ? '' : `-${i + 1}`}.zip`,
        what: 'DATEV documents',
        numbers: numbers.slice(i * MOST_DOCUMENTS, (i + 1) * MOST_DOCUMENTS),
        pieces: (documents: AsyncIterable<IssuedDocument>) => datevDocumentsZip({ sellerId, period, documents }),
      }));
      // The name has to begin so: docs/sources.md#datev.
      const name = 'EXTF_Buchungsstapel.csv';
      return [{ name, what: 'DATEV bookings', numbers, pieces: (documents) => datevBatch(batch, documents) }, ...packages];
    },
    csv: async () => [
      { name: 'invoices.csv', what: 'Table of invoices', numbers, pieces: (documents) => csvOf(INVOICES, documents) },
      { name: 'lines.csv', what: 'Table of lines', numbers, pieces: (documents) => csvOf(LINES, documents) },
    ],
    zip: async () => {
      const runIds = numbers.map(({ runId }) => runId);
      const pieces: Wanted['pieces'] = (documents) => documentsZip({ sellerId, period, documents }, runIds);
      return [{ name: 'documents.zip', what: 'Documents', numbers, pieces }];
    },
    ndjson: async () => [{ name: 'invoices.ndjson', what: 'JSON of invoices', numbers, pieces: jsonLines }],
  };
  return (await Promise.all(formats.map((format) => files[format]()))).flat();
}

/** The documents that there are; the others are left out. */
async function* found(
  sellerId: string,
  numbers: readonly NumberedDraft[],
  isAbsent: (left: LeftOut) => void,
  onEach: () => void,
): AsyncGenerator<IssuedDocument> {
  for await (const document of issuedDocuments(sellerId, numbers)) {
    if ('why' in document) isAbsent(document);
    else yield document;
    onEach();
  }
}

async function* csvOf({ head, rows }: CsvTable, documents: AsyncIterable<IssuedDocument>): AsyncGenerator<string> {
  yield csvText([head], { isFirst: true });
  for await (const document of documents) yield csvText(rows(document));
}

async function* jsonLines(documents: AsyncIterable<IssuedDocument>): AsyncGenerator<string> {
  for await (const { content } of documents) yield `${JSON.stringify(content)}\n`;
}

/** What was written, a line each, and what was not. */
export function accountingReport({ period, documents, files, leftOut }: AccountingExport): string[] {
  const width = Math.max(...files.map(({ what }) => what.length));
  return [
    documents === 0
      ? `Nothing was issued from ${period.from} to ${period.until}: accounting goes by days of issue, not by months of service.`
      : `${countOf(documents, 'document')}, issued from ${period.from} to ${period.until}:`,
    ...files.map(({ path, what }) => `  ${what.padEnd(width)}  ${path}`),
    ...(leftOut.length > 0 ? [`${countOf(leftOut.length, 'number is', 'numbers are')} left out:`] : []),
    ...leftOut.map(({ number, why }) => `  ${number}: ${why}`),
  ];
}
