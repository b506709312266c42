/** How steps are delivered: in this thread, once, as the runner asks for; unless a fault has it otherwise. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';

import type { Invoke } from '../../local/runner/scope.ts';
import { StateError, jsonText } from '../../local/runner/state-error.ts';
import { TransientError } from '../../shared/errors.ts';
import type { Misfortunes } from './misfortunes.ts';
import type { Simulation } from './simulation.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;
type Handlers = ReadonlyMap<string, Handler>;

const SERVICES = new URL('../../services/', import.meta.url);

/** Every handler of every service, loaded before anything begins. */
export async function loadHandlers(): Promise<Handlers> {
  const handlers = new Map<string, Handler>();
  for (const entry of readdirSync(SERVICES, { recursive: true, encoding: 'utf8' }).sort()) {
    const name = /^([a-z-]+\/[a-z-]+)\.handler\.ts$/.exec(entry)?.[1];
    if (name === undefined) continue;
    const module = (await import(new URL(entry, SERVICES).href)) as { handler: Handler };
    handlers.set(name, module.handler);
  }
  return handlers;
}

/** How often each step was delivered, and how many turns its longest delivery took. */
export type Deliveries = Map<string, { deliveries: number; turns: number }>;

/** @param seen counts what is delivered */
export function deliveringTo(handlers: Handlers, simulation: Simulation, misfortunes: Misfortunes, seen: Deliveries = new Map()): Invoke {
  return async (step, payload, { timeoutMilliseconds }) => {
    const { number, fault } = misfortunes.delivery(step, payload);
    const deliver = (): Promise<string> => delivered(step, number, payload, timeoutMilliseconds);
    if (fault?.kind === 'step fails') {
      if (fault.when === 'after') await deliver();
      const message = `The step failed ${fault.when} its work.`;
      throw fault.error === 'TransientError' ? new TransientError(message) : Object.assign(new Error(message), { name: fault.error });
    }
    if (fault?.kind === 'delivered twice') return bothAnswers(deliver, fault);
    return deliver();
  };

  async function delivered(step: string, number: number, payload: string, timeoutMilliseconds: number): Promise<string> {
    const handler = handlers.get(step);
    if (!handler) throw new StateError('Lambda.Unknown', `There is no handler ${step}.`);
    const late = Promise.withResolvers<never>();
    late.promise.catch(() => {});
    const giveUp = (): void => late.reject(new StateError('States.Timeout', `The step took longer than ${timeoutMilliseconds} ms.`));
    const timer = setTimeout(giveUp, timeoutMilliseconds);
    const context = { awsRequestId: randomUUID(), functionName: `stepbill-${step.replace('/', '-local-')}` };
    // Left lying for turns of others it has timed out at once; left lying for a time, when that is over its limit.
    const pause = misfortunes.pauseOf(step, number, () => {
      if (pause && 'turns' in pause.for) giveUp();
    });
    const answer = simulation.act(
      `${step} #${number}`,
      async (actor) => {
        misfortunes.name(actor, step, number);
        const result = jsonText(await handler(JSON.parse(payload), context));
        const sofar = seen.get(step) ?? { deliveries: 0, turns: 1 };
        seen.set(step, { deliveries: Math.max(sofar.deliveries, number), turns: Math.max(sofar.turns, actor.turns) });
        return result;
      },
      pause,
    );
    answer.catch(() => {});
    return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
  }
}

async function bothAnswers(deliver: () => Promise<string>, { how, answer }: { how: string; answer: string }): Promise<string> {
  const settle = (one: Promise<string>): Promise<() => string> =>
    one.then(
      (result) => () => result,
      (error: unknown) => () => {
        throw error;
      },
    );
  const begun = [settle(deliver())];
  if (how === 'in a row') await begun[0];
  begun.push(settle(deliver()));
  const [first, second] = (await Promise.all(begun)) as [() => string, () => string];
  return answer === 'first' ? first() : second();
}
