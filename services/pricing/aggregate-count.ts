import { whole } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';

/** How many events there were. */
export const count: Aggregation = () => {
  let events = 0;
  return {
    add: () => void events++,
    quantity: () => whole(events),
  };
};
