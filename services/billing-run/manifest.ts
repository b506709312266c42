import { z } from 'zod';
import type { BillingRun } from '../../shared/billing-run.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import type { FoundDocument } from './found-document.ts';

/**
 * What a run issued: numbers and hashes in their order, naming the manifest before it by its hash, so that the
 * seller's runs are a chain from which nothing can be taken unnoticed.
 *
 * @param before hash of the manifest of the seller's run that closed before, or null for the first; and of the last
 *   entry of the run's audit log, which nothing can be taken from unnoticed either
 */
export function manifestOf(
  run: BillingRun,
  documents: readonly FoundDocument[],
  { previousHash, auditHash }: { previousHash: string | null; auditHash?: string | undefined },
): { text: string; hash: string } {
  const text = canonicalJson({
    schema: 1,
    sellerId: run.sellerId,
    runId: run.id,
    month: run.month,
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

/** Whether two manifests list the same documents: what else they say is of the moment a run was closed. */
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
