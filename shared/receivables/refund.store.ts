import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { table } from '../ports.ts';
import { allItems, everyItem } from '../table.ts';
import type { Change, Key } from '../table.ts';
import { accountLedger, accountPartition } from './ledger.store.ts';
import type { Ledger } from './ledger.store.ts';
import { refund, refundState } from './refund.ts';
import type { Refund } from './refund.ts';

/** A refund with its entries. */
export interface RefundLedger extends Ledger {
  readonly refund: Refund;
  readonly version: number;
}

const place = z.object({ schema: z.literal(1), id: z.string() });

/** @throws {NotFoundError} if there is no such refund */
export async function requireRefund(sellerId: string, id: string): Promise<RefundLedger> {
  const ledger = await accountLedger(sellerId, id);
  const found = await table().get(recordKey(sellerId, id));
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has no refund ${id}.`);
  return { ...ledger, refund: refund.parse(found.body), version: found.version };
}

/** A refund as it stands; undefined if there is none of that id. */
export async function getRefund(sellerId: string, id: string): Promise<Refund | undefined> {
  const found = await table().get(recordKey(sellerId, id));
  return found && refund.parse(found.body);
}

/** The changes that keep a refund as it stands: its record, its place by time, and whether it waits for a file. */
export function refundChanges(sellerId: string, kept: Refund, version: number | 'absent'): Change[] {
  const waiting: Key = { pk: `${sellerId}|refunds-to-order`, sk: kept.id };
  const undecided: Key = { pk: undecidedPartition(sellerId), sk: kept.id };
  const entry = { schema: 1, id: kept.id };
  return [
    { put: { ...recordKey(sellerId, kept.id), body: kept }, if: version },
    ...(version === 'absent' ? [{ put: { pk: `${sellerId}|refunds`, sk: `${kept.at}|${kept.id}`, body: entry } }] : []),
    // What goes back to a card is in no file.
    ...(kept.payee.by === 'card' ? [] : [refundState(kept) === 'made' ? { put: { ...waiting, body: entry } } : { delete: waiting }]),
    ...(kept.found ? [refundState(kept) === 'undecided' ? { put: { ...undecided, body: entry } } : { delete: undecided }] : []),
  ];
}

/** Ids of the refunds that no file orders yet. */
export async function refundsToOrder(sellerId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { sk } of everyItem(table(), { pk: `${sellerId}|refunds-to-order` })) ids.push(sk);
  return ids;
}

/** Refunds that were made at the provider itself, and of which a person has to say what they were for. */
export async function undecidedRefunds(sellerId: string): Promise<Refund[]> {
  const items = await allItems(table(), { pk: undecidedPartition(sellerId) });
  const found = await Promise.all(items.map(({ sk }) => getRefund(sellerId, sk)));
  return found.filter((it) => it !== undefined);
}

/** A page of refunds, the latest first. */
export async function refundsPage(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ refunds: Refund[]; next?: string }> {
  const page = await table().query({ pk: `${sellerId}|refunds`, reverse: true, limit, ...(after === undefined ? {} : { after }) });
  const found = await Promise.all(page.items.map(({ body }) => table().get(recordKey(sellerId, place.parse(body).id))));
  return {
    refunds: found.flatMap((it) => (it ? [refund.parse(it.body)] : [])),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
}

const undecidedPartition = (sellerId: string): string => `${sellerId}|refunds-undecided`;
const recordKey = (sellerId: string, id: string): Key => ({ pk: accountPartition(sellerId, id), sk: 'refund' });
