/**
 * The errors that a state machine or a caller decides by, one class for each decision. Names are literals:
 * state machines match exact strings, and a minifier renames classes.
 */

/** Busy, throttled or cut off. Trying again later is safe and may help. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
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
