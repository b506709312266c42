import type { Table } from '../../shared/table.ts';

/** Turns of the loop to wait, one after the other, as a seed says. */
export function turnsOf(seed: number): () => Promise<void> {
  let state = seed;
  return async () => {
    state = (state * 48271) % 2147483647;
    for (let i = state % 7; i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
  };
}

/** A table whose calls wait a few turns of the loop, as many as the seed says. */
export function interleaved(table: Table, seed: number): Table {
  const turns = turnsOf(seed);
  return {
    get: async (key) => (await turns(), table.get(key)),
    query: async (query) => (await turns(), table.query(query)),
    append: async (records) => (await turns(), table.append(records)),
    write: async (changes) => (await turns(), table.write(changes)),
  };
}
