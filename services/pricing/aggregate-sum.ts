import { ExactSum } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';

/** What the values come to, digit for digit; below 0 where more was taken back than used. */
export const sum: Aggregation = () => {
  const values = new ExactSum();
  return {
    add: ({ value }) => values.add(value),
    quantity: () => values.total(),
  };
};
