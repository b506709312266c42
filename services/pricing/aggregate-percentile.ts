import { decimal, ExactSum, whole, ZERO } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';

const MINUTE = 60_000;
/** Of a meter that does not say otherwise. */
export const USUAL = { percentile: '95', sampleMinutes: 5 };

/**
 * A percentile of samples, as bandwidth is billed. The span is cut into samples of some minutes from its beginning; a
 * sample is what the values of its events come to, and 0 where there was none. The samples are ranked from the least,
 * and the one at rank ⌈percentile × samples ÷ 100⌉ is billed, which is one that was really taken (nearest rank): of the
 * 8,640 samples of five minutes in 30 days the 432 greatest are free.
 *
 * @see docs/sources.md#percentile
 */
export const percentile: Aggregation = (meter, { start, end }) => {
  const length = (meter.sampleMinutes ?? USUAL.sampleMinutes) * MINUTE;
  const samples = new Map<number, ExactSum>();
  return {
    add: ({ at, value }) => {
      const index = Math.floor((at - start) / length);
      const known = samples.get(index);
      const sample = known ?? new ExactSum();
      if (!known) samples.set(index, sample);
      sample.add(value);
    },
    quantity: () => {
      const count = Math.ceil((end - start) / length);
      const rank = decimal(meter.percentile ?? USUAL.percentile)
        .times(whole(count))
        .div(whole(100))
        .ceil()
        .toNumber();
      const taken = [...samples.values()].map((sample) => sample.total()).sort((a, b) => a.comparedTo(b));
      // Samples without an event are 0: they rank behind those below 0.
      const below = taken.filter((sample) => sample.lt(0)).length;
      const empty = count - taken.length;
      if (rank <= below) return taken[rank - 1]!;
      return taken[rank - 1 - empty] !== undefined && rank > below + empty ? taken[rank - 1 - empty]! : ZERO;
    },
  };
};
