import { z } from 'zod';
import { getCustomer } from '../../shared/catalog.store.ts';
import { invoiceFacts, numbersOfCustomer } from '../../shared/invoice.store.ts';
import { numbersDown } from '../../shared/number-list.store.ts';
import { counters } from '../../shared/number.store.ts';
import type { Counter } from '../../shared/number.store.ts';
import type { InvoiceState } from './badge.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { listedInvoice, type ListedInvoice } from './listed-invoice.ts';

const PAGE = 50;
/** Numbers that are looked at for a page of one state, before the rest is left to its next page. */
const MOST_LOOKED_AT = 500;
const place = z.object({ counter: z.string(), position: z.number().int().min(0) });
const placeOfCustomer = z.object({ after: z.string() });

/** What is looked for. */
export interface InvoiceQuery {
  readonly customerId?: string | undefined;
  readonly state?: InvoiceState | undefined;
  /** Where the page begins, as the one before it says. */
  readonly after?: string | undefined;
  /** Invoices on the page at most. */
  readonly limit?: number;
}

export interface InvoicesPage {
  readonly invoices: readonly ListedInvoice[];
  readonly next?: string;
}

/**
 * Invoices of a seller, the latest number of the latest series first. What a page costs does not grow with their number.
 *
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function invoicesPage(sellerId: string, query: InvoiceQuery): Promise<InvoicesPage> {
  return query.customerId === undefined ? byNumber(sellerId, query) : ofCustomer(sellerId, query.customerId, query);
}

async function byNumber(sellerId: string, { state, after, limit = PAGE }: InvoiceQuery): Promise<InvoicesPage> {
  const series = (await counters(sellerId)).sort(latestFirst);
  let { counter = series[0]?.counter, position = Infinity } = cursorIn(place, after) ?? {};
  const invoices: ListedInvoice[] = [];
  let lookedAt = 0;
  while (counter !== undefined && invoices.length < limit && lookedAt < MOST_LOOKED_AT) {
    const at = series.findIndex((it) => it.counter === counter);
    const here = series[at];
    if (!here) break;
    const found = await numbersDown(sellerId, here, position, limit);
    const listed = await Promise.all(
      found.map(async (it) => ({ position: it.position, it: it.draft && (await factsOf(sellerId, it.draft.number)) })),
    );
    lookedAt += found.length;
    for (const { position: seen, it } of listed) {
      position = seen - 1;
      if (it && (state === undefined || it.state === state)) invoices.push(it);
      if (invoices.length === limit) break;
    }
    if (position <= 0 || found.length === 0) [counter, position] = [series[at + 1]?.counter, Infinity];
  }
  if (counter === undefined) return { invoices };
  return { invoices, next: cursorText({ counter, position: Math.min(position, Number.MAX_SAFE_INTEGER) }) };
}

async function ofCustomer(sellerId: string, customerId: string, { state, after, limit = PAGE }: InvoiceQuery): Promise<InvoicesPage> {
  if (!(await getCustomer(sellerId, customerId))) return { invoices: [] };
  const { numbers, next } = await numbersOfCustomer(sellerId, customerId, { after: cursorIn(placeOfCustomer, after)?.after, limit });
  const invoices = (await Promise.all(numbers.map((number) => factsOf(sellerId, number)))).filter((it) => it !== undefined);
  const wanted = invoices.filter((it) => state === undefined || it.state === state);
  return { invoices: wanted, ...(next === undefined ? {} : { next: cursorText({ after: next }) }) };
}

async function factsOf(sellerId: string, number: string): Promise<ListedInvoice | undefined> {
  return listedInvoice(number, await invoiceFacts(sellerId, number));
}

function latestFirst(a: Counter, b: Counter): number {
  if (a.lastIssueDate !== b.lastIssueDate) return a.lastIssueDate < b.lastIssueDate ? 1 : -1;
  return a.counter < b.counter ? 1 : -1;
}
