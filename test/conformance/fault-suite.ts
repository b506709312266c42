/**
 * Every operation of a port while AWS or the way to it fails: asked once, it takes effect once, or says that asking
 * again may help; asked again, it has taken effect once. Nothing is lost and nothing doubled.
 */
import { describe, expect, it } from '@jest/globals';

import { FAULTS, type FaultMoment, type FaultyWay } from '../support/aws-faults.ts';

/** An operation of a port, and the request to AWS that a fault hits. */
export interface FaultyCall<Port> {
  readonly call: string;
  /** Operation of AWS. */
  readonly request: string;
  /** Which of its requests is hit, if there are several; the first by default. */
  readonly nth?: number;
  /** Whether the adapter reads the answer itself, so that the SDK can't ask again when it breaks off. */
  readonly isStreamed?: boolean;
  /** Makes what the call is about, over a way without faults. */
  readonly prepare: () => Promise<PreparedCall<Port>>;
}

export interface PreparedCall<Port> {
  readonly ask: (port: Port) => Promise<unknown>;
  /** What there is to be seen of the call's effect. */
  readonly effect: () => Promise<unknown>;
  /** The effect of one call. */
  readonly once: unknown;
  /** What there is while the request that is hit does not get through, or its answers do not. */
  readonly left: Readonly<Record<FaultMoment, unknown>>;
  /** What the call gives. */
  readonly answer: unknown;
  /** What it gives when the SDK repeats a request that took effect; as `answer` by default. */
  readonly answerIfRepeated?: unknown;
  /** What the caller gets who asks again after the effect, `error` if it is one; as `answerIfRepeated` by default. */
  readonly answerIfAskedAgain?: unknown;
}

/** A port over a way of its own, to the same data as any other of the suite. */
export interface Connection<Port> {
  readonly port: Port;
  readonly way: FaultyWay;
  close(): void;
}

export function faultSuite<Port>(name: string, connect: () => Promise<Connection<Port>>, calls: readonly FaultyCall<Port>[]): void {
  describe.each(calls)(`${name}: $call, when $request is hit`, ({ request, nth = 1, isStreamed = false, prepare }) => {
    it.each(FAULTS)('takes effect once, for the SDK asks again: $kind $moment the effect', async (fault) => {
      const isBeyondTheSdk = isStreamed && fault.kind === 'half an answer';
      const { ask, effect, once, left, answer, answerIfRepeated = answer } = await prepare();
      await over(connect, async ({ port, way }) => {
        way.plant({ ...fault, operation: request, nth, isLasting: false });
        const expected = fault.moment === 'after' ? answerIfRepeated : answer;
        expect(await outcome(ask(port))).toEqual(isBeyondTheSdk ? { error: 'TransientError' } : expected);
        expect(way.hits()).toBe(1);
        expect(await effect()).toEqual(isBeyondTheSdk ? left.after : once);
      });
    });

    it.each(FAULTS)('says that asking again may help, and it does: $kind $moment the effect, again and again', async (fault) => {
      const { ask, effect, once, left, answer, answerIfRepeated = answer, answerIfAskedAgain = answerIfRepeated } = await prepare();
      await over(connect, async ({ port, way }) => {
        way.plant({ ...fault, operation: request, nth, isLasting: true });
        // Half an answer may be enough: its status comes first.
        const honest = [{ error: 'TransientError' }, ...(fault.kind === 'half an answer' ? [answerIfRepeated] : [])];
        expect(honest).toContainEqual(await outcome(ask(port)));
        expect(way.hits()).toBeGreaterThan(0);
        way.clear();
        expect(await effect()).toEqual(left[fault.moment]);
        expect(await outcome(ask(port))).toEqual(fault.moment === 'after' ? answerIfAskedAgain : answer);
        expect(await effect()).toEqual(once);
      });
    });
  });
}

async function over<Port>(connect: () => Promise<Connection<Port>>, proof: (connection: Connection<Port>) => Promise<void>): Promise<void> {
  const connection = await connect();
  try {
    await proof(connection);
  } finally {
    connection.close();
  }
}

async function outcome(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    return { error: (error as Error).name };
  }
}
