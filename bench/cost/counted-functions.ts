import { randomUUID } from 'node:crypto';

import type { Invoke } from '../../local/runner/scope.ts';
import { MEGABYTES_OF_A_PROCESSOR } from './assumptions.ts';
import type { Meter, Spent } from './meter.ts';
import type { Place } from './tally.ts';

/** What is deployed of functions, and where each is called from. */
export interface Functions {
  readonly memory: ReadonlyMap<string, number>;
  placeOf(name: string): Place;
}

/**
 * Calls functions in this thread, one after the other, and counts what Lambda would charge: so that the processor time
 * of one is not taken for that of another.
 */
export function countedInvoke(meter: Meter, { memory, placeOf }: Functions): Invoke {
  let last: Promise<unknown> = Promise.resolve();
  return async (name, payload) => {
    const { handler } = (await import(`../../services/${name}.handler.ts`)) as { handler: Handler };
    const megabytes = memory.get(name)!;
    const place = placeOf(name);
    const call = async (): Promise<unknown> => {
      meter.add('lambdaRequests', 1);
      return handler(JSON.parse(payload), { awsRequestId: randomUUID() });
    };
    const onEnd = (spent: Spent): void => {
      meter.addTo(place, 'lambdaGbSeconds', (Math.ceil(awsMilliseconds(spent, megabytes)) / 1_000) * (megabytes / 1_024));
    };
    const turn = last.then(() => meter.during(place, call, onEnd));
    last = turn.catch(() => undefined);
    return JSON.stringify((await turn) ?? null);
  };
}

type Handler = (input: unknown, context: { awsRequestId: string }) => Promise<unknown>;

/** How long a call takes on AWS: its own work on the share of a processor that its memory gives it, and what it waits for. */
export function awsMilliseconds({ own, waits }: Spent, megabytes: number): number {
  return own * Math.max(1, MEGABYTES_OF_A_PROCESSOR / megabytes) + waits;
}
