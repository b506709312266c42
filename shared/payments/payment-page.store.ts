import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change, Key } from '../table.ts';
import type { Outcome, Payment } from './payment.ts';

/** Payments that a customer has still to make on a page of the provider, so that those can be closed of what is settled. */

/** The changes that list a payment while it has such a page, and take it off then. */
export function pageChanges(sellerId: string, { id, outcome }: Payment, before: Outcome | undefined): Change[] {
  const isListed = outcome?.state === 'action-required';
  if (isListed === (before?.state === 'action-required')) return [];
  const key: Key = { pk: pagesPartition(sellerId), sk: id };
  return [isListed ? { put: { ...key, body: { schema: 1 } } } : { delete: key }];
}

/** Ids of the payments that have a page. */
export async function paymentsWithPage(sellerId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { sk } of everyItem(table(), { pk: pagesPartition(sellerId) })) ids.push(sk);
  return ids;
}

const pagesPartition = (sellerId: string): string => `${sellerId}|payment-pages`;
