import { z } from 'zod';
import { aggregationName } from './aggregation-name.ts';
import { id } from './catalog.ts';
import { decimalText } from './money.ts';
import { period } from './period.ts';
import { windowLength } from './price-terms.ts';

/**
 * Day by day what a meter measured in a service period, as the bill was priced on: one for all lines that ask the meter.
 * The days are those of the snapshot, so a draft that says them is released with them.
 */
export const annexedUsage = z.object({
  subscription: id,
  meter: id,
  aggregation: aggregationName,
  /** What is measured of each event; absent where events are counted. */
  property: z.string().optional(),
  /** Of a percentile, in percent. */
  percentile: decimalText.optional(),
  /** What one of it is called, in the language of the document. */
  unit: z.string().optional(),
  /** Of the lines. */
  period,
  /** Of the whole period, in the unit of the meter. */
  quantity: decimalText,
  events: z.number().int(),
  /** Hash over the set of those events. */
  fingerprint: z.string(),
  /**
   * One for each calendar day that the period touches in its zone, earliest first; null where nothing was measured that
   * day and so nothing can be said, as of a maximum. Those of counts and sums add up to the quantity.
   */
  days: z.array(decimalText.nullable()),
  /** How the quantity becomes that of a line, for prices that convert it, round it, or rate each window by itself. */
  prices: z
    .array(
      z.object({
        price: id,
        multiplyBy: decimalText.optional(),
        divideBy: decimalText.optional(),
        isRounded: z.literal(true).optional(),
        window: windowLength.optional(),
      }),
    )
    .min(1)
    .optional(),
});
export type AnnexedUsage = z.infer<typeof annexedUsage>;
