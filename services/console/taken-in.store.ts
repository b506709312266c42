import { steps } from '../../shared/ports.ts';
import { isBehind } from '../../shared/receivables/posted.store.ts';
import { told } from './next-draft.store.ts';

/**
 * Sees to it that what was issued counts among the receivables, before those are looked at. While nothing was issued
 * since, it costs some small reads.
 *
 * @returns why it does not all count yet, in a sentence
 */
export async function takenIn(sellerId: string, at: string): Promise<string | undefined> {
  if (!(await isBehind(sellerId))) return undefined;
  const done = await told(steps().call('payment-collection/post-issued', { sellerId, at }));
  return 'trouble' in done ? `What was issued of late is still being taken in: ${done.trouble}` : undefined;
}
