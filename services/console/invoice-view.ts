import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import type { CreditedNote } from '../../shared/credit-note.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';

/** A credit note of an invoice, with the number it has, once it has one. */
export interface NoteOfInvoice {
  readonly note: CreditedNote;
  readonly number: string | undefined;
}

/** All that is known of an invoice. */
export interface InvoiceView {
  readonly number: string;
  readonly facts: InvoiceFacts;
  /** What counts for it, and what of a credit note counts for others, in the order it was written. */
  readonly entries: readonly Allocation[];
  readonly used: readonly Allocation[];
  readonly numbered: NumberedDraft | undefined;
  /** The run that drafted it, and the decision it went out by; of a single document there is neither. */
  readonly run: BillingRun | undefined;
  readonly released: Decision | undefined;
  /** Credit notes that name it, the first first. */
  readonly notes: readonly NoteOfInvoice[];
  /** What a person wanted with it, if it is a credit note that somebody has made. */
  readonly madeAs: CreditedNote | undefined;
  /** Of a cancelled invoice the run of its month that came behind, if one did. */
  readonly billedAgain: BillingRun | undefined;
}
