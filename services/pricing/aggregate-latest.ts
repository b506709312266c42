import { decimal, ZERO } from '../../shared/money.ts';
import { compareInstants } from '../../shared/period.ts';
import type { Aggregation, CountedEvent } from './aggregation.ts';

/** The value of the latest event, of equal times of the one whose id is last in code unit order; 0 where there was none. */
export const latest: Aggregation = () => {
  let last: CountedEvent | undefined;
  return {
    add: (event) => {
      if (last === undefined || isLater(event, last)) last = event;
    },
    quantity: () => (last === undefined ? ZERO : decimal(last.value)),
  };
};

function isLater(a: CountedEvent, b: CountedEvent): boolean {
  if (a.at !== b.at) return a.at > b.at;
  const order = compareInstants(a.time, b.time);
  return order > 0 || (order === 0 && a.id > b.id);
}
