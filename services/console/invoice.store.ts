import { getRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { getDecision } from '../../shared/decision.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import { requireNumberedDraft } from '../../shared/number.store.ts';
import { LINK_SECONDS } from './download-kinds.ts';
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
