import { z } from 'zod';
import { now } from './clock.ts';
import { id } from './catalog.ts';
import { SupersededError } from './errors.ts';
import { keepFailedTry } from './failed-try.store.ts';
import { MOST_CAUSE, type CustomerState } from './failed-try.ts';
import { defineStep, type Step } from './step.ts';

const ofCustomer = z.object({ sellerId: id, runId: id, customerId: id });

/**
 * A step that works on one customer of a run, as `defineStep` makes it, whose failed tries are written down with the
 * run, so that people see what happened inside a map. One that goes well writes nothing for it.
 *
 * When a try failed is told by the clock, not by the run: it is for reading alone.
 *
 * @param state its name in the machine; the state hands over sellerId, runId and customerId
 */
export function defineCustomerStep<Schema extends z.ZodType, Output>(
  state: CustomerState,
  schema: Schema,
  work: (input: z.output<Schema>) => Promise<Output>,
): Step<Output> {
  const step = defineStep(schema, work);
  return async (input, context) => {
    try {
      return await step(input, context);
    } catch (error) {
      await noteFailure(state, input, error, context?.awsRequestId ?? '');
      throw error;
    }
  };
}

async function noteFailure(state: CustomerState, input: unknown, error: unknown, call: string): Promise<void> {
  const of = ofCustomer.safeParse(input);
  // What woke up late and changes nothing has not failed.
  if (!of.success || error instanceof SupersededError) return;
  const { sellerId, runId, customerId } = of.data;
  const { name, message } = error instanceof Error ? error : { name: 'Unknown', message: '' };
  const failed = { schema: 1, state, customerId, at: now().toISOString(), error: name, cause: message.slice(0, MOST_CAUSE) } as const;
  // Where the table is what failed, this fails as well, and the error that leaves is the first one.
  await keepFailedTry(sellerId, runId, failed, call).catch(() => undefined);
}
