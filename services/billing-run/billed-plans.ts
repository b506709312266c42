import type { FoundDocument } from './found-document.ts';

/** Plan versions that the invoices of a run bill, each once; a VOID document bills nothing. */
export function billedPlanVersions(documents: readonly FoundDocument[]): { plan: string; version: number }[] {
  const found = new Map<string, { plan: string; version: number }>();
  for (const { invoice, issued } of documents) {
    if (issued?.isVoid) continue;
    for (const { plan, version } of invoice?.plans ?? []) found.set(`${plan}|${version}`, { plan, version });
  }
  return [...found.values()];
}
