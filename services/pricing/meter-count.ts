import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { decimalText } from '../../shared/money.ts';

/** The level of a weighted sum before a period and after it, by the properties that its meter groups by. */
export const level = z.object({ properties: z.record(z.string(), z.string()), start: decimalText, end: decimalText });
export type Level = z.infer<typeof level>;

/** What a meter counted in a period: said once for all prices that ask it. */
export const meterCount = z.object({
  meter: id,
  events: z.number().int(),
  /** Hash over ids and contents, as `beginFingerprint` makes it. */
  fingerprint: z.string(),
  /** In a snapshot of an earlier version: the fingerprint is over all events in the order of their ids, not day by day. */
  isById: z.literal(true).optional(),
  /** Of a weighted sum, those that are not 0; the next period begins with what they end with. */
  levels: z.array(level).optional(),
  /** Of each calendar day that the period touches, where the bill says them; null where nothing was measured that tells. */
  days: z.array(decimalText.nullable()).optional(),
});
export type MeterCount = z.infer<typeof meterCount>;
