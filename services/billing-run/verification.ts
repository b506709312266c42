import { z } from 'zod';
import type { SealedDraft } from '../../shared/billing-run.ts';
import type { DocumentFact, IssuedFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
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

/** What was found under a number of the run. */
export interface FoundDocument {
  readonly number: string;
  readonly draft: SealedDraft;
  readonly invoice?: Invoice | undefined;
  readonly document?: DocumentFact | undefined;
  readonly issued?: IssuedFact | undefined;
  /** Hash of what lies in the archive. */
  readonly archivedHash?: string | undefined;
}

/** Whether every number of the run has exactly its document, and the sums are those that were sealed. */
export function verificationOf(found: readonly FoundDocument[]): Verification {
  const problems = found.flatMap(problemsOf);
  if (problems.length === 0) problems.push(...differentTotals(found));
  return { isComplete: problems.length === 0, documents: found.length, problems: problems.slice(0, NAMED), problemCount: problems.length };
}

function problemsOf({ number, draft, invoice, issued, archivedHash }: FoundDocument): string[] {
  if (!invoice) return [`${number} has no invoice; it is that of customer "${draft.customerId}".`];
  if (invoice.customer.id !== draft.customerId)
    return [`${number} is an invoice of customer "${invoice.customer.id}", and "${draft.customerId}" was sealed.`];
  if (!issued) return [`${number} has no document in the archive yet.`];
  if (archivedHash !== issued.hash) return [`${number} was issued as ${issued.hash}, and the archive holds ${archivedHash ?? 'nothing'}.`];
  return [];
}

function differentTotals(found: readonly FoundDocument[]): string[] {
  const sealed = JSON.stringify(totalsOf(found.map(({ draft }) => draft)));
  const issued = JSON.stringify(
    totalsOf(found.flatMap(({ invoice }) => (invoice ? [{ currency: invoice.currency, ...invoice.totals }] : []))),
  );
  return sealed === issued ? [] : [`The invoices come to ${issued}, and ${sealed} was sealed.`];
}
