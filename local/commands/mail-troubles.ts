import { now } from '../../shared/clock.ts';
import { customerLink } from '../../shared/customer-link.store.ts';
import type { MarkedAddress } from '../../shared/marked-address.ts';
import { getInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { Home } from '../home.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { alignedTable, countOf } from './report.ts';

/** Who decides, and why. */
interface Deciding {
  readonly by: string;
  readonly reason: string;
}

/** Whether anything changed, and the invoices that went out. */
export interface DecidedAddress {
  readonly isNew: boolean;
  readonly sent: readonly string[];
}

/** Marks an address, so that nothing is sent to it, or clears it; the same again changes nothing. */
export async function decideAddress(
  home: Home,
  sellerId: string,
  address: string,
  decision: 'mark' | 'clear',
  { by, reason }: Deciding,
): Promise<DecidedAddress> {
  const wanted = { sellerId, address, decision, by, reason, at: now().toISOString() };
  return (await invokeStep(home.invoke, 'payment-collection/decide-address', wanted)) as DecidedAddress;
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

export function troubleLines(marked: readonly MarkedAddress[]): string[] {
  if (marked.length === 0) return ['Mails go to every address.'];
  const rows = marked.map(({ address, kind, since, reason, held }) => [address, kind, since, String(held.length), reason]);
  const held = marked.flatMap((it) => it.held.map(({ subject, at }) => `  ${at}  ${it.address}: ${subject}`));
  return [
    ...alignedTable(['Address', 'Why', 'Since', 'Held', 'Reason'], rows, 3),
    ...(held.length === 0 ? [] : ['', 'Held back:', ...held]),
  ];
}

export function clearedLines(address: string, { isNew, sent }: DecidedAddress): string[] {
  if (!isNew) return [`${address} is not marked.`];
  return [`${address} is clear.`, ...(sent.length === 0 ? [] : [`${countOf(sent.length, 'invoice')} went out: ${sent.join(', ')}.`])];
}
