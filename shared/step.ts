import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { InvalidInputError } from './errors.ts';
import { ensureConnected } from './ports.ts';

const logger = new Logger({ serviceName: 'stepbill' });

/** Members of a step's input that a log line may show: ids, never names or amounts. */
const LOGGED = ['sellerId', 'runId', 'customerId', 'attempt', 'number'] as const;

export type Step<Output> = (input: unknown, context?: Context) => Promise<Output>;

/**
 * A step of a state machine: parses its input, does its work, logs once with the ids.
 *
 * The work may run twice, and twice at once: it writes on conditions only. Errors leave by the name their class
 * states, which is what the state machine matches.
 *
 * @throws {InvalidInputError} if the input does not fit the schema; trying again can't help
 */
export function defineStep<Schema extends z.ZodType, Output>(
  schema: Schema,
  work: (input: z.output<Schema>) => Promise<Output>,
): Step<Output> {
  return async (input, context) => {
    const ids = { ...idsOf(input), ...(context ? { requestId: context.awsRequestId } : {}) };
    await ensureConnected();
    try {
      const output = await work(parse(schema, input));
      logger.info('done', ids);
      return output;
    } catch (error) {
      logger.error('failed', { ...ids, error: error instanceof Error ? error.name : 'Unknown' });
      throw error;
    }
  };
}

/**
 * Writes a line of level error of what no step failed by, and a person must hear of all the same.
 *
 * @param ids and the name of what is wrong; never names of people, addresses or amounts
 */
export function logTrouble(ids: Readonly<Record<string, string>>): void {
  logger.error('trouble', ids);
}

/**
 * A value as its contract.
 *
 * @throws {InvalidInputError} naming each place that does not fit
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidInputError(z.prettifyError(result.error));
}

function idsOf(input: unknown): Record<string, string | number> {
  if (typeof input !== 'object' || input === null) return {};
  return Object.fromEntries(
    LOGGED.flatMap((name) => {
      const value = (input as Record<string, unknown>)[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}
