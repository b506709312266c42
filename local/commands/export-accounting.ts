import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accountingFiles } from '../../shared/accounting/accounting-files.store.ts';
import type { AccountingFormat } from '../../shared/accounting/accounting-file-names.ts';
import type { IssuedDocument, IssuePeriod, LeftOut } from '../../shared/accounting/issued-document.ts';
import { issuedDocuments, numbersIssued } from '../../shared/accounting/issued-documents.store.ts';
import { CommandError } from './errors.ts';
import type { Meter } from './progress.ts';
import { countOf } from './report.ts';
import { writeWhole } from './whole-file.ts';

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

/**
 * Writes what was issued in a period for accounting, a file after the other, each in one sweep over the documents.
 *
 * @throws {CommandError} if a file is there
 * @throws {AccountingError} if the catalog lacks what bookings need, or a document is not there; files that were finished stay
 */
export async function exportAccounting(sellerId: string, asked: AccountingAsked): Promise<AccountingExport> {
  const { period, formats, folder, isForced, createdAt, meterOf } = asked;
  const numbers = await numbersIssued(sellerId, period);
  // Each sweep comes across them.
  const absent = new Map<string, LeftOut>();
  const notBooked: LeftOut[] = [];
  const about = { sellerId, period, createdAt, leaveOut: (left: LeftOut) => void notBooked.push(left) };
  const wanted = (await Promise.all(formats.map((format) => accountingFiles(format, about, numbers)))).flat();
  requireFree(wanted, { folder, isForced });

  for (const { name, what, numbers: own, pieces } of wanted) {
    const meter = meterOf(what, own.length);
    let count = 0;
    const isAbsent = (left: LeftOut): void => {
      absent.set(left.number, left);
      meter.to(++count);
    };
    const documents = counted(issuedDocuments(sellerId, own, isAbsent), () => meter.to(++count));
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

/** @throws {CommandError} if a file is there, and is not to give way */
export function requireFree(
  wanted: readonly { readonly name: string }[],
  { folder, isForced }: Pick<AccountingAsked, 'folder' | 'isForced'>,
): void {
  const there = wanted.map(({ name }) => join(folder, name)).filter((path) => existsSync(path));
  if (there.length > 0 && !isForced)
    throw new CommandError(
      `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already. Write over with --force, or elsewhere with --to.`,
    );
}

async function* counted(documents: AsyncIterable<IssuedDocument>, onEach: () => void): AsyncGenerator<IssuedDocument> {
  for await (const document of documents) {
    yield document;
    onEach();
  }
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
