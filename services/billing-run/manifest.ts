import type { BillingRun } from '../../shared/billing-run.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import type { FoundDocument } from './verification.ts';

/**
 * What a run issued: numbers and hashes in their order, naming the manifest before it by its hash, so that the
 * seller's runs are a chain from which nothing can be taken unnoticed.
 *
 * @param previousHash hash of the manifest of the seller's run that closed before, or null for the first
 */
export function manifestOf(
  run: BillingRun,
  documents: readonly FoundDocument[],
  previousHash: string | null,
): { text: string; hash: string } {
  const text = canonicalJson({
    schema: 1,
    sellerId: run.sellerId,
    runId: run.id,
    month: run.month,
    previousHash,
    documents: documents.map(({ number, issued }) => ({ number, hash: issued?.hash })),
  });
  return { text, hash: sha256(text) };
}
