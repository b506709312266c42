import { z } from 'zod';
import { owedTotals } from '../../shared/credit-sign.ts';
import type { IssuedFact } from '../../shared/invoice.store.ts';
import type { FoundDocument } from './found-document.ts';
import { totalsOf } from './review.ts';

/** Problems named one by one; a run with more of them says how many. */
const NAMED = 20;

export const verification = z.object({
  isComplete: z.boolean(),
  documents: z.number().int(),
  /** The first problems, each in a sentence. */
  problems: z.array(z.string()),
  problemCount: z.number().int(),
});
export type Verification = z.infer<typeof verification>;

/** Whether every number of the run has exactly its document, and the sums are those that were sealed. */
export function verificationOf(found: readonly FoundDocument[]): Verification {
  const problems = found.flatMap(problemsOf);
  if (problems.length === 0) problems.push(...differentTotals(found));
  return { isComplete: problems.length === 0, documents: found.length, problems: problems.slice(0, NAMED), problemCount: problems.length };
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
