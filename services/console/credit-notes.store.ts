import { isCreditNoteStarted, startCreditNote as startNote } from '../../shared/credit-note-start.store.ts';
import { creditedOf } from '../../shared/credited.store.ts';
import type { CreditedNote, CreditWanted } from '../../shared/credit-note.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { getNumberOf } from '../../shared/number.store.ts';
import { executions } from '../../shared/ports.ts';

/** A credit note of an invoice, with its number once it has one. */
export type CreditNoteView = CreditedNote & { readonly number?: string };

/** Credit notes of an invoice, the first first. */
export async function creditNotesOf(sellerId: string, invoiceNumber: string): Promise<CreditNoteView[]> {
  const { notes } = await creditedOf(sellerId, invoiceNumber);
  const customerId = (await getFact(sellerId, invoiceNumber, 'content'))?.customer.id;
  return Promise.all(
    notes.map(async (note) => {
      const numbered = customerId === undefined ? undefined : await getNumberOf(sellerId, { runId: note.id, customerId, attempt: 1 });
      return { ...note, ...(numbered ? { number: numbered.number } : {}) };
    }),
  );
}

/** What a person wants credited. */
export interface WantedCredit {
  readonly sellerId: string;
  /** Of the invoice. */
  readonly number: string;
  /** Names the credit note for good. */
  readonly creditNote: string;
  readonly wanted: CreditWanted;
  readonly reason: string;
  readonly isCancelled?: true | undefined;
  readonly by: string;
  readonly at: string;
}

/**
 * Starts a credit note under its name; one that was started is left to itself.
 *
 * @throws {DecisionRefusedError} if there is no issued invoice of that number
 */
export async function startCreditNote({ sellerId, number, creditNote, isCancelled, ...said }: WantedCredit): Promise<void> {
  await requireReconciled(sellerId);
  if (await isCreditNoteStarted(executions(), sellerId, creditNote)) return;
  const [content, issued] = [await getFact(sellerId, number, 'content'), await getFact(sellerId, number, 'issued')];
  if (content?.kind !== 'invoice' || !issued || issued.isVoid) throw new DecisionRefusedError(`There is no issued invoice ${number}.`);
  await startNote(executions(), sellerId, number, { id: creditNote, ...said, isCancelled });
}
