import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { getFact } from '../invoice.store.ts';
import type { Invoice } from '../invoice.ts';
import { table } from '../ports.ts';
import { allItems } from '../table.ts';
import type { Change, Item, Key } from '../table.ts';
import { allocation } from './allocation.ts';
import type { Allocation } from './allocation.ts';

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
  /** Holds while no other entry came. */
  readonly unmoved: Change;
}

/** An issued document with its entries. */
export interface InvoiceLedger extends Ledger {
  readonly invoice: Invoice;
  /** Of a credit note, what was used of it for invoices; those share the head. */
  readonly used: readonly Allocation[];
}

/** What is written down of a partition: its head first, so that an entry that comes in between shows in its version. */
async function readWhole(pk: string): Promise<{ items: readonly Item[] } & Ledger> {
  const key: Key = { pk, sk: HEAD };
  const found = await table().get(key);
  const items = await allItems(table(), { pk });
  const count = found ? head.parse(found.body).count : 0;
  return {
    items,
    entries: entriesIn(items),
    unmoved: { check: key, if: found?.version ?? 'absent' },
    raise: (added) => ({ put: { ...key, body: { schema: 1, count: count + added } }, if: found?.version ?? 'absent' }),
  };
}

function entriesIn(items: readonly Item[]): Allocation[] {
  return items.filter(({ sk }) => sk.startsWith(ENTRY)).map(({ body }) => allocation.parse(body));
}

/** The ledger of a document; undefined while it is not issued, or if its number is void. */
export async function getInvoiceLedger(sellerId: string, number: string): Promise<InvoiceLedger | undefined> {
  const [invoice, issued] = await Promise.all([getFact(sellerId, number, 'content'), getFact(sellerId, number, 'issued')]);
  return invoice && issued && !issued.isVoid ? ledgerOf(sellerId, invoice) : undefined;
}

/** The ledger of a document that is known to be issued. */
export async function ledgerOf(sellerId: string, invoice: Invoice): Promise<InvoiceLedger> {
  const { entries, raise, unmoved } = await readWhole(accountPartition(sellerId, invoice.number));
  return { invoice, ...apart(invoice.number, entries), raise, unmoved };
}

/** Entries of a document, to be looked at: those that count for it, and those that are taken from it. */
export async function entriesOf(sellerId: string, number: string): Promise<Pick<InvoiceLedger, 'entries' | 'used'>> {
  return apart(number, entriesIn(await allItems(table(), { pk: accountPartition(sellerId, number) })));
}

function apart(number: string, entries: readonly Allocation[]): Pick<InvoiceLedger, 'entries' | 'used'> {
  return { entries: entries.filter((it) => it.number === number), used: entries.filter((it) => it.number !== number) };
}

/** @throws {NotFoundError} if there is no such invoice, or it is not issued or void */
export async function requireInvoiceLedger(sellerId: string, number: string): Promise<InvoiceLedger> {
  const found = await getInvoiceLedger(sellerId, number);
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has issued no invoice ${number}.`);
  return found;
}

/** The ledger of what is no document, such as a refund. */
export async function accountLedger(sellerId: string, id: string): Promise<Ledger> {
  const { items: _, ...ledger } = await readWhole(accountPartition(sellerId, id));
  return ledger;
}

/** The ledger of a transaction of the bank, with what else is written down of it, by name. */
export async function transactionLedger(sellerId: string, id: string): Promise<Ledger & { readonly facts: ReadonlyMap<string, unknown> }> {
  const { items, ...ledger } = await readWhole(transactionPartition(sellerId, id));
  return { ...ledger, facts: new Map(items.map(({ sk, body }) => [sk, body])) };
}

/** The entries of a payment that was collected, with what else is written down of it, by name. */
export async function paymentLedger(sellerId: string, id: string): Promise<Ledger & { readonly facts: ReadonlyMap<string, Item> }> {
  const { items, ...ledger } = await readWhole(paymentPartition(sellerId, id));
  return { ...ledger, facts: new Map(items.map((item) => [item.sk, item])) };
}

/** The changes that write an entry on both its sides; the heads are raised beside them. */
export function entryChanges(sellerId: string, entry: Allocation): Change[] {
  const sides = [accountPartition(sellerId, entry.number), ...sourcePartition(sellerId, entry)];
  return sides.map((pk) => ({ put: { pk, sk: entryKey(entry), body: entry }, if: 'absent' as const }));
}

/** Where an entry lies beside its invoice; nowhere if it comes from nobody. */
function sourcePartition(sellerId: string, { source }: Allocation): string[] {
  switch (source.kind) {
    case 'bank':
    case 'write-off':
      return [transactionPartition(sellerId, source.transaction)];
    case 'payment':
      return [paymentPartition(sellerId, source.payment)];
    case 'credit-note':
      return [accountPartition(sellerId, source.number)];
    case 'refund':
      return [accountPartition(sellerId, source.refund)];
    case 'uncollectible':
    case 'dunning':
      return [];
  }
}

const HEAD = 'ledger';
const ENTRY = 'allocation|';
const entryKey = ({ number, sequence }: Allocation): string => `${ENTRY}${number}|${String(sequence).padStart(6, '0')}`;
/** Not that of the document's facts: whoever books payments needs no right to change those. */
export const accountPartition = (sellerId: string, id: string): string => `${sellerId}|ledger|${id}`;
export const transactionPartition = (sellerId: string, id: string): string => `${sellerId}|bank-transaction|${id}`;
export const paymentPartition = (sellerId: string, id: string): string => `${sellerId}|payment|${id}`;
