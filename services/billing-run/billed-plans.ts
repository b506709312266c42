import type { FoundDocument } from './verification.ts';

/** Plan versions that the invoices of a run bill, each once; a VOID document bills nothing. */
export function billedPlanVersions(documents: readonly FoundDocument[]): { plan: string; version: number }[] {
  const found = new Map<string, { plan: string; version: number }>();
  for (const { invoice, issued } of documents) {
    if (issued?.isVoid) continue;
    for (const { trace } of invoice?.lines ?? [])
      found.set(`${trace.plan}|${trace.planVersion}`, { plan: trace.plan, version: trace.planVersion });
  }
  return [...found.values()];
}
