import { getCustomer } from '../catalog.store.ts';
import type { Seller } from '../catalog.ts';
import { AccountingError } from '../errors.ts';
import { batchHead, batchLine, fiscalYearOf, fitsDocumentField, MOST_BOOKINGS } from './datev-batch.ts';
import { bookingsOf } from './datev-bookings.ts';
import type { DatevSettings } from './datev-settings.ts';
import type { IssuedDocument, IssuePeriod, LeftOut } from './issued-document.ts';

/** Things a catalog lacks that are written out. */
const MOST_WRITTEN = 20;

/** A batch of bookings, and whom to tell of documents that it can't hold. */
export interface Batch {
  readonly sellerId: string;
  readonly settings: DatevSettings;
  readonly period: IssuePeriod;
  readonly createdAt: Date;
  readonly leaveOut: (left: LeftOut) => void;
}

/**
 * The settings a batch is made by.
 *
 * @throws {AccountingError} if the catalog has none, or the period lies in two fiscal years
 */
export function requireDatevSettings({ id, accounting }: Seller, { from, until }: IssuePeriod): DatevSettings {
  const settings = accounting?.datev;
  if (!settings)
    throw new AccountingError(
      `The catalog does not say how seller "${id}" keeps its books: accounting: { datev: { consultant: …, client: …, revenueAccounts: […] } } is missing. docs/accounting.md has an example.`,
    );
  const [year, next] = [from, until].map((date) => fiscalYearOf(date, settings));
  if (year !== next)
    throw new AccountingError(
      `${from} and ${until} lie in two fiscal years, which begin ${year} and ${next}. A batch holds days of one: take each by itself.`,
    );
  return settings;
}

/**
 * A batch, line by line. Numbers that became void are not in it: nothing was billed with them.
 *
 * @throws {AccountingError} naming all accounts the catalog lacks, or if there are more bookings than a file may hold
 */
export async function* datevBatch(batch: Batch, documents: AsyncIterable<IssuedDocument>): AsyncGenerator<Uint8Array> {
  const { sellerId, settings, period, createdAt, leaveOut } = batch;
  const missing = new Set<string>();
  const debtorAccounts = new Map<string, string | undefined>();
  let count = 0;
  yield batchHead(settings, period, createdAt);
  for await (const document of documents) {
    const { number, content } = document;
    if (content.kind === 'void') continue;
    const { id } = content.customer;
    if (!debtorAccounts.has(id)) debtorAccounts.set(id, (await getCustomer(sellerId, id))?.debtorAccount);
    const booked = bookingsOf({ ...document, content }, settings, debtorAccounts.get(id));
    const refused = fitsDocumentField(number) ? booked.refused : 'its number is longer than the format takes';
    if (refused !== undefined) leaveOut({ number, why: `not booked: ${refused}` });
    else for (const booking of booked.bookings) yield batchLine(booking, settings);
    for (const account of booked.missing) missing.add(account);
    count += booked.bookings.length;
    if (count > MOST_BOOKINGS)
      throw new AccountingError(`These are more than the ${MOST_BOOKINGS} bookings a file may hold. Take fewer days at once.`);
  }
  if (missing.size > 0) throw new AccountingError(missingText([...missing]));
}

function missingText(missing: readonly string[]): string {
  const more = missing.length > MOST_WRITTEN ? [`  … and ${missing.length - MOST_WRITTEN} more.`] : [];
  return ['The catalog lacks, to book these documents:', ...missing.slice(0, MOST_WRITTEN).map((it) => `  ${it}`), ...more].join('\n');
}
