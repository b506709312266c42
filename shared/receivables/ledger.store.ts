import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { getFact } from '../invoice.store.ts';
import type { Invoice } from '../invoice.ts';
import { table } from '../ports.ts';
import { allItems } from '../table.ts';
import type { Change, Item, Key } from '../table.ts';
import { allocation } from './allocation.ts';
import type { Allocation, AllocationSource } from './allocation.ts';

/**
 * Entries lie with their invoice and, the same, with the transaction, payment or credit note they come from. Each of the two has
 * a head whose version every entry raises, so that whoever adds one has seen all that are there.
 */
const head = z.object({ schema: z.literal(1), count: z.number().int().min(0) });

/** The entries of one side. */
export interface Ledger {
  readonly entries: readonly Allocation[];
  /** Raises the head by entries that are added; fails where another came in between. */
  readonly raise: (added: number) => Change;
}

/** An issued document with its entries. */
export interface InvoiceLedger extends Ledger {
  readonly invoice: Invoice;
  /** Of a credit note, what was used of it for invoices; those share the head. */
  readonly used: readonly Allocation[];
}

/** What is written down of a partition: its head first, so that an entry that comes in between shows in its version. */
async function readWhole(pk: string): Promise<{ items: readonly Item[]; entries: Allocation[]; raise: Ledger['raise'] }> {
  const key: Key = { pk, sk: HEAD };
  const found = await table().get(key);
  const items = await allItems(table(), { pk });
  const count = found ? head.parse(found.body).count : 0;
  return {
    items,
    entries: items.filter(({ sk }) => sk.startsWith(ENTRY)).map(({ body }) => allocation.parse(body)),
    raise: (added) => ({ put: { ...key, body: { schema: 1, count: count + added } }, if: found?.version ?? 'absent' }),
  };
}

/** The ledger of a document; undefined while it is not issued, or if its number is void. */
export async function getInvoiceLedger(sellerId: string, number: string): Promise<InvoiceLedger | undefined> {
  const [invoice, issued] = await Promise.all([getFact(sellerId, number, 'content'), getFact(sellerId, number, 'issued')]);
  if (!invoice || !issued || issued.isVoid) return undefined;
  const { entries, raise } = await readWhole(invoicePartition(sellerId, number));
  return { invoice, entries: entries.filter((it) => it.number === number), used: entries.filter((it) => it.number !== number), raise };
}

/** @throws {NotFoundError} if there is no such invoice, or it is not issued or void */
export async function requireInvoiceLedger(sellerId: string, number: string): Promise<InvoiceLedger> {
  const found = await getInvoiceLedger(sellerId, number);
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has issued no invoice ${number}.`);
  return found;
}

/** The ledger of a transaction of the bank, with what else is written down of it, by name. */
export async function transactionLedger(sellerId: string, id: string): Promise<Ledger & { readonly facts: ReadonlyMap<string, unknown> }> {
  const { items, entries, raise } = await readWhole(transactionPartition(sellerId, id));
  return { entries, raise, facts: new Map(items.map(({ sk, body }) => [sk, body])) };
}

/** The entries of a payment that was collected, with what else is written down of it, by name. */
export async function paymentLedger(sellerId: string, id: string): Promise<Ledger & { readonly facts: ReadonlyMap<string, Item> }> {
  const { items, entries, raise } = await readWhole(paymentPartition(sellerId, id));
  return { entries, raise, facts: new Map(items.map((item) => [item.sk, item])) };
}

/** The changes that write an entry on both its sides; the heads are raised beside them. */
export function entryChanges(sellerId: string, entry: Allocation): Change[] {
  const { number, source } = entry;
  const sk = entryKey(entry);
  return [invoicePartition(sellerId, number), sourcePartition(sellerId, number, source)].map((pk) => ({
    put: { pk, sk, body: entry },
    if: 'absent' as const,
  }));
}

/** Where the other side of an entry lies. */
function sourcePartition(sellerId: string, number: string, source: AllocationSource): string {
  switch (source.kind) {
    case 'bank':
    case 'write-off':
      return transactionPartition(sellerId, source.transaction);
    case 'payment':
      return paymentPartition(sellerId, source.payment);
    case 'credit-note':
      return invoicePartition(sellerId, source.number);
    case 'dunning':
      return `${sellerId}|dunning|${number}`;
  }
}

const HEAD = 'ledger';
const ENTRY = 'allocation|';
const entryKey = ({ number, sequence }: Allocation): string => `${ENTRY}${number}|${String(sequence).padStart(6, '0')}`;
/** Not that of the document's facts: whoever books payments needs no right to change those. */
const invoicePartition = (sellerId: string, number: string): string => `${sellerId}|ledger|${number}`;
export const transactionPartition = (sellerId: string, id: string): string => `${sellerId}|bank-transaction|${id}`;
export const paymentPartition = (sellerId: string, id: string): string => `${sellerId}|payment|${id}`;
