/**
 * What DynamoDB charges for a request on demand, in request units.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const WRITE_BYTES = 1_024;
const READ_BYTES = 4_096;
/** A transaction prepares and commits. */
const TRANSACTION = 2;

/**
 * Units of a put, update, delete or check on its own.
 *
 * @param bytes of the larger of what was there and what is written; 0 for nothing. A failed condition costs the same.
 */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_BYTES));
}

/** Units of a transaction, by the bytes of each of its items; one that is cancelled costs the same. */
export function transactionUnits(bytes: readonly number[]): number {
  return bytes.reduce((sum, item) => sum + TRANSACTION * writeUnits(item), 0);
}

/** Units of a strongly consistent get, or of a query by the sum of what it reads; nothing found costs one. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / READ_BYTES));
}
