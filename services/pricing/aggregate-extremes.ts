import { decimal, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Aggregation } from './aggregation.ts';

/** The least value; 0 where there was no event. */
export const min = extreme((value, before) => value.lt(before));

/** The greatest value, such as a peak; 0 where there was no event. */
export const max = extreme((value, before) => value.gt(before));

function extreme(isFurther: (value: Decimal, before: Decimal) => boolean): Aggregation {
  return () => {
    let furthest: Decimal | undefined;
    return {
      add: ({ value: text }) => {
        const value = decimal(text);
        if (furthest === undefined || isFurther(value, furthest)) furthest = value;
      },
      quantity: () => furthest ?? ZERO,
    };
  };
}
