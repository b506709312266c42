import { getRun, latestRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import type { CreditedNote } from '../../shared/credit-note.ts';
import { creditedOf } from '../../shared/credited.store.ts';
import { getDecision } from '../../shared/decision.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import { getNumberOf, requireNumberedDraft } from '../../shared/number.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { archive } from '../../shared/ports.ts';
import { documentWithEntries } from '../../shared/receivables/document.store.ts';
import { LINK_SECONDS } from './download-kinds.ts';
import type { InvoiceView, NoteOfInvoice } from './invoice-view.ts';

/** @throws {NotFoundError} if there is no such number */
export async function invoiceView(sellerId: string, number: string): Promise<InvoiceView> {
  const { facts, ...ledger } = await documentWithEntries(sellerId, number);
  if (!facts.content && !facts.void && !facts.adopted) throw new NotFoundError(`There is no invoice ${number}.`);
  const numbered = await requireNumberedDraft(sellerId, number).catch(unlessMissing);
  const run = numbered && (await getRun(sellerId, numbered.runId));
  const decision = run && (await getDecision(sellerId, run.id, run.round));
  const released = decision?.kind === 'release' ? decision : undefined;
  const notes = await notesOf(sellerId, facts);
  const madeAs = numbered && !run ? await wantedAs(sellerId, facts, numbered) : undefined;
  return { number, facts, ...ledger, numbered, run, released, notes, madeAs, billedAgain: run && (await laterRun(run, notes)) };
}

async function notesOf(sellerId: string, { content, credited = [] }: InvoiceFacts): Promise<NoteOfInvoice[]> {
  if (!content) return [];
  return Promise.all(
    credited.map(async (note) => {
      const bound = await getNumberOf(sellerId, { runId: note.id, customerId: content.customer.id, attempt: 1 });
      return { note, number: bound?.number };
    }),
  );
}

/** The note of a credit note in the record of the invoice that it corrects. */
async function wantedAs(sellerId: string, { content }: InvoiceFacts, { runId }: NumberedDraft): Promise<CreditedNote | undefined> {
  const [corrected] = content?.precedingInvoices ?? [];
  if (!corrected || content?.kind !== 'credit-note') return undefined;
  const { notes } = await creditedOf(sellerId, corrected.number);
  return notes.find(({ id }) => id === runId);
}

async function laterRun(run: BillingRun, notes: readonly NoteOfInvoice[]): Promise<BillingRun | undefined> {
  const cancelled = notes.find(({ note }) => note.isCancelled)?.note;
  const latest = cancelled && (await latestRun(run.sellerId, run.month));
  return latest && latest.sequence > run.sequence && latest.openedAt >= cancelled.at ? latest : undefined;
}

/**
 * A link to the document of an invoice as it lies in the archive, for a few minutes.
 *
 * @throws {NotFoundError} if there is no such number, or no document of it yet
 */
export async function documentLink(sellerId: string, number: string): Promise<string> {
  return archive().url(await documentKey(sellerId, number), LINK_SECONDS);
}

/**
 * The document of an invoice, as it lies in the archive.
 *
 * @throws {NotFoundError} if there is no such number, or no document of it yet
 */
export async function archivedDocument(sellerId: string, number: string): Promise<Uint8Array> {
  const bytes = await archive().get(await documentKey(sellerId, number));
  if (!bytes) throw new NotFoundError(`The document of ${number} is not in the archive.`);
  return bytes;
}

async function documentKey(sellerId: string, number: string): Promise<string> {
  const { issued, adopted } = await invoiceFacts(sellerId, number);
  const key = (issued ?? adopted)?.archiveKey;
  if (key === undefined) throw new NotFoundError(`There is no document of ${number} in the archive.`);
  return key;
}

/** Whether anything is known of a number, as it is printed. */
export async function isKnown(sellerId: string, number: string): Promise<boolean> {
  return number !== '' && Object.keys(await invoiceFacts(sellerId, number)).length > 0;
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof NotFoundError) return undefined;
  throw error;
}
