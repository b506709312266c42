import { nextNoteId, startCreditNote, unfinishedNote } from '../../shared/credit-note-start.store.ts';
import { creditedOf } from '../../shared/credited.store.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { orderExecution } from '../../shared/orders/order-execution.ts';
import type { Order } from '../../shared/orders/order.ts';
import { executions } from '../../shared/ports.ts';

/** Who cancelled, and why. */
interface Cancelling {
  readonly by: string;
  readonly at: string;
  readonly reason?: string | undefined;
}

/**
 * Begins the credit note of a cancelled order where its execution does not: one that waits for the money credits by itself,
 * of one that is confirmed or has ended nobody does. Again is success: what was begun goes on, and what is credited stays so.
 *
 * @param before the order as it stood before it was cancelled
 */
export async function creditCancelled(sellerId: string, before: Order, { by, at, reason = before.id }: Cancelling): Promise<void> {
  const { number, state } = before;
  if (number === undefined) return;
  const { latest } = await orderExecution(executions(), sellerId, before);
  if (state !== 'confirmed' && latest?.status === 'RUNNING') return;
  await requireReconciled(sellerId);
  const { notes } = await creditedOf(sellerId, number);
  const begun = await unfinishedNote(sellerId, number, notes);
  if (!begun && notes.some(({ wanted }) => wanted === 'rest')) return;
  const note = begun ?? { id: nextNoteId(number, notes), wanted: 'rest' as const, reason, by, at };
  await startCreditNote(executions(), sellerId, number, note).catch(unlessStarted);
}

function unlessStarted(error: unknown): void {
  if (!(error instanceof Error && error.name === 'ExecutionConflictError')) throw error;
}
