import type { NumberBlock } from './billing-run.ts';
import type { HeldBlock } from './number.store.ts';

/** Holds numbers that were given out before a restore, and of whose documents nothing but the archive is left. */
export function adoptingHolder({ counter, first }: Pick<NumberBlock, 'counter' | 'first'>): string {
  return `adopted|${counter}|${first}`;
}

export function isAdopted({ holder }: HeldBlock): boolean {
  return holder.startsWith('adopted|');
}
