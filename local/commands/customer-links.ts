import { now } from '../../shared/clock.ts';
import { customerLink } from '../../shared/customer-link.store.ts';
import { getInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { Home } from '../home.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';

/** Who decides, and why. */
interface Deciding {
  readonly by: string;
  readonly reason: string;
}

/**
 * The link to a document, as mails have it.
 *
 * @throws {CommandError} if there is no such document, or nobody said where customers open links
 */
export async function linkOf(sellerId: string, number: string): Promise<string> {
  if (!(await getInvoiceLedger(sellerId, number))) throw new CommandError(`${sellerId} has issued no document ${number}.`);
  const link = await customerLink(sellerId, number);
  if (link === undefined) throw new CommandError('Nobody said where customers open links: set STEPBILL_CUSTOMER_URL (docs/mail.md).');
  return link;
}

/** Ends all links to documents of a seller. */
export async function endLinks(home: Home, sellerId: string, { by, reason }: Deciding): Promise<void> {
  await invokeStep(home.invoke, 'payment-collection/end-links', { sellerId, by, reason, at: now().toISOString() });
}
