import { NotPriceableError } from '../../shared/errors.ts';
import { decimal, quantityText, smaller, whole, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { EventTally, PerEventRule } from './measuring.ts';

const HUNDRED = whole(100);

/** Events of a percentage price, counted one by one in the order of their times, in memory that does not grow with them. */
export interface PerEventTally {
  /**
   * @param value what the event's amount is, major units
   * @throws {NotPriceableError} if it is below 0, which no percentage is charged of
   */
  add(value: Decimal): void;
  /** What was counted so far. */
  tally(): EventTally;
}

/**
 * Sorts events by how a percentage price charges them.
 *
 * Free events and free units are two allowances; both are used by each event that is free, and the free phase ends
 * for good with the first one used up. An event that goes beyond the free units is charged for what is above them.
 * Minimum and maximum of an event are compared with its rate and its fixed amount together.
 *
 * @see docs/sources.md#percentage
 */
export function perEventTally(rule: PerEventRule): PerEventTally {
  const rate = decimal(rule.rate).div(HUNDRED);
  const fixed = decimal(rule.fixed);
  const minimum = bound(rule.minimum);
  const maximum = bound(rule.maximum);
  let freeEvents = rule.freeEvents ?? Infinity;
  let freeUnits = bound(rule.freeUnits);
  const hasFree = rule.freeEvents !== undefined || freeUnits !== undefined;
  const counts = { free: none(), charged: none(), atMinimum: none(), atMaximum: none() };

  const add = (value: Decimal): void => {
    if (value.lt(0)) throw new NotPriceableError(`An event of ${value.toFixed()} has no percentage: expected an amount of at least 0.`);
    const isFree = hasFree && freeEvents > 0 && (freeUnits === undefined || freeUnits.gt(0));
    const free = !isFree ? ZERO : freeUnits === undefined ? value : smaller(value, freeUnits);
    if (isFree) {
      freeEvents -= 1;
      freeUnits = freeUnits?.minus(free);
    }
    counts.free.units = counts.free.units.plus(free);
    const units = value.minus(free);
    if (isFree && units.isZero()) {
      counts.free.events += 1;
      return;
    }
    const charge = units.times(rate).plus(fixed);
    const charged = minimum?.gt(charge) ? counts.atMinimum : maximum?.lt(charge) ? counts.atMaximum : counts.charged;
    charged.events += 1;
    charged.units = charged.units.plus(units);
  };
  const tally = (): EventTally => ({
    free: written(counts.free),
    charged: written(counts.charged),
    atMinimum: written(counts.atMinimum),
    atMaximum: written(counts.atMaximum),
  });
  return { add, tally };
}

interface Counted {
  events: number;
  units: Decimal;
}

function none(): Counted {
  return { events: 0, units: ZERO };
}

function bound(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

function written({ events, units }: Counted): EventTally['free'] {
  return { events, units: quantityText(units) };
}
