/** The errors that states end with, as Retry and Catch of the state language see them. */

/**
 * Error name and cause of a failed state. `message` is what Catch hands on as Cause.
 *
 * `isRetryable` and `isCatchable` are read by the interpreter; both are false for the errors that AWS lets no
 * Retry and no Catch see.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class StateError extends Error {
  override readonly name: string;
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, cause: string, isFinal = false) {
    super(cause);
    this.name = name;
    this.isRetryable = !isFinal;
    this.isCatchable = !isFinal;
  }
}

/** A fault of the definition or its data: ends the execution whatever Retry and Catch say. */
export function runtimeError(cause: string): StateError {
  return new StateError('States.Runtime', cause, true);
}

/** Most bytes of JSON that pass between states, 256 KiB. */
export const MOST_PAYLOAD_BYTES = 262_144;

/**
 * @param text JSON that enters or leaves a state
 * @throws {StateError} States.DataLimitExceeded, which no Catch sees, if it is over 256 KiB
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function requirePayloadSize(text: string, what: string): void {
  // A UTF-16 unit takes at most three bytes, so most payloads need no counting.
  if (text.length * 3 <= MOST_PAYLOAD_BYTES) return;
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_PAYLOAD_BYTES) return;
  const cause = `${what} has ${bytes} bytes; between states pass at most ${MOST_PAYLOAD_BYTES}. Store it and pass its key.`;
  throw new StateError('States.DataLimitExceeded', cause, true);
}

/** JSON of any value; undefined is null, as for a Lambda that returns nothing. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
