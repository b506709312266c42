import { steps } from '../../shared/ports.ts';
import { isBehind } from '../../shared/receivables/posted.store.ts';
import { refusalOf } from '../../shared/route.ts';

/**
 * Sees to it that what was issued counts among the receivables, before those are looked at. While nothing was issued
 * since, it costs some small reads.
 *
 * @returns why it does not all count yet, in a sentence
 */
export async function takenIn(sellerId: string, at: string): Promise<string | undefined> {
  if (!(await isBehind(sellerId))) return undefined;
  try {
    await steps().call('payment-collection/post-issued', { sellerId, at });
    return undefined;
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return `What was issued of late is still being taken in: ${refusal.message}`;
  }
}
