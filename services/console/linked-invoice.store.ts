import { requireSeller } from '../../shared/catalog.store.ts';
import { documentOfLink } from '../../shared/customer-link.store.ts';
import { electronicForm } from '../../shared/delivery.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { payingAgain } from '../../shared/payments/paying-again.store.ts';
import type { PayingAgain } from '../../shared/payments/paying-again.store.ts';
import { dateIn } from '../../shared/period.ts';
import { archive, steps } from '../../shared/ports.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { balanceOf } from '../../shared/receivables/balance.ts';
import type { Balance } from '../../shared/receivables/balance.ts';
import { documentWithEntries } from '../../shared/receivables/document.store.ts';
import { entriesOf } from '../../shared/receivables/ledger.store.ts';
import { LINK_SECONDS } from './download-kinds.ts';

/** A document that a link leads to, as it stands. */
export interface LinkedInvoice {
  readonly sellerId: string;
  readonly invoice: Invoice;
  readonly archiveKey: string;
  readonly balance: Balance;
  readonly paying: PayingAgain;
  /** Zone of the seller. */
  readonly zone: string;
}

/**
 * What a link leads to; undefined where it leads nowhere: it was not made by us, has ended, or is of a customer who was erased.
 * Nothing but the key of the seller is read for a link that was not made by us.
 *
 * @param at the present
 */
export async function linkedInvoice(token: string, at: string): Promise<LinkedInvoice | undefined> {
  const link = await documentOfLink(token);
  if (!link) return undefined;
  const { sellerId, number } = link;
  const { facts, entries: before } = await documentWithEntries(sellerId, number);
  const { content: invoice, issued } = facts;
  if (!invoice || !issued || issued.isVoid) return undefined;
  if ((await getErasure(sellerId, invoice.customer.id))?.contactsErasedOn !== undefined) return undefined;
  const entries = hasUncountedCredit(facts, before) ? await countedEntries(sellerId, number, at) : before;
  const { zone } = await requireSeller(sellerId);
  const { currency, totals, dueDate } = invoice;
  const balance = balanceOf({ currency, payable: totals.payable, dueDate }, entries, dateIn(at, zone));
  const paying = await payingAgain(invoice, balance.open, at);
  return { sellerId, invoice, archiveKey: issued.archiveKey, balance, paying, zone };
}

async function countedEntries(sellerId: string, number: string, at: string): Promise<readonly Allocation[]> {
  await steps().call('payment-collection/post-issued', { sellerId, at });
  return (await entriesOf(sellerId, number)).entries;
}

/** Credited is not owed, though nobody may have looked at the receivables since. */
function hasUncountedCredit({ credited = [] }: InvoiceFacts, entries: readonly Allocation[]): boolean {
  return credited.length > entries.filter(({ source }) => source.kind === 'credit-note').length;
}

/** A link to the PDF as it lies in the archive, for a few minutes. */
export async function pdfLink({ archiveKey }: LinkedInvoice): Promise<string> {
  return archive().url(archiveKey, LINK_SECONDS);
}

/** The electronic invoice of its own, as it went to the customer; undefined if none did. */
export async function electronicDocument({ invoice, archiveKey }: LinkedInvoice): Promise<Uint8Array | undefined> {
  if (electronicForm(invoice.customer.delivery) === undefined) return undefined;
  return archive().get(archiveKey.replace(/\.pdf$/, '.xml'));
}
