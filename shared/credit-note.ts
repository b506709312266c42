import { z } from 'zod';
import { amountAboveZero, id, wholeNumber } from './catalog.ts';
import { decimalText, exactText } from './money.ts';
import { instant } from './period.ts';
import { person } from './person.ts';

/** A line of an invoice that is to be credited, from 1: all that is left of it, an amount of its net, or a share. */
const wantedLine = z.union([
  z.strictObject({ line: wholeNumber(1, 100_000) }),
  z.strictObject({ line: wholeNumber(1, 100_000), amount: amountAboveZero }),
  z.strictObject({
    line: wholeNumber(1, 100_000),
    share: z.strictObject({ parts: wholeNumber(1, 1_000_000), of: wholeNumber(1, 1_000_000) }),
  }),
]);

/**
 * What of an invoice is to be credited: all that is left of it; a net amount, spread over its lines by largest
 * remainder; or lines.
 */
export const creditWanted = z.union([
  z.literal('rest'),
  z.strictObject({ amount: amountAboveZero }),
  z.strictObject({ lines: z.array(wantedLine).min(1).max(1000) }),
]);
export type CreditWanted = z.infer<typeof creditWanted>;

/** What was credited of a line: not rounded, and as the credit note says it. */
const creditedLine = z.object({ exact: exactText, net: decimalText });

/** A credit note as the record of its invoice names it. */
export const creditedNote = z.object({
  id,
  at: instant,
  by: person,
  reason: z.string(),
  wanted: creditWanted,
  /** By the line's number. */
  lines: z.record(z.string(), creditedLine),
  /** By category and rate, such as `S 19`. */
  tax: z.record(z.string(), decimalText),
  /** The invoice is cancelled: its periods count as not billed. */
  isCancelled: z.literal(true).optional(),
});
export type CreditedNote = z.infer<typeof creditedNote>;
