import { AsyncLocalStorage } from 'node:async_hooks';
import { LATENCY_MILLISECONDS } from './assumptions.ts';
import type { Measure, Place, Tally } from './tally.ts';

/** What a call of a function spent, in milliseconds. */
export interface Spent {
  /** Processor time of its own work, as measured here; what its ports took is left out. */
  readonly own: number;
  /** What it would wait for AWS, by the assumed latency of each request; requests under way together count once. */
  readonly waits: number;
}

interface Call {
  readonly place: Place;
  /** Requests under way now, and the longest latency among them. */
  underWay: number;
  longest: number;
  /** Processor time when they began, and that of all before them, in milliseconds. */
  since: number;
  inPorts: number;
  waits: number;
}

/**
 * Traces what is counted to the step that is at work, however its requests interleave. Calls must not overlap: their
 * processor time could not be told apart.
 */
export class Meter {
  readonly #tally: Tally;
  readonly #calls = new AsyncLocalStorage<Call>();
  readonly #otherwise: () => Place;

  /** @param otherwise whose it is when no function is at work: what the state machines themselves do */
  constructor(tally: Tally, otherwise: () => Place) {
    this.#tally = tally;
    this.#otherwise = otherwise;
  }

  /** Adds to where this is done. */
  add(measure: Measure, count: number): void {
    this.#tally.add(this.#calls.getStore()?.place ?? this.#otherwise(), measure, count);
  }

  addTo(place: Place, measure: Measure, count: number): void {
    this.#tally.add(place, measure, count);
  }

  /** Whether a function is at work here. */
  isInCall(): boolean {
    return this.#calls.getStore() !== undefined;
  }

  /** Does `work` as the call of a function. */
  async during<Result>(place: Place, work: () => Promise<Result>, onEnd: (spent: Spent) => void): Promise<Result> {
    const call: Call = { place, underWay: 0, longest: 0, since: 0, inPorts: 0, waits: 0 };
    const started = processorMilliseconds();
    try {
      return await this.#calls.run(call, work);
    } finally {
      onEnd({ own: processorMilliseconds() - started - call.inPorts, waits: call.waits });
    }
  }

  /**
   * Does what a port was asked for.
   *
   * @param inTurn how many requests it takes that wait for each other
   */
  async waiting<Result>(on: keyof typeof LATENCY_MILLISECONDS, work: () => Promise<Result>, inTurn = 1): Promise<Result> {
    const call = this.#calls.getStore();
    if (!call) return work();
    if (call.underWay++ === 0) {
      call.since = processorMilliseconds();
      call.longest = 0;
    }
    call.longest = Math.max(call.longest, inTurn * LATENCY_MILLISECONDS[on]);
    try {
      return await work();
    } finally {
      if (--call.underWay === 0) {
        call.inPorts += processorMilliseconds() - call.since;
        call.waits += call.longest;
      }
    }
  }
}

function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
