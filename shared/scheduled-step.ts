import { z } from 'zod';
import { sellerIds } from './catalog.store.ts';
import { id } from './catalog.ts';
import { TransientError } from './errors.ts';
import { instant } from './period.ts';
import { defineStep, logTrouble } from './step.ts';
import type { Step } from './step.ts';

const input = z.object({
  /** The moment the schedule calls for; the call may come later, and twice. */
  at: instant,
  /** This seller alone. */
  sellerId: id.optional(),
});

/**
 * A step that a schedule calls, not a state machine: it works for one seller after the other, and one that fails keeps
 * nobody else from his turn.
 *
 * @returns what was found for all of them
 * @throws {TransientError} at the end, naming the sellers that failed and why, so that the call comes again; the only
 *   one that was asked for fails with its own error
 */
export function defineScheduledStep<Found>(work: (sellerId: string, at: string) => Promise<readonly Found[]>): Step<Found[]> {
  return defineStep(input, async ({ at, sellerId }) => {
    if (sellerId !== undefined) return [...(await work(sellerId, at))];
    const found: Found[] = [];
    const failed: string[] = [];
    for (const each of await sellerIds()) {
      try {
        found.push(...(await work(each, at)));
      } catch (error) {
        const { name, message } = error as Error;
        logTrouble({ sellerId: each, error: name });
        failed.push(`"${each}": ${message}`);
      }
    }
    if (failed.length > 0) throw new TransientError(`It failed for ${failed.join('\n')}`);
    return found;
  });
}
