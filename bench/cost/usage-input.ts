import type { Catalog } from '../../shared/catalog.store.ts';

/** What product code posts at once. */
export interface Batch {
  /** When it arrives. */
  readonly storedAt: string;
  /** Events as JSON, in the order of time. */
  readonly events: readonly string[];
}

/** Seconds of a day in which usage comes: so that no event of the last one is the next month's in Berlin. */
const SECONDS_OF_A_DAY = 79_200;

/**
 * A month of usage as it comes: each day the customers take turns, so that a batch has as many customers as it can, which
 * is what costs most. A batch is sent when it is full, or the day over.
 *
 * @param month of 31 days, 2026-10
 * @param eventsAMeter events of a customer and meter, each on another day while there are days
 */
export function* usageBatches({ customers, meters }: Catalog, month: string, eventsAMeter: number, most: number): Generator<Batch> {
  for (let day = 1; day <= 31; day++) {
    const today = eventsOn(day, customers.length, meters.length, eventsAMeter);
    for (let first = 0; first < today.length; first += most) {
      const batch = today.slice(first, first + most).map(([c, m, e], i) => ({
        id: `${customers[c]!.customer.id}-${m}-${e}`,
        customer: customers[c]!.customer.id,
        type: meters[m]!.eventType,
        time: instantOn(month, day, (first + i) / today.length),
        properties: { amount: 20 + ((c * 7 + m * 13 + e * 29) % 200) },
      }));
      yield { storedAt: batch.at(-1)!.time, events: batch.map((event) => JSON.stringify(event)) };
    }
  }
}

/** Customer, meter and number of each event of a day. */
function eventsOn(day: number, customers: number, meters: number, eventsAMeter: number): [number, number, number][] {
  const events: [number, number, number][] = [];
  for (let e = 0; e < eventsAMeter; e++) {
    for (let m = 0; m < meters; m++) {
      for (let c = 0; c < customers; c++) if ((c + m * 3 + e * 7) % 31 === day - 1) events.push([c, m, e]);
    }
  }
  return events;
}

function instantOn(month: string, day: number, share: number): string {
  const midnight = Date.parse(`${month}-${String(day).padStart(2, '0')}T00:00:00Z`);
  return new Date(midnight + Math.floor(share * SECONDS_OF_A_DAY) * 1_000).toISOString();
}
