/** What an error of an AWS SDK means for the caller. */
import { TransientError } from '../errors.ts';

/** Whether a cancelled transaction, a code or an exception of this name goes away by itself. */
const TRANSIENT = new Set([
  'BandwidthLimitExceeded',
  'InternalServerError',
  'InternalError',
  'InternalFailure',
  'LimitExceededException',
  'OperationAborted',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingError',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const CUT_OFF = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The parts of an SDK error that decisions are taken by. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether trying again later may help: throttled, busy, a fault on their side, or no answer at all. */
export function isTransient(error: unknown): boolean {
  const { name = '', code = '' } = error as SdkError;
  const status = statusOf(error) ?? 0;
  return TRANSIENT.has(name) || TRANSIENT.has(code) || CUT_OFF.has(code) || status >= 500 || status === 429;
}

/** HTTP status of the answer, or undefined if there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

/** Whether a code, such as a reason of a cancelled transaction, names something that goes away by itself. */
export function isTransientCode(code: string): boolean {
  return TRANSIENT.has(code);
}

/** `error`, or a TransientError around it if trying again may help. */
export function asOurs(error: unknown): unknown {
  if (!isTransient(error)) return error;
  return new TransientError(`AWS did not answer or was busy: ${(error as Error).message}`, { cause: error });
}
