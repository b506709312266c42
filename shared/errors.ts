/**
 * The errors that a state machine or a caller decides by, one class for each decision. Names are literals:
 * state machines match exact strings, and a minifier renames classes.
 */

/** Busy, throttled or cut off. Trying again later is safe and may help. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** Another call has claimed the mail, and may have died at it. Once its claim is over, asking again sends it. */
export class MailUnderWayError extends Error {
  override readonly name = 'MailUnderWayError';
}

/** A condition of a Table write did not hold; nothing was written. */
export class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
  /** Positions of the changes whose condition failed, in the order of the write. */
  readonly failed: readonly number[];

  constructor(failed: readonly number[]) {
    super(`The condition of change ${failed.join(', ')} does not hold; nothing was written.`);
    this.failed = failed;
  }
}

/** A record or a write is larger than DynamoDB takes. Trying again can't help. */
export class TableLimitError extends Error {
  override readonly name = 'TableLimitError';
}

/** Other content lies under this key. What lies there was not touched. */
export class FileConflictError extends Error {
  override readonly name = 'FileConflictError';
}

/** Nothing is ever removed from the archive. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** An execution of this name was started with other input. */
export class ExecutionConflictError extends Error {
  override readonly name = 'ExecutionConflictError';
}

/** Input that does not fit its contract: says where and what would be right. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
}

/** A record that is written once says something else than what was to be written. A person must look. */
export class RecordConflictError extends Error {
  override readonly name = 'RecordConflictError';
}

/** A record that must be there is not. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** An import was cut off, and the content it was to take is gone. Importing the same again mends it. */
export class ImportLostError extends Error {
  override readonly name = 'ImportLostError';
}

/** Another execution has the month of this seller open. */
export class RunAlreadyOpenError extends Error {
  override readonly name = 'RunAlreadyOpenError';
}

/** The month is not over yet for one of the seller's customers. */
export class MonthNotOverError extends Error {
  override readonly name = 'MonthNotOverError';
}

/** Nobody released this content of the run. */
export class NotReleasedError extends Error {
  override readonly name = 'NotReleasedError';
}

/** The table was restored from a backup: numbers may have been given out since that it knows nothing of. */
export class IssuingLockedError extends Error {
  override readonly name = 'IssuingLockedError';
  /** The command that comes first to open it. */
  readonly command: string;

  constructor(message: string, command: string) {
    super(message);
    this.command = command;
  }
}

/** What was issued can't be handed over to accounting like this: says what is in the way. */
export class AccountingError extends Error {
  override readonly name = 'AccountingError';
}

/** A person may not decide this, or no longer: says why, and what would be right. */
export class DecisionRefusedError extends Error {
  override readonly name = 'DecisionRefusedError';
}

/** Somebody may decide this, and this person may not: is no releaser, or started the run. */
export class PersonRefusedError extends Error {
  override readonly name = 'PersonRefusedError';
}

/** The mail provider refuses a mail for good. Says no more than its word for it: what it writes names addresses. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** A bank or a provider says no to a payment. Settlement opens a dunning case instead of failing. */
export class PaymentDeclinedError extends Error {
  override readonly name = 'PaymentDeclinedError';
  /** The bank's or the provider's, such as insufficient_funds or AM04. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** A later attempt of the customer or a later round of the run counts: this step must not write any more. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}

/** Another run has claimed a period since this one was priced. Preparing the customer again leaves the period to it. */
export class ClaimTakenError extends Error {
  override readonly name = 'ClaimTakenError';
}

/** The usage or the plan can't be priced; a person must mend one of them. */
export class NotPriceableError extends Error {
  override readonly name = 'NotPriceableError';
}

/** An order was changed, cancelled or declined meanwhile: this execution must do no more for it. */
export class OrderEndedError extends Error {
  override readonly name = 'OrderEndedError';
}

/** What tax applies can't be told from what is known. */
export class TaxUndeterminedError extends Error {
  override readonly name = 'TaxUndeterminedError';
}

/** A draft whose figures do not add up; it must not be numbered. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** The sum of a draft is negative, and there is no invoice that a credit note could name. */
export class NegativeDraftError extends Error {
  override readonly name = 'NegativeDraftError';
}

/**
 * A document can't show this text: its fonts lack a character, or a figure has no room. Nothing is left out
 * silently; the text has to change, or the font.
 */
export class UnprintableTextError extends Error {
  override readonly name = 'UnprintableTextError';
}
