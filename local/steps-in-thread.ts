/** Steps of other services, on one machine: in the thread that asks, so that no worker waits for another to be free. */
import type { Steps } from '../shared/steps.ts';

type Handler = (input: unknown) => Promise<unknown>;

/** Input and result go through JSON, as they do between functions. */
export const stepsInThread: Steps = {
  async call(step, input) {
    const { handler } = (await import(`../services/${step}.handler.ts`)) as { handler: Handler };
    return asJson((await handler(asJson(input))) ?? null);
  },
};

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
