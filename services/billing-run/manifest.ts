import { z } from 'zod';
import type { BillingRun, Manifest } from '../../shared/billing-run.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import type { FoundDocument } from './found-document.ts';

/** A document as a manifest lists it. */
type Listed = Pick<FoundDocument, 'number' | 'issueDate' | 'issued'>;

/** What a manifest says of what was there before: hash of the one before it, and of the last entry of an audit log. */
type Before = Omit<Manifest, 'hash'>;

/**
 * What a run issued: numbers and hashes in their order, naming the manifest before it by its hash, so that the
 * seller's runs and days are a chain from which nothing can be taken unnoticed.
 *
 * @param before hash of the manifest of the seller's run or day that closed before, or null for the first; and of the last
 *   entry of the run's audit log, which nothing can be taken from unnoticed either
 */
export function manifestOf({ sellerId, id: runId, month }: BillingRun, documents: readonly Listed[], before: Before): Manifested {
  return manifestAbout({ sellerId, runId, month }, documents, before);
}

/**
 * What a day's single documents are, in the order of their numbers, as a run's manifest says it of its own.
 *
 * @param day local date of the seller
 * @param before as for a run; the audit log is the seller's own
 */
export function dayManifestOf(sellerId: string, day: string, documents: readonly Listed[], before: Before): Manifested {
  return manifestAbout({ sellerId, day }, documents, before);
}

interface Manifested {
  readonly text: string;
  readonly hash: string;
}

function manifestAbout(subject: object, documents: readonly Listed[], { previousHash, auditHash }: Before): Manifested {
  const text = canonicalJson({
    schema: 1,
    ...subject,
    previousHash,
    auditHash,
    documents: documents.map(({ number, issueDate, issued }) => ({
      number,
      issueDate,
      hash: issued?.hash,
      ...(issued?.isVoid ? { isVoid: true } : {}),
    })),
  });
  return { text, hash: sha256(text) };
}

/** Whether two manifests list the same documents: what else they say is of the moment a run or day was closed. */
export function listsTheSame(one: string, other: string): boolean {
  return canonicalJson(documentsIn(one)) === canonicalJson(documentsIn(other));
}

/** What a manifest lists, without the dates, which those of an earlier version do not have. */
const listed = z.object({
  documents: z.array(z.object({ number: z.string(), hash: z.string().optional(), isVoid: z.boolean().optional() })),
});

/** The text itself where something else than a manifest lies in its place. */
function documentsIn(text: string): unknown {
  try {
    return listed.parse(JSON.parse(text)).documents;
  } catch {
    return text;
  }
}
