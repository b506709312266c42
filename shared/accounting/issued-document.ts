import type { Invoice } from '../invoice.ts';
import type { VoidDocument } from '../void-document.ts';

/** A document that was issued, as accounting takes it over: what it says, and where it lies. */
export interface IssuedDocument {
  readonly number: string;
  readonly issueDate: string;
  /** The run it belongs to; of a single document what it was made as. */
  readonly runId: string;
  /** Key in the archive, and SHA-256 of what lies there. */
  readonly archiveKey: string;
  readonly hash: string;
  /** An invoice or credit note, or the record of a number that nothing was billed with. */
  readonly content: Invoice | VoidDocument;
}

/** Days of issue, both included, ISO 8601. */
export interface IssuePeriod {
  readonly from: string;
  readonly until: string;
}

/** A number that there is no document of to take over, and why. */
export interface LeftOut {
  readonly number: string;
  readonly why: string;
}
