import type { Seal, SealedDraft } from '../../shared/billing-run.ts';
import type { List } from '../../shared/list.store.ts';

/** The seal of a list of drafts: where it lies, what it contains, and how many numbers each series needs. */
export function sealOf(list: List, drafts: readonly SealedDraft[], contentHash: string): Seal {
  const counts: Record<string, number> = {};
  for (const { series } of drafts) counts[series] = (counts[series] ?? 0) + 1;
  return { schema: 1, list, contentHash, counts };
}
