import { z } from 'zod';
import type { SealedDraft } from '../../shared/billing-run.ts';
import type { IssuedFact } from '../../shared/invoice.store.ts';
import { customerParty, invoice, trace } from '../../shared/invoice.ts';
import type { Invoice } from '../../shared/invoice.ts';

/** What was found under a number of the run. */
export interface FoundDocument {
  readonly number: string;
  /** Day the number was given out for. */
  readonly issueDate: string;
  readonly draft: SealedDraft;
  readonly invoice?: InvoiceBrief | undefined;
  /** Documents that the release before this one has left in the working files. */
  readonly workingFiles: readonly string[];
  readonly issued?: IssuedFact | undefined;
  /** Hash of what lies in the archive. */
  readonly archivedHash?: string | undefined;
}

/** As much of an invoice as its run is held against: the invoices of ten thousand customers are no light reading. */
export interface InvoiceBrief extends Pick<Invoice, 'kind' | 'language' | 'currency' | 'totals'> {
  readonly customerId: string;
  /** Plan versions it bills, each once. */
  readonly plans: readonly { readonly plan: string; readonly version: number }[];
}

/** What a brief is made of. The rest was parsed when the document was made of it, and costs more than all else a run is checked by. */
export const briefed = invoice.pick({ kind: true, language: true, currency: true, totals: true }).extend({
  customer: customerParty.pick({ id: true }),
  lines: z.array(z.object({ trace: trace.pick({ plan: true, planVersion: true }) })),
});

export function briefOf({ kind, customer, language, currency, totals, lines }: z.infer<typeof briefed>): InvoiceBrief {
  const plans = new Map(lines.map(({ trace: { plan, planVersion: version } }) => [`${plan}|${version}`, { plan, version }]));
  return { customerId: customer.id, kind, language, currency, totals, plans: [...plans.values()] };
}
