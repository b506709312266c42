/** Calls the steps that a schedule calls on AWS, and tells what they find. */
import { basename } from 'node:path';

import { sellerIds } from '../../shared/catalog.store.ts';
import { typed } from '../commands/typed.ts';
import type { Invoke } from '../runner/scope.ts';
import type { Happening, Tell } from './happening.ts';

const TIMEOUT = { timeoutMilliseconds: 60_000 };

interface Alarm {
  readonly alarm: string;
  readonly sellerId: string;
  readonly month: string;
  readonly runId?: string;
}

/** The schedule of a folder: started and checked seller by seller, so that the trouble of one is told as its own. */
export class Schedule {
  readonly #invoke: Invoke;
  readonly #tell: Tell;
  /** What was told and still holds. */
  #told = new Set<string>();
  #calling = Promise.resolve();
  /** Of the latest call. */
  #hour = '';

  constructor(invoke: Invoke, tell: Tell) {
    this.#invoke = invoke;
    this.#tell = tell;
  }

  /** Starts what is due at an instant and looks for what is wrong; one call after the other. */
  call(at: Date): Promise<void> {
    return (this.#calling = this.#calling.then(() => this.#callNow(at.toISOString())));
  }

  /** Resolves when no call is under way. */
  ended(): Promise<void> {
    return this.#calling;
  }

  async #callNow(at: string): Promise<void> {
    const found: Happening[] = [];
    // Each open invoice is looked at, which is not done every minute.
    const isNewHour = this.#hour !== at.slice(0, 13);
    this.#hour = at.slice(0, 13);
    try {
      for (const sellerId of await sellerIds()) {
        found.push(...(await this.#troubleOf('billing-run/start-runs', { at, sellerId }, () => [])));
        found.push(...(await this.#troubleOf('billing-run/close-days', { at, sellerId }, () => [])));
        found.push(...(await this.#troubleOf('billing-run/check-runs', { at, sellerId }, (alarms) => (alarms as Alarm[]).map(alarmed))));
        if (isNewHour) found.push(...(await this.#troubleOf('payment-collection/open-dunning-cases', { at, sellerId }, () => [])));
      }
    } catch (error) {
      found.push(trouble('The schedule', error));
    }
    for (const happening of found) if (!this.#told.has(happening.text)) this.#tell(happening);
    this.#told = new Set(found.map(({ text }) => text));
  }

  async #troubleOf(step: string, input: { at: string; sellerId: string }, told: (result: unknown) => Happening[]): Promise<Happening[]> {
    try {
      return told(JSON.parse(await this.#invoke(step, JSON.stringify(input), TIMEOUT)));
    } catch (error) {
      return [trouble(`${basename(step)} of ${input.sellerId}`, error)];
    }
  }
}

function trouble(what: string, error: unknown): Happening {
  const { name, message } = error as Error;
  return { event: 'trouble', text: `${what} failed: ${message}`, facts: { what, error: name, message } };
}

/** An alarm with what a person does about it. */
function alarmed({ alarm, sellerId, month, runId = '' }: Alarm): Happening {
  const text = {
    RunMissing: `The run of ${month} of ${sellerId} is missing. Start it: ${typed(`run ${month}`, { seller: sellerId })}`,
    RunFailed: `${runId} failed. Mend the cause, then: ${typed(`run ${month}`, { seller: sellerId })}`,
    ReleaseOverdue: `${runId} has waited for its release for two days: ${typed(`review ${runId}`)}`,
    RepairNeeded: `${runId} waits for repair. Mend the cause, then: ${typed(`repair ${runId}`)}`,
  }[alarm];
  return { event: 'alarm', text: `Alarm: ${text ?? alarm}`, facts: { alarm, sellerId, month, ...(runId === '' ? {} : { runId }) } };
}
