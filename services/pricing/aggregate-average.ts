import { ExactSum, quotient, whole, ZERO } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';

/**
 * The arithmetic mean of the values, each event alike; 0 where there was none. Where it does not come out even it has
 * 18 digits behind the point, the last one rounded half away from zero.
 */
export const average: Aggregation = () => {
  const values = new ExactSum();
  let events = 0;
  return {
    add: ({ value }) => {
      values.add(value);
      events++;
    },
    quantity: () => (events === 0 ? ZERO : quotient(values.total(), whole(events))),
  };
};
