import { auditChanges } from '../audit.store.ts';
import { requireSeller } from '../catalog.store.ts';
import { contentHash } from '../content-hash.ts';
import { ConditionFailedError, NotFoundError, TransientError } from '../errors.ts';
import { amountText, decimal, sum } from '../money.ts';
import { dateIn } from '../period.ts';
import { files, table } from '../ports.ts';
import { allItems } from '../table.ts';
import type { Change, Key } from '../table.ts';
import { creditTransferXml } from './credit-transfer.ts';
import type { Doing } from './posting.store.ts';
import { refundSet } from './refund.ts';
import type { RefundOf, RefundSet } from './refund.ts';
import { refundChanges, refundsToOrder, requireRefund } from './refund.store.ts';
import type { RefundLedger } from './refund.store.ts';

/** Two changes each, and the set and its entry in the audit log beside them. */
const MOST_REFUNDS = 45;
const MOST_TRIES = 10;

/**
 * Orders all refunds that no file orders yet, each by exactly one file: a transaction names the set and marks its refunds,
 * and the file is made of the set from there on. Cut off in between, the next call makes the file.
 *
 * @param executeOn the day on which the bank is to pay; today if not given
 * @returns the sets that were made; none where nothing was to be ordered
 * @throws {TransientError} if others kept writing to the same
 */
export async function orderRefunds(sellerId: string, doing: Omit<Doing, 'reason'>, executeOn?: string): Promise<RefundSet[]> {
  await finishRefundSets(sellerId);
  const made: RefundSet[] = [];
  for (let tries = 0; tries < MOST_TRIES;) {
    const ids = (await refundsToOrder(sellerId)).slice(0, MOST_REFUNDS);
    if (ids.length === 0) return made;
    const ledgers = await Promise.all(ids.map((id) => requireRefund(sellerId, id)));
    const set = await setOf(sellerId, ledgers, doing, executeOn);
    try {
      await table().write(await setChanges(sellerId, set, ledgers, doing));
      await keepFile(sellerId, set);
      made.push(set);
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      tries++;
    }
  }
  throw new TransientError('Others kept writing to the same refunds.');
}

async function setOf(
  sellerId: string,
  ledgers: readonly RefundLedger[],
  { at, by }: Omit<Doing, 'reason'>,
  executeOn: string | undefined,
): Promise<RefundSet> {
  const { bank, zone } = await requireSeller(sellerId);
  const refunds = ledgers.map(({ refund }) => refund);
  const day = dateIn(at, zone);
  const total = sum(refunds.map(({ amount }) => decimal(amount)));
  return {
    schema: 1,
    id: `refunds-${day.replaceAll('-', '')}-${contentHash(refunds.map(({ id }) => id)).slice(0, 12)}`,
    executeOn: executeOn ?? day,
    debtor: { name: bank.holder, iban: bank.iban, bic: bank.bic },
    currency: 'EUR',
    total: amountText(total, 'EUR'),
    transfers: refunds.flatMap(({ id, amount, payee, of }) =>
      payee.by === 'transfer' ? [{ refund: id, name: payee.name, iban: payee.iban, amount, text: textOf(of) }] : [],
    ),
    at,
    by,
  };
}

const textOf = (of: RefundOf): string => ('number' in of ? `Refund ${of.number}` : 'Refund of your payment');

async function setChanges(
  sellerId: string,
  set: RefundSet,
  ledgers: readonly RefundLedger[],
  { at, by }: Omit<Doing, 'reason'>,
): Promise<Change[]> {
  const act = { at, by, action: 'refunds-ordered', counts: { refunds: ledgers.length }, contentHash: contentHash(set) } as const;
  return [
    { put: { ...setKey(sellerId, set.id), body: set }, if: 'absent' },
    { put: { ...underWayKey(sellerId, set.id), body: { schema: 1 } } },
    ...ledgers.flatMap(({ refund, version }) => refundChanges(sellerId, { ...refund, ordered: { set: set.id, at, by } }, version)),
    ...(await auditChanges(sellerId, 'seller', act)),
  ];
}

async function keepFile(sellerId: string, set: RefundSet): Promise<void> {
  await files().put(refundFileKey(sellerId, set.id), new TextEncoder().encode(creditTransferXml(set)), 'application/xml');
  await table().write([{ delete: underWayKey(sellerId, set.id) }]);
}

/** Makes every file that a set still lacks. */
export async function finishRefundSets(sellerId: string): Promise<void> {
  for (const { sk } of await allItems(table(), { pk: underWayKey(sellerId, 'x').pk }))
    await keepFile(sellerId, await requireRefundSet(sellerId, sk));
}

/** @throws {NotFoundError} if there is no such set */
export async function requireRefundSet(sellerId: string, id: string): Promise<RefundSet> {
  const found = await table().get(setKey(sellerId, id));
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has no refund file ${id}.`);
  return refundSet.parse(found.body);
}

/** A page of sets, the latest first. */
export async function refundSets(sellerId: string, limit: number): Promise<RefundSet[]> {
  const { items } = await table().query({ pk: setKey(sellerId, 'x').pk, reverse: true, limit });
  return items.map(({ body }) => refundSet.parse(body));
}

/** Where the file of a set lies among the working files. */
export function refundFileKey(sellerId: string, set: string): string {
  return `${sellerId}/refunds/${set}.xml`;
}

const setKey = (sellerId: string, id: string): Key => ({ pk: `${sellerId}|refund-sets`, sk: id });
const underWayKey = (sellerId: string, id: string): Key => ({ pk: `${sellerId}|refund-sets-under-way`, sk: id });
