import { expect, it } from '@jest/globals';
import { benchCatalog } from '../month-input.ts';
import { usageBatches } from './usage-input.ts';

const batches = [...usageBatches(benchCatalog(3), '2026-10', 31, 4)];
const events = batches.flatMap((batch) => batch.events.map((text) => JSON.parse(text) as { id: string; customer: string; time: string }));

// Three customers, eleven meters, 31 events.
it('has every event once, in the order of time', () => {
  expect(new Set(events.map(({ id }) => id)).size).toBe(3 * 11 * 31);
  expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).sort());
});

it('sends a batch when it is full or the day over, on the day of its events', () => {
  for (const batch of batches) {
    const days = new Set(batch.events.map((text) => (JSON.parse(text) as { time: string }).time.slice(0, 10)));
    expect([...days]).toEqual([batch.storedAt.slice(0, 10)]);
    expect(batch.events.length).toBeLessThanOrEqual(4);
  }
});

// 33 events a day, three customers in turn: four in a row are of three.
it('lets the customers take turns', () => {
  const full = batches.filter(({ events: sent }) => sent.length === 4);
  expect(full.some(({ events: sent }) => new Set(sent.map((text) => (JSON.parse(text) as { customer: string }).customer)).size === 3)).toBe(
    true,
  );
});
