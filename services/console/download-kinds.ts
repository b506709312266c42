import type { AccountingFormat } from '../../shared/accounting/accounting-file-names.ts';

/** How long a link to a file is valid. */
export const LINK_SECONDS = 300;

/** Numbers that are ticked at most: a page of the list. */
export const MOST_TICKED = 100;

/** What can be made of documents, and of how many at once: what a function reads and writes well within its time. */
export const DOWNLOADS = {
  documents: { words: 'Documents (zip)', format: 'zip', file: 0, most: 1_000 },
  invoices: { words: 'Table of invoices (CSV)', format: 'csv', file: 0, most: 10_000 },
  lines: { words: 'Table of lines (CSV)', format: 'csv', file: 1, most: 10_000 },
  bookings: { words: 'Bookings for DATEV', format: 'datev', file: 0, most: 10_000 },
  'datev-documents': { words: 'Documents for DATEV (zip)', format: 'datev', file: 1, most: 1_000 },
  data: { words: 'All they say (JSON, a line each)', format: 'ndjson', file: 0, most: 10_000 },
} as const satisfies Readonly<Record<string, DownloadKind>>;
export type DownloadName = keyof typeof DOWNLOADS;
export const DOWNLOAD_NAMES = Object.keys(DOWNLOADS) as [DownloadName, ...DownloadName[]];

interface DownloadKind {
  readonly words: string;
  readonly format: AccountingFormat;
  /** Which of the files of the format. */
  readonly file: number;
  /** Documents at most. */
  readonly most: number;
}
