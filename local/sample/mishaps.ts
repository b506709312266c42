import type { Catalog } from '../../shared/catalog.store.ts';
import { TROUBLED } from './sample-catalog.ts';
import type { SampleEvent } from './sample-usage.ts';

/** A line that arrives on a day. */
export interface Arrival {
  readonly day: string;
  readonly line: string;
}

/** More calls than its sender makes in a month, sent by mistake: 5,000,000, or as many below zero. */
const MISTAKEN = 5_000_000;

/**
 * What goes wrong at the senders: names and values nobody can count, an id that is used for two things, usage that
 * never was and is taken back.
 *
 * @param dayOf the days of the month, from 1
 */
export function* mishaps(catalog: Catalog, dayOf: (number: number) => string): Generator<Arrival> {
  const calls = (id: string, customer: string, day: number, value: number | string): SampleEvent => ({
    id,
    customer,
    type: 'api.calls',
    time: `${dayOf(day)}T12:00:00Z`,
    properties: { calls: value },
  });
  const on = (day: number, event: object): Arrival => ({ day: dayOf(day), line: JSON.stringify(event) });

  yield* broken(calls, on);

  // The same id with other content: the first stays, and the second is shown.
  for (const i of [1, 2]) {
    yield on(24, calls(`zuerisee-recount-${i}`, 'zuerisee', 24, 12_000));
    yield on(27, calls(`zuerisee-recount-${i}`, 'zuerisee', 24, 21_000));
  }
  for (const [id, customer, day] of [
    ['load-test-1', 'brinkmann', 9],
    ['load-test-2', 'brinkmann', 9],
    ['load-test-3', 'hudson', 19],
  ] as const) {
    const mistaken = calls(id, customer, day, MISTAKEN);
    const both = [on(day, mistaken), on(day, reversalOf(mistaken))];
    yield* id === 'load-test-3' ? both.reverse() : both;
  }
  if (catalog.customers.some(({ customer }) => customer.id === TROUBLED.belowZero)) yield on(28, belowZero(dayOf(28)));
}

/** A correction that was meant well: usage that never was, sent as calls below zero. */
export function belowZero(day: string): SampleEvent {
  const customer = TROUBLED.belowZero;
  return { id: 'correction-1', customer, type: 'api.calls', time: `${day}T12:00:00Z`, properties: { calls: -MISTAKEN } };
}

/** The event that takes another back. */
export function reversalOf({ id, customer, type, time }: SampleEvent): SampleEvent {
  return { id: `${id}-reversal`, customer, type, time, reverses: id };
}

function* broken(
  calls: (id: string, customer: string, day: number, value: number | string) => SampleEvent,
  on: (day: number, event: object) => Arrival,
): Generator<Arrival> {
  for (let i = 1; i <= 4; i++) yield on(5, { ...calls(`lumiere-batch-${i}`, 'lumiere', 5, 900 * i), type: 'api.call' });
  for (let i = 1; i <= 6; i++) yield on(8, calls(`brinkmann-edge-${i}`, 'brinkman', 8, 1_100 * i));
  for (let i = 1; i <= 5; i++) yield on(12, calls(`hudson-export-${i}`, 'hudson', 12, '1.204,5'));
  for (let i = 1; i <= 3; i++) yield on(17, { ...calls(`havelland-retry-${i}`, 'havelland', 17, 700 * i), time: undefined });
  const { day, line } = on(22, calls('kona-cut-off', 'kona', 22, 4_000));
  yield { day, line: line.slice(0, -20) };
}
