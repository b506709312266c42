/** Calls of functions, with the errors Lambda and Step Functions make of what goes wrong. */
import type { World } from './scope.ts';
import { StateError, jsonText, requirePayloadSize } from './state-error.ts';

/** Longest run of a Lambda function. */
const MOST_FUNCTION_SECONDS = 900;
/** Errors that come from around the function; their cause is text. */
const OUTSIDE: readonly string[] = ['States.Timeout', 'Lambda.Unknown'];

/**
 * @returns what the function returned, as its JSON says
 * @throws {StateError} named like the function's error, its Cause as JSON {errorType, errorMessage, trace}
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export async function callFunction(name: string, payload: unknown, timeoutSeconds: number, world: World): Promise<unknown> {
  const text = jsonText(payload);
  requirePayloadSize(text, `The payload for ${name}`);
  const result = await world
    .invoke(name, text, { timeoutMilliseconds: Math.min(timeoutSeconds, MOST_FUNCTION_SECONDS) * world.millisecondsPerSecond })
    .catch((error: unknown) => {
      throw functionError(error);
    });
  requirePayloadSize(result, `The result of ${name}`);
  return JSON.parse(result) as unknown;
}

function functionError(error: unknown): StateError {
  // Errors of a worker thread or another realm are no instances of this one's Error.
  const { name, message, stack } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Partial<Error>;
  if (name !== undefined && OUTSIDE.includes(name)) return new StateError(name, message ?? '');
  const errorType = name ?? typeof error;
  const trace = stack === undefined ? [] : stack.split('\n');
  return new StateError(errorType, JSON.stringify({ errorType, errorMessage: message ?? '', trace }));
}
