import { makeZip } from 'client-zip';
import { documentGuid } from '../../shared/accounting/document-guid.ts';
import { documentXml } from '../../shared/accounting/document-package.ts';
import type { PackagedDocument } from '../../shared/accounting/document-package.ts';
import type { IssuedDocument, IssuePeriod } from '../../shared/accounting/issued-document.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import { manifestKey } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { CommandError } from './errors.ts';
import { typed } from './typed.ts';

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
 * The documents of a period: PDFs under their numbers, dated by their issue, the manifests of the runs they belong to,
 * and a list of all with their hashes.
 *
 * @param runIds of runs that issued some of them
 * @throws {CommandError} if a document is gone from the archive, or is not the one that was issued
 */
export function documentsZip(of: Documents, runIds: Iterable<string>): AsyncIterable<Uint8Array> {
  return makeZip(entriesForAudit(of, runIds));
}

/**
 * The documents that bookings of DATEV link to, with the list by which it takes them over. Numbers that became void are
 * not among them, as they are not among the bookings.
 *
 * @throws {CommandError} as `documentsZip`
 */
export function datevDocumentsZip(of: Documents): AsyncIterable<Uint8Array> {
  return makeZip(entriesForDatev(of));
}

async function* entriesForAudit({ sellerId, period, documents }: Documents, runIds: Iterable<string>): AsyncGenerator<Entry> {
  const listed: object[] = [];
  for await (const document of documents) {
    const { number, issueDate, hash, content } = document;
    listed.push({ number, issueDate, file: fileOf(document), hash, kind: content.kind });
    yield await entryOf(document);
  }
  const lastModified = noonOf(period.until);
  for (const runId of [...new Set(runIds)].sort()) {
    for (let closing = 1; ; closing++) {
      const key = manifestKey(sellerId, runId, closing);
      const input = await archive().get(key);
      if (!input) break;
      yield { name: `manifests/${key.split('/').at(-1)}`, lastModified, input };
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
  throw new CommandError(`${number}: ${archiveKey} ${fault}. What else is wrong: ${typed('verify')}`);
}

function fileOf({ number }: IssuedDocument): string {
  return `${number}.pdf`;
}

/** A zip has times of day without a zone: noon on every clock. */
function noonOf(date: string): Date {
  const [year = 1980, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day, 12);
}
