/** An adapter under a conformance suite, and how a suite leaves out what the adapter can't vouch for. */
import { expect, it } from '@jest/globals';

import { TransientError } from '../../shared/errors.ts';

export interface Adapter<Port> {
  readonly name: string;
  /** Begins with no data. */
  readonly open: () => Promise<Opened<Port>>;
  /** Tests that would say nothing about what is deployed, by their sentences, and why. */
  readonly cannotVouchFor: readonly Unvouched[];
}

export interface Opened<Port> {
  readonly port: Port;
  /** A second connection to the same data, as another process would have it. */
  readonly again: Port;
  readonly close: () => Promise<void>;
}

export interface Unvouched {
  readonly sentence: string;
  readonly why: string;
}

type Proves = (sentence: string, proof: () => Promise<void>) => void;

/** Registers tests of an adapter; those it can't vouch for are listed as skipped, with the reason. */
export function proofsFor(adapter: Adapter<unknown>): { proves: Proves; everyReasonIsUsed: () => void } {
  const reasons = new Map(adapter.cannotVouchFor.map(({ sentence, why }) => [sentence, why]));
  const left = new Set(reasons.keys());
  return {
    proves(sentence, proof) {
      left.delete(sentence);
      const why = reasons.get(sentence);
      const register = why === undefined ? it : it.skip;
      register(why === undefined ? sentence : `${sentence} [${adapter.name} can't vouch for it: ${why}]`, proof);
    },
    everyReasonIsUsed() {
      it('names only tests it has among those it cannot vouch for', () => {
        expect([...left]).toEqual([]);
      });
    },
  };
}

/** The result of `attempt`, asked for again while the adapter says that trying again may help. */
export async function persistently<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** How many of the settled promises were fulfilled, and the names of the errors of the others. */
export function tally(results: readonly PromiseSettledResult<unknown>[]): { won: number; errors: string[] } {
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).name] : []));
  return { won: results.length - errors.length, errors: [...new Set(errors)] };
}
