import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { decimalText } from '../../shared/money.ts';
import { instant } from '../../shared/period.ts';
import { metersOf } from '../../shared/price.ts';
import type { Price } from '../../shared/price.ts';
import { windowLength } from '../../shared/price-terms.ts';
import { modelOf } from './price-models.ts';

/**
 * What is asked of a meter and what it answers: the contract between metering, which reads events, and rating, which
 * never sees one. Whatever a price needs to know event by event is counted while events are read, so that what is
 * kept of a month does not grow with its events.
 */

/** How each event of a percentage price is charged; amounts in major units, the rate in percent. */
export const perEventRule = z.object({
  rate: decimalText,
  /** Charged for each event that is not free. */
  fixed: decimalText,
  freeEvents: z.number().int().min(0).optional(),
  freeUnits: decimalText.optional(),
  /** Bounds of what one event is charged, its fixed amount included. */
  minimum: decimalText.optional(),
  maximum: decimalText.optional(),
});
export type PerEventRule = z.infer<typeof perEventRule>;

const eventsAndUnits = z.object({ events: z.number().int(), units: decimalText });

/** Events of a percentage price by how they are charged: from these figures its amount follows exactly. */
export const eventTally = z.object({
  free: eventsAndUnits,
  /** By rate and fixed amount; of an event that crosses the free units, the units above them. */
  charged: eventsAndUnits,
  atMinimum: eventsAndUnits,
  atMaximum: eventsAndUnits,
});
export type EventTally = z.infer<typeof eventTally>;

/** What a price asks of a meter. Two prices that ask the same are answered once. */
export const measuring = z.object({
  meter: id,
  /** Properties whose values split the quantity into cells, at most three. */
  by: z.array(z.string()).min(1).max(3).optional(),
  window: windowLength.optional(),
  perEvent: perEventRule.optional(),
  /** Property that says what an event costs, added up beside the quantity. */
  amountProperty: z.string().optional(),
});
export type Measuring = z.infer<typeof measuring>;

/** A part of a quantity that is rated by itself. */
export const cell = z.object({
  /** First instant of the window. */
  window: instant.optional(),
  /** Values of the properties in `by`, in its order. */
  values: z.array(z.string()).optional(),
  quantity: decimalText,
  events: z.number().int(),
  tally: eventTally.optional(),
  /** Sum of the `amountProperty`, major units. */
  amount: decimalText.optional(),
});
export type Cell = z.infer<typeof cell>;

/** What a meter answers for a period. */
export const measured = measuring.extend({
  /** Of the whole period. */
  quantity: decimalText,
  /** Events that were counted. */
  events: z.number().int(),
  /** Hash over ids and contents: two equal fingerprints are the same usage. */
  fingerprint: z.string(),
  /**
   * Earliest window first, then by values, in code unit order. Windows and values in which there was no event are left
   * out, but for those of a weighted sum whose level is not 0. Absent where nothing splits the quantity.
   */
  cells: z.array(cell).optional(),
  /** Of the whole period, where nothing splits it and the price asks for it. */
  tally: eventTally.optional(),
  /** Of the whole period, where nothing splits it and the price asks for it; major units. */
  amount: decimalText.optional(),
});
export type Measured = z.infer<typeof measured>;

/** What a price asks of meters: nothing if it is flat, the same of each meter of a capacity. */
export function measuringOf(price: Price): Measuring[] {
  if (price.model === 'flat') return [];
  const { window } = price;
  const asked = { ...(window === undefined ? {} : { window }), ...modelOf(price).asks?.(price) };
  return metersOf(price).map((meter) => ({ meter, ...asked }));
}

/** Names what is asked: equal for two prices exactly if one answer serves both. */
export function measuringKey({ meter, by, window, perEvent, amountProperty }: Measuring): string {
  const isPlain = [by, window, perEvent, amountProperty].every((it) => it === undefined);
  return isPlain ? meter : canonicalJson({ meter, by, window, perEvent, amountProperty });
}
