import { isImportUnderWay } from '../../shared/bank/statement-import.store.ts';
import { now } from '../../shared/clock.ts';
import { isBehind } from '../../shared/receivables/posted.store.ts';
import type { Invoke } from '../runner/scope.ts';
import { invokeStep } from './invoke-step.ts';

/** The first time it takes in all that was ever issued. */
const TIMEOUT_MILLISECONDS = 900_000;

/** Sees to it that what was issued counts among the receivables, and statements of the bank as a whole, before those are looked at. */
export async function takeIn(invoke: Invoke, sellerId: string): Promise<void> {
  if ((await isBehind(sellerId)) || (await isImportUnderWay(sellerId)))
    await invokeStep(invoke, 'payment-collection/post-issued', { sellerId, at: now().toISOString() }, TIMEOUT_MILLISECONDS);
}
