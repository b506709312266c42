/** Functions of a stage, called by the name of their step. */
import { setTimeout } from 'node:timers/promises';

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

import { TransientError } from '../errors.ts';
import { asOurs } from './aws-errors.ts';
import { functionName } from './stage-names.ts';

const ATTEMPTS = 4;
const BACKOFF_MILLISECONDS = 500;

/** What Lambda answers for a function that failed. */
interface FunctionFailure {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly trace?: readonly string[];
}

/**
 * Calls a step and waits for its answer. What passes by itself is tried again, as the state machines do: a step may run
 * twice.
 *
 * @param step `pricing/calculate-price`
 * @param payload JSON, at most 6 MB
 * @returns JSON of the result, `null` for none; at most 6 MB
 * @throws an error whose name, message and stack are those of the function's error; `Lambda.Unknown` if it broke down
 *   without one; TransientError if it took too long, or Lambda was busy all the time
 */
export type InvokeStep = (step: string, payload: string, options: { readonly timeoutMilliseconds: number }) => Promise<string>;

/** @param backoffMilliseconds before the second attempt at most; twice as much before each further one */
export function lambdaInvoke(client: LambdaClient, stage: string, backoffMilliseconds = BACKOFF_MILLISECONDS): InvokeStep {
  return async (step, payload, { timeoutMilliseconds }) => {
    const abortSignal = AbortSignal.timeout(timeoutMilliseconds);
    for (let attempt = 1; ; attempt++) {
      try {
        return await invoked(client, functionName(stage, step), payload, abortSignal);
      } catch (error) {
        if (abortSignal.aborted)
          throw new TransientError(`The step ${step} gave no answer within ${timeoutMilliseconds / 1_000} seconds.`, { cause: error });
        if ((error as Error).name !== 'TransientError' || attempt === ATTEMPTS) throw error;
        await setTimeout(Math.random() * backoffMilliseconds * 2 ** (attempt - 1));
      }
    }
  };
}

async function invoked(client: LambdaClient, FunctionName: string, payload: string, abortSignal: AbortSignal): Promise<string> {
  const command = new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(payload) });
  const { Payload, FunctionError } = await client.send(command, { abortSignal }).catch((error: unknown) => {
    throw asOurs(error);
  });
  const text = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw failureOf(FunctionName, text);
  return text === '' ? 'null' : text;
}

/** @see docs/sources.md#lambda-invoke */
function failureOf(name: string, text: string): Error {
  const { errorType, errorMessage = text, trace } = JSON.parse(text) as FunctionFailure;
  // Lambda ends a function that takes longer than it may, whatever it was doing.
  if (/ Task timed out after /.test(errorMessage)) return new TransientError(`The function ${name} took too long: ${errorMessage}`);
  if (errorType === undefined || errorType.startsWith('Runtime.'))
    return Object.assign(new Error(`The function ${name} broke down: ${errorMessage}`), { name: 'Lambda.Unknown' });
  const error = Object.assign(new Error(errorMessage), { name: errorType });
  if (trace !== undefined) error.stack = trace.join('\n');
  return error;
}
