/** Invoices behind an address: the same that is shown in a data folder, by the HTTP API. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { creditNoteAnswer, explanation, invoiceAnswer, listedInvoiceAnswer } from '../../services/console/v1-invoice.ts';
import type { CreditWanted } from '../../shared/credit-note.ts';
import { isTurned, turnedLine } from '../../shared/credit-sign.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { CommandError } from '../commands/errors.ts';
import type { Evidence, Explanation } from '../commands/explain.ts';
import type { ListedInvoice } from '../commands/list-invoices.ts';
import type { ApiClient } from './api-client.ts';

/** What a page of events holds at most. */
const PAGE = 1_000;
const LOOK_MILLISECONDS = 500;
const MOST_LOOKS = 240;

type Listed = z.output<typeof listedInvoiceAnswer>;
type Explained = z.output<typeof explanation>;

/** Invoices of a seller in the order of their numbers. */
export async function remoteInvoices(api: ApiClient, sellerId: string, month?: string): Promise<ListedInvoice[]> {
  const listed: ListedInvoice[] = [];
  for await (const { amount, corrects, serviceMonth, ...it } of api.entries<Listed>(`/v1/sellers/${sellerId}/invoices`, 'invoices')) {
    if (month !== undefined && serviceMonth !== month) continue;
    const { number, issueDate, dueDate, customerId, customer, state, document } = it;
    listed.push({
      ...{ number, issueDate, dueDate, customerId, customer, state, document },
      ...(corrects === undefined ? {} : { corrects }),
      ...(amount ? { currency: amount.currency, payable: amount.payable } : {}),
      ...(amount?.prepaid === undefined ? {} : { prepaid: amount.prepaid }),
    });
  }
  return listed.reverse();
}

/** @throws {CommandError} if no invoice was made of that number */
export async function remoteInvoice(api: ApiClient, sellerId: string, number: string): Promise<Invoice> {
  const { invoice } = await api.get<z.output<typeof invoiceAnswer>>(pathOf(sellerId, number));
  if (!invoice) throw new CommandError(`No invoice was made of ${number}: the number is void.`);
  return invoice;
}

/** Fetches the document of an invoice into a folder of its own that nobody else reads. */
export async function remoteDocument(api: ApiClient, sellerId: string, number: string): Promise<string> {
  const document = await api.file(`${pathOf(sellerId, number)}/document.pdf`);
  const path = join(await mkdtemp(join(tmpdir(), 'stepbill-')), `${number.replace(/[^\w.-]/g, '_')}.pdf`);
  await writeFile(path, document, { mode: 0o600 });
  return path;
}

/**
 * Explains a line down to its events.
 *
 * @param line from 1
 * @param limit most events; all if undefined
 */
export async function remoteExplanation(
  api: ApiClient,
  sellerId: string,
  { number, line, limit }: { number: string; line: number; limit: number | undefined },
): Promise<Explanation> {
  const invoice = await remoteInvoice(api, sellerId, number);
  const ask = (query: { meter?: string; after?: string }): Promise<Explained> =>
    api.get(`${pathOf(sellerId, number)}/lines/${line}`, { ...query, limit: Math.min(limit ?? PAGE, PAGE) });
  const first = await ask({});
  const evidence: Evidence[] = [];
  for (const meter of first.evidence?.meters ?? []) {
    let page = meter === first.evidence?.meters[0] ? first : await ask({ meter });
    if (!page.evidence) continue;
    const { meters: _, ...about } = page.evidence;
    const events: UsageEvent[] = [...about.events];
    while (page.next !== undefined && events.length < (limit ?? Infinity)) {
      page = await ask({ meter, after: page.next });
      events.push(...(page.evidence?.events ?? []));
    }
    evidence.push({ ...about, events });
  }
  const rated = isTurned(invoice) ? ({ line: turnedLine(first.line), isCredited: true } as const) : {};
  const { next: _, ...rest } = first;
  return { ...rest, ...rated, evidence };
}

/** Credits an invoice, or some of it, and waits for the document. */
export async function remoteCredit(
  api: ApiClient,
  sellerId: string,
  { number, ...wanted }: { number: string; wanted: CreditWanted; reason: string; isCancelled?: true },
): Promise<Invoice> {
  const path = `${pathOf(sellerId, number)}/credit-notes`;
  const { creditNote } = await api.post<{ creditNote: string }>(path, wanted, randomUUID());
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const { creditNotes } = await api.get<{ creditNotes: z.output<typeof creditNoteAnswer>[] }>(path);
    const made = creditNotes.find(({ id }) => id === creditNote)?.number;
    const found =
      made === undefined ? undefined : await api.get<z.output<typeof invoiceAnswer>>(pathOf(sellerId, made)).catch(() => undefined);
    if (found?.invoice && found.state !== 'created') return found.invoice;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  throw new CommandError(`The credit note ${creditNote} is not made yet. Look at it where it runs.`);
}

const pathOf = (sellerId: string, number: string): string => `/v1/sellers/${sellerId}/invoices/${encodeURIComponent(number)}`;
