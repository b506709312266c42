import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { order, overOn } from '../../shared/orders/order.ts';
import { outboxName } from '../../shared/outbox-name.ts';
import { customerRecords } from '../customer-records.ts';

/**
 * Removes mails about orders that have long been over and were never invoiced; one that has an invoice is kept as long as that.
 *
 * @param oldest UTC day up to which an order's end is old enough
 * @param isPreview whether they are only counted
 * @returns mails
 */
export function eraseOrderMails(
  data: string,
  { sellerId, customerId }: { sellerId: string; customerId: string },
  oldest: string,
  isPreview: boolean,
): number {
  const records = [...customerRecords(data, sellerId, customerId)];
  const ended = records.flatMap(({ kind, sk, body }) => (kind === 'orders' && sk === 'order' ? [order.parse(body)] : []));
  const past = ended.filter((it) => it.number === undefined && (overOn(it) ?? '9') <= oldest).map(({ id }) => `order/${id}/`);
  const paths = records
    .filter(({ kind, sk }) => kind === 'mails' && past.some((beginning) => sk.startsWith(beginning)))
    .map(({ sk }) => join(data, 'outbox', outboxName(`${sellerId}/${sk}`)))
    .filter((path) => existsSync(path));
  if (!isPreview) for (const path of paths) rmSync(path);
  return paths.length;
}
