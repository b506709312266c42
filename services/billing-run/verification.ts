import { z } from 'zod';
import { owedTotals } from '../../shared/credit-sign.ts';
import type { IssuedFact } from '../../shared/invoice.store.ts';
import type { FoundDocument } from './found-document.ts';
import { totalsOf } from './review.ts';

/** Problems named one by one; a run with more of them says how many. */
const NAMED = 20;
/** Numbers named of which a person decides: as many as one decision takes. */
const MOST_MISSING = 100;

export const verification = z.object({
  isComplete: z.boolean(),
  documents: z.number().int(),
  /** The first problems, each in a sentence. */
  problems: z.array(z.string()),
  problemCount: z.number().int(),
  /** The first numbers whose document is not as it must be, and whose they are. */
  missing: z.array(z.object({ number: z.string(), customerId: z.string() })).default([]),
});
export type Verification = z.infer<typeof verification>;

/** Whether every number of the run has exactly its document, and the sums are those that were sealed. */
export function verificationOf(found: readonly FoundDocument[]): Verification {
  const wrong = found.filter((it) => problemsOf(it).length > 0);
  const problems = wrong.length > 0 ? wrong.flatMap(problemsOf) : differentTotals(found);
  return {
    isComplete: problems.length === 0,
    documents: found.length,
    problems: problems.slice(0, NAMED),
    problemCount: problems.length,
    missing: wrong.slice(0, MOST_MISSING).map(({ number, draft }) => ({ number, customerId: draft.customerId })),
  };
}

function problemsOf({ number, draft, invoice, issued, archivedHash }: FoundDocument): string[] {
  if (issued?.isVoid) return differentHash(number, issued, archivedHash);
  if (!invoice) return [`${number} has no invoice; it is that of customer "${draft.customerId}".`];
  if (invoice.customerId !== draft.customerId)
    return [`${number} is an invoice of customer "${invoice.customerId}", and "${draft.customerId}" was sealed.`];
  if (!issued) return [`${number} has no document in the archive yet.`];
  return differentHash(number, issued, archivedHash);
}

function differentHash(number: string, issued: IssuedFact, archivedHash: string | undefined): string[] {
  if (archivedHash === issued.hash) return [];
  return [`${number} was issued as ${issued.hash}, and the archive holds ${archivedHash ?? 'nothing'}.`];
}

/** A number that became void issues nothing of what was sealed for it. */
function differentTotals(all: readonly FoundDocument[]): string[] {
  const found = all.filter(({ issued }) => !issued?.isVoid);
  const sealed = JSON.stringify(totalsOf(found.map(({ draft }) => draft)));
  const issued = JSON.stringify(
    totalsOf(found.flatMap(({ invoice }) => (invoice ? [{ currency: invoice.currency, ...owedTotals(invoice) }] : []))),
  );
  return sealed === issued ? [] : [`The invoices come to ${issued}, and ${sealed} was sealed.`];
}
