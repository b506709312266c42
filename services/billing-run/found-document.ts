import type { SealedDraft } from '../../shared/billing-run.ts';
import type { IssuedFact } from '../../shared/invoice.store.ts';
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

export function briefOf({ kind, customer, language, currency, totals, lines }: Invoice): InvoiceBrief {
  const plans = new Map(lines.map(({ trace: { plan, planVersion: version } }) => [`${plan}|${version}`, { plan, version }]));
  return { customerId: customer.id, kind, language, currency, totals, plans: [...plans.values()] };
}
