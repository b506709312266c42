/** What can be written for accounting. */
export type AccountingFormat = 'datev' | 'csv' | 'zip' | 'ndjson';

interface NamedFile {
  readonly format: AccountingFormat;
  readonly name: string;
  /** What it is, in words. */
  readonly what: string;
}

/** The files of each format, in the order in which they are written. */
export const ACCOUNTING_FILES = {
  // The name has to begin so: docs/sources.md#datev.
  bookings: { format: 'datev', name: 'EXTF_Buchungsstapel.csv', what: 'DATEV bookings' },
  'datev-documents': { format: 'datev', name: 'datev-documents.zip', what: 'DATEV documents' },
  invoices: { format: 'csv', name: 'invoices.csv', what: 'Table of invoices' },
  lines: { format: 'csv', name: 'lines.csv', what: 'Table of lines' },
  documents: { format: 'zip', name: 'documents.zip', what: 'Documents' },
  data: { format: 'ndjson', name: 'invoices.ndjson', what: 'JSON of invoices' },
} as const satisfies Readonly<Record<string, NamedFile>>;

/** The name of a file of several, from 1. */
export function partName(name: string, part: number): string {
  return part === 1 ? name : name.replace(/(?=\.\w+$)/, `-${part}`);
}
