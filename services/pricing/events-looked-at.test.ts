import { expect, it } from '@jest/globals';
import { usageEvent } from '../../shared/usage-event.ts';
import type { StoredEvent, UsageDay } from '../../shared/usage.store.ts';
import { endingAt } from './events-looked-at.ts';

const stored = (id: string): StoredEvent => ({
  event: usageEvent.parse({ id, customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: {} }),
  hash: id,
});

/** A day of two pages, of two events and of one. */
function dayOfThree(day: string): Promise<UsageDay> {
  async function* events(): AsyncGenerator<StoredEvent[]> {
    yield await Promise.resolve([stored(`${day}-1`), stored(`${day}-2`)]);
    yield [stored(`${day}-3`)];
  }
  return Promise.resolve({ day, reversed: new Set<string>(), events });
}

async function read(most: number): Promise<{ pages: number[]; isWhole: boolean }> {
  const looking = endingAt(most, dayOfThree);
  const pages: number[] = [];
  for (const day of ['2026-10-14', '2026-10-15']) for await (const page of (await looking.day(day)).events()) pages.push(page.length);
  return { pages, isWhole: looking.isWhole() };
}

it.each([
  { most: 6, pages: [2, 1, 2, 1], isWhole: true },
  { most: 5, pages: [2, 1, 2], isWhole: false },
  { most: 1, pages: [], isWhole: false },
])('reads six events on two days with room for $most: $pages', async ({ most, pages, isWhole }) => {
  expect(await read(most)).toEqual({ pages, isWhole });
});
