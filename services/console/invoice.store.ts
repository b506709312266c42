import { getRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { getDecision } from '../../shared/decision.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import { requireNumberedDraft } from '../../shared/number.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { archive } from '../../shared/ports.ts';

/** All that is known of an invoice. */
export interface InvoiceView {
  readonly number: string;
  readonly facts: InvoiceFacts;
  readonly numbered: NumberedDraft | undefined;
  /** The run that drafted it, and the decision it went out by; of a single document there is neither. */
  readonly run: BillingRun | undefined;
  readonly released: Decision | undefined;
}

/** @throws {NotFoundError} if there is no such number */
export async function invoiceView(sellerId: string, number: string): Promise<InvoiceView> {
  const facts = await invoiceFacts(sellerId, number);
  if (!facts.content && !facts.void && !facts.adopted) throw new NotFoundError(`There is no invoice ${number}.`);
  const numbered = await requireNumberedDraft(sellerId, number).catch(unlessMissing);
  const run = numbered && (await getRun(sellerId, numbered.runId));
  const decision = run && (await getDecision(sellerId, run.id, run.round));
  return { number, facts, numbered, run, released: decision?.kind === 'release' ? decision : undefined };
}

/**
 * The document of an invoice, as it lies in the archive.
 *
 * @throws {NotFoundError} if there is no such number, or no document of it yet
 */
export async function archivedDocument(sellerId: string, number: string): Promise<Uint8Array> {
  const { issued, adopted } = await invoiceFacts(sellerId, number);
  const key = (issued ?? adopted)?.archiveKey;
  const bytes = key === undefined ? undefined : await archive().get(key);
  if (!bytes) throw new NotFoundError(`There is no document of ${number} in the archive.`);
  return bytes;
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof NotFoundError) return undefined;
  throw error;
}
