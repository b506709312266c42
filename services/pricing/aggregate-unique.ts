import { whole } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';

/** How many values the property had, such as users that were active. It keeps each value once, so memory grows with them. */
export const unique: Aggregation = () => {
  const values = new Set<string>();
  return {
    add: ({ value }) => void values.add(value),
    quantity: () => whole(values.size),
  };
};
