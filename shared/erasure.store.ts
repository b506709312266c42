import { auditChanges } from './audit.store.ts';
import { latestImport } from './catalog-import.store.ts';
import { catalogPartition, customerPartition, requireCustomerItem } from './catalog.store.ts';
import { customer } from './catalog.ts';
import { BEFORE_ALL, erasure, withoutContacts } from './erasure.ts';
import type { Erasure, ErasureScope } from './erasure.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import type { Change, Condition, Key } from './table.ts';

/** What is erased of a customer, with the version of the record that says so. */
export interface StoredErasure {
  readonly found: Erasure;
  readonly condition: Condition;
}

export async function getErasure(sellerId: string, customerId: string): Promise<Erasure | undefined> {
  const item = await table().get(erasureKey(sellerId, customerId));
  return item && erasure.parse(item.body);
}

async function erasureOf(sellerId: string, customerId: string): Promise<StoredErasure> {
  const item = await table().get(erasureKey(sellerId, customerId));
  if (!item) return { found: { schema: 1, customerId, erased: [] }, condition: 'absent' };
  return { found: erasure.parse(item.body), condition: item.version };
}

/**
 * Moves on with each record of an erasing, so that what is remembered of them can be told to be of yesterday. 0 if nothing
 * of any customer was ever erased.
 */
export async function erasureEpoch(sellerId: string): Promise<number> {
  return (await table().get(epochKey(sellerId)))?.version ?? 0;
}

/** That no erasing was recorded since an epoch was read: a condition of what must not meet one. */
export function noErasingSince(sellerId: string, epoch: number): Change {
  return { check: epochKey(sellerId), if: epoch === 0 ? 'absent' : epoch };
}

/**
 * From here on usage before an instant is refused, so that what is looked at afterwards does not change; nothing is erased.
 * `confirmErasure` or `reopenUsage` follows, after a crash by the next call.
 *
 * @throws {TransientError} if the record changed in between
 */
export async function beginClosing(sellerId: string, customerId: string, closing: string): Promise<void> {
  const { found, condition } = await erasureOf(sellerId, customerId);
  if (found.closing === closing || closing === (found.erased.at(-1) ?? BEFORE_ALL).before) return;
  await written(sellerId, [change(sellerId, { ...found, closing }, condition)]);
}

/** Takes usage again that was refused while it was looked at. Again is success. */
export async function reopenUsage(sellerId: string, customerId: string): Promise<void> {
  const { found, condition } = await erasureOf(sellerId, customerId);
  const { closing, ...rest } = found;
  if (closing !== undefined) await written(sellerId, [change(sellerId, rest, condition)]);
}

/** Who has something erased, when, and how much it comes to. */
export interface Decided {
  readonly by: string;
  readonly at: string;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Decides that a scope is erased: usage is closed, contacts are replaced, the audit log has it, all in one transaction. The
 * rest is worked through by steps that go on wherever they were cut off. The same again is success.
 *
 * With contacts it also moves the record of the latest import, so that one which was planned before can't bring them back.
 *
 * @throws {TransientError} if something of it changed in between
 */
export async function confirmErasure(
  sellerId: string,
  customerId: string,
  scope: ErasureScope,
  { by, at, counts }: Decided,
): Promise<void> {
  const { found, condition } = await erasureOf(sellerId, customerId);
  if (found.underWay) return;
  const { closing: _, ...rest } = found;
  const on = at.slice(0, 10);
  const { closedBefore: before, through } = scope;
  const last = found.erased.at(-1) ?? BEFORE_ALL;
  const isFurther = last.before !== before || last.through !== through;
  const next: Erasure = {
    ...rest,
    erased: isFurther ? [...found.erased, { before, through, on }] : found.erased,
    ...(scope.hasContacts ? { contactsErasedOn: on } : {}),
    underWay: scope,
  };
  await written(sellerId, [
    change(sellerId, next, condition),
    ...(scope.hasContacts ? await contactsChanges(sellerId, customerId) : []),
    ...(await auditChanges(sellerId, 'seller', { at, by, action: 'erased', customerId, counts })),
  ]);
}

/** Ends an erasing whose steps are through. Again is success. */
export async function finishErasure(sellerId: string, customerId: string): Promise<void> {
  const { found, condition } = await erasureOf(sellerId, customerId);
  const { underWay, ...rest } = found;
  if (underWay) await written(sellerId, [change(sellerId, rest, condition)]);
}

async function contactsChanges(sellerId: string, customerId: string): Promise<Change[]> {
  const { pk, sk, version, body } = await requireCustomerItem(sellerId, customerId);
  const placeholder = { schema: 1, customer: withoutContacts(customer.parse(body.customer)) };
  const latest = await latestImport(sellerId);
  const importKey: Key = { pk: catalogPartition(sellerId), sk: 'import' };
  if (!latest)
    return [
      { put: { pk, sk, body: placeholder }, if: version },
      { check: importKey, if: 'absent' },
    ];
  if (latest.isUnderWay) throw new TransientError('An import is under way; it is completed first.');
  const { version: imported, ...same } = latest;
  return [
    { put: { pk, sk, body: placeholder }, if: version },
    { put: { ...importKey, body: same }, if: imported },
  ];
}

async function written(sellerId: string, changes: readonly Change[]): Promise<void> {
  try {
    await table().write([...changes, { put: { ...epochKey(sellerId), body: { schema: 1 } } }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The customer, an import or the audit log changed while an erasing was written.');
  }
}

function change(sellerId: string, body: Erasure, condition: Condition): Change {
  return { put: { ...erasureKey(sellerId, body.customerId), body }, if: condition };
}

const erasureKey = (sellerId: string, customerId: string): Key => ({ pk: customerPartition(sellerId, customerId), sk: 'erasure' });
const epochKey = (sellerId: string): Key => ({ pk: `${sellerId}|erasures`, sk: 'epoch' });
