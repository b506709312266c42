import { makeZip } from 'client-zip';
import { sellerOfRun } from '../billing-run.ts';
import { canonicalJson, sha256 } from '../content-hash.ts';
import { AccountingError } from '../errors.ts';
import { manifestKey, manifestsFolder, ofDay } from '../manifest-key.ts';
import { archive } from '../ports.ts';
import { documentGuid } from './document-guid.ts';
import { documentXml } from './document-package.ts';
import type { PackagedDocument } from './document-package.ts';
import type { IssuedDocument, IssuePeriod } from './issued-document.ts';

/** Zips of documents: one document in memory at a time, and the same bytes for the same documents. */

/** What a zip is of. */
interface Documents {
  readonly sellerId: string;
  readonly period: IssuePeriod;
  readonly documents: AsyncIterable<IssuedDocument>;
}

interface Entry {
  readonly name: string;
  readonly lastModified: Date;
  readonly input: Uint8Array | string;
}

/**
 * The documents of a period: PDFs under their numbers, dated by their issue, the manifests of the runs they belong to
 * and of the days of those that belong to none, and a list of all with their hashes. A day that is not closed has no
 * manifest yet.
 *
 * @throws {AccountingError} if a document is gone from the archive, or is not the one that was issued
 */
export function documentsZip(of: Documents): AsyncIterable<Uint8Array> {
  return makeZip(entriesForAudit(of));
}

/**
 * The documents that bookings of DATEV link to, with the list by which it takes them over. Numbers that became void are
 * not among them, as they are not among the bookings.
 *
 * @throws {AccountingError} as `documentsZip`
 */
export function datevDocumentsZip(of: Documents): AsyncIterable<Uint8Array> {
  return makeZip(entriesForDatev(of));
}

async function* entriesForAudit({ sellerId, period, documents }: Documents): AsyncGenerator<Entry> {
  const listed: object[] = [];
  const manifested = new Set<string>();
  for await (const document of documents) {
    const { number, issueDate, runId, hash, content } = document;
    listed.push({ number, issueDate, file: fileOf(document), hash, kind: content.kind });
    manifested.add(sellerOfRun(runId) === undefined ? ofDay(issueDate) : runId);
    yield await entryOf(document);
  }
  const lastModified = noonOf(period.until);
  for (const of of [...manifested].sort()) {
    for (let closing = 1; ; closing++) {
      const key = manifestKey(sellerId, of, closing);
      const input = await archive().get(key);
      if (!input) break;
      yield { name: `manifests/${key.slice(manifestsFolder(sellerId).length)}`, lastModified, input };
    }
  }
  yield { name: 'documents.json', lastModified, input: canonicalJson({ schema: 1, sellerId, ...period, documents: listed }) };
}

async function* entriesForDatev({ period, documents }: Documents): AsyncGenerator<Entry> {
  const listed: PackagedDocument[] = [];
  for await (const document of documents) {
    if (document.content.kind === 'void') continue;
    listed.push({ guid: documentGuid(document.hash), file: fileOf(document) });
    yield await entryOf(document);
  }
  yield { name: 'document.xml', lastModified: noonOf(period.until), input: documentXml(listed, period.until) };
}

async function entryOf(document: IssuedDocument): Promise<Entry> {
  const { number, issueDate, archiveKey, hash } = document;
  const input = await archive().get(archiveKey);
  if (input && sha256(input) === hash) return { name: fileOf(document), lastModified: noonOf(issueDate), input };
  const fault = input ? 'is not what was issued' : 'is gone from the archive';
  throw new AccountingError(`${number}: ${archiveKey} ${fault}. The command verify says what else is wrong.`);
}

function fileOf({ number }: IssuedDocument): string {
  return `${number}.pdf`;
}

/** A zip has times of day without a zone: noon on every clock. */
function noonOf(date: string): Date {
  const [year = 1980, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day, 12);
}
