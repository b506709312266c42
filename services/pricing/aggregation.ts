import type { Meter } from '../../shared/meter.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Span } from './span.ts';

/** An event that counts, as far as aggregations look at it. */
export interface CountedEvent {
  readonly id: string;
  /** UTC. */
  readonly time: string;
  /** The same in epoch milliseconds; what is finer is cut off. */
  readonly at: number;
  /** What the meter's property says: a decimal, or for unique any text; empty where events are only counted. */
  readonly value: string;
}

/** Measures the events of a span one by one. Their order makes no difference, and none comes twice. */
export interface Tally {
  add(event: CountedEvent): void;
  /**
   * What they come to.
   *
   * @param level what a weighted sum has come to before the span; others have none
   */
  quantity(level: Decimal): Decimal;
  /** By how much a weighted sum has changed in the span; absent where nothing is carried from one span into the next. */
  change?(): Decimal;
}

/** Begins to measure a span; what it keeps must not grow with the number of events. */
export type Aggregation = (meter: Meter, span: Span) => Tally;
