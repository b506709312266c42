import type { Invoke } from '../runner/scope.ts';
import { CommandError } from './errors.ts';

const ATTEMPTS = 5;
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * Calls a step for a person: tried again where somebody else was faster.
 *
 * @throws {CommandError} if the step refuses, with its sentence
 */
export async function invokeStep(
  invoke: Invoke,
  step: string,
  wanted: object,
  timeoutMilliseconds: number = TIMEOUT_MILLISECONDS,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return JSON.parse(await invoke(step, JSON.stringify(wanted), { timeoutMilliseconds })) as unknown;
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'TransientError' && attempt < ATTEMPTS) continue;
      if (['DecisionRefusedError', 'InvalidInputError', 'NotFoundError', 'TransientError'].includes(name)) throw new CommandError(message);
      throw error;
    }
  }
}
