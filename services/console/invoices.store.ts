import { z } from 'zod';
import { positionsIssued } from '../../shared/accounting/issued-documents.store.ts';
import { getCustomer, requireSeller } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { numbersOfCustomer } from '../../shared/invoice.store.ts';
import { numbersAt } from '../../shared/number-list.store.ts';
import { counters } from '../../shared/number.store.ts';
import type { Counter } from '../../shared/number.store.ts';
import { documentWithEntries } from '../../shared/receivables/document.store.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { isAskedFor, type ParsedQuery } from './invoice-query.ts';
import { listedInvoice, type ListedInvoice } from './listed-invoice.ts';
import { type Positions, positionsDown, positionsLike, within } from './number-match.ts';

const PAGE = 50;
/** Invoices that are looked at for a page, before the rest is left to its next one. */
const MOST_LOOKED_AT = 300;
const place = z.object({ counter: z.string(), position: z.number().int().min(0) });
const placeOfCustomer = z.object({ after: z.string() });

/** What a text was taken for. */
export type Meaning =
  | { readonly as: 'anything' }
  | { readonly as: 'number' }
  | { readonly as: 'customer'; readonly customer: Pick<Customer, 'id' | 'name'>; readonly isNumberToo: boolean }
  | { readonly as: 'name'; readonly name: string };

export interface InvoicesPage {
  readonly meaning: Meaning;
  readonly invoices: readonly ListedInvoice[];
  /** The one number that fits, where only one does. */
  readonly only?: string;
  readonly next?: string;
  /** Where the search stands: the last that was looked at, if there may be more that fit. */
  readonly reached?: Pick<ListedInvoice, 'number' | 'issueDate'>;
}

interface Search extends ParsedQuery {
  readonly sellerId: string;
  readonly meaning: Meaning;
  /** Date of the seller. */
  readonly today: string;
}

/** A counter with the positions of it that fit, the latest counter first. */
interface Candidates {
  readonly counter: Counter;
  readonly rows: readonly Positions[];
}

/**
 * Invoices of a seller, the latest number of the latest series first. Numbers and days of issue are found by where they
 * lie, and a customer's by its list; how an invoice stands, its amount and part of a name are looked for among those, a
 * few hundred at a time. So what a page costs does not grow with the invoices there are.
 *
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function invoicesPage(sellerId: string, query: ParsedQuery, today: string): Promise<InvoicesPage> {
  const { asked } = query;
  const [all, { numberSeries }] = [(await counters(sellerId)).sort(latestFirst), await requireSeller(sellerId)];
  const digitsOf = ({ counter }: Counter): number => numberSeries.find(({ prefix }) => prefix === counter.split('-')[0])?.digits ?? 6;
  const like = all.map((counter) => ({ counter, rows: positionsLike({ ...counter, digits: digitsOf(counter) }, asked.search) }));
  const isNumber = like.some(({ rows }) => rows.length > 0);
  const meaning = await meaningOf(sellerId, asked, isNumber);
  const search = { ...query, sellerId, meaning, today };
  if (meaning.as === 'customer') return ofCustomer(search, meaning.customer.id);
  const candidates =
    meaning.as === 'number' ? like : all.map((counter) => ({ counter, rows: [{ first: 1, last: counter.last, step: 1 }] }));
  return byNumber(
    search,
    candidates.filter(({ rows }) => rows.length > 0),
  );
}

async function meaningOf(sellerId: string, { search, as }: ParsedQuery['asked'], isNumber: boolean): Promise<Meaning> {
  if (search === '') return { as: 'anything' };
  if (as === 'number' && isNumber) return { as: 'number' };
  const customer = CUSTOMER_ID.test(search) ? await getCustomer(sellerId, search.toLowerCase()) : undefined;
  if (customer) return { as: 'customer', customer, isNumberToo: isNumber };
  return isNumber ? { as: 'number' } : { as: 'name', name: search };
}

const CUSTOMER_ID = /^[\w.@-]{1,100}$/;

async function byNumber(search: Search, candidates: readonly Candidates[]): Promise<InvoicesPage> {
  const { sellerId, meaning, asked, today } = search;
  const { limit = PAGE } = search;
  const from = cursorIn(place, search.after);
  const found: ListedInvoice[] = [];
  let [lookedAt, reached]: [number, ListedInvoice | undefined] = [0, undefined];
  for (const { counter, rows } of from ? candidates.slice(candidates.findIndex((it) => it.counter.counter === from.counter)) : candidates) {
    const walk = positionsDown(await issuedWithin(search, counter, rows), from?.counter === counter.counter ? from.position : Infinity);
    for (let chunk = take(walk, limit); chunk.length > 0; chunk = take(walk, limit)) {
      for (const { position, it } of await listedAt(sellerId, counter, chunk, today)) {
        lookedAt++;
        if (it) reached = it;
        if (it && isAskedFor(it, search, meaning.as === 'name' ? meaning.name : undefined)) found.push(it);
        if (found.length < limit && lookedAt < MOST_LOOKED_AT) continue;
        const next = cursorText({ counter: counter.counter, position: position - 1 });
        return { meaning, invoices: found, next, ...(found.length < limit && reached ? { reached } : {}) };
      }
    }
  }
  const [only] = found;
  const isOnly =
    meaning.as === 'number' && lookedAt === 1 && only !== undefined && !from && asked.state === undefined && asked.amount === '';
  return { meaning, invoices: found, ...(isOnly ? { only: only.number } : {}) };
}

/** The part of some positions that was issued on the days asked for. */
async function issuedWithin(
  { sellerId, asked: { from, until } }: Search,
  counter: Counter,
  rows: readonly Positions[],
): Promise<readonly Positions[]> {
  if (from === undefined && until === undefined) return rows;
  const issued = await positionsIssued(sellerId, counter, {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  });
  return rows.map((row) => within(row, issued.first, issued.last)).filter(({ first, last }) => first <= last);
}

async function listedAt(
  sellerId: string,
  { counter }: Counter,
  positions: readonly number[],
  today: string,
): Promise<{ position: number; it: ListedInvoice | undefined }[]> {
  const places = await numbersAt(sellerId, counter, positions);
  return Promise.all(places.map(async ({ position, draft }) => ({ position, it: draft && (await listed(sellerId, draft.number, today)) })));
}

async function ofCustomer(search: Search, customerId: string): Promise<InvoicesPage> {
  const { sellerId, meaning, today } = search;
  const { limit = PAGE } = search;
  let after = cursorIn(placeOfCustomer, search.after)?.after;
  const found: ListedInvoice[] = [];
  let reached: ListedInvoice | undefined;
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT;) {
    const { numbers, next } = await numbersOfCustomer(sellerId, customerId, { after, limit: limit - found.length });
    const invoices = (await Promise.all(numbers.map((number) => listed(sellerId, number, today)))).filter((it) => it !== undefined);
    found.push(...invoices.filter((it) => isAskedFor(it, search)));
    [lookedAt, reached, after] = [lookedAt + numbers.length, invoices.at(-1) ?? reached, next];
    if (after === undefined) return { meaning, invoices: found };
    if (found.length === limit) return { meaning, invoices: found, next: cursorText({ after }) };
  }
  return { meaning, invoices: found, next: cursorText({ after }), ...(reached ? { reached } : {}) };
}

async function listed(sellerId: string, number: string, today: string): Promise<ListedInvoice | undefined> {
  const { facts, entries } = await documentWithEntries(sellerId, number);
  return listedInvoice(number, facts, entries, today);
}

function take(walk: Iterator<number>, count: number): number[] {
  const taken: number[] = [];
  while (taken.length < count) {
    const next = walk.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function latestFirst(a: Counter, b: Counter): number {
  if (a.lastIssueDate !== b.lastIssueDate) return a.lastIssueDate < b.lastIssueDate ? 1 : -1;
  return a.counter < b.counter ? 1 : -1;
}
