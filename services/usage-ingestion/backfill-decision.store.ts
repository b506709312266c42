import { auditChanges } from '../../shared/audit.store.ts';
import type { Act } from '../../shared/audit.ts';
import { requireBackfill, sealBackfill, switchBackfill } from '../../shared/backfill.store.ts';
import type { StoredBackfill } from '../../shared/backfill.store.ts';
import type { Backfill, BackfillContent } from '../../shared/backfill.ts';
import { backfilledCustomers, contentOf, markReplaced, markSwitched, requireNoneInTheWay } from '../../shared/backfilled-usage.store.ts';
import { erasureEpoch, getErasure, noErasingSince } from '../../shared/erasure.store.ts';
import { DecisionRefusedError, TransientError } from '../../shared/errors.ts';
import { inLanes } from '../../shared/lanes.ts';

/** Customers that are looked at at once. */
const AT_ONCE = 20;

type Decided = Pick<Act, 'by' | 'at' | 'reason'>;

/** What was decided, and whether it was decided before. */
export interface Switched {
  readonly id: string;
  readonly isRepeated: boolean;
  readonly content?: BackfillContent | undefined;
}

/**
 * Makes a backfill count.
 *
 * @throws {DecisionRefusedError} if there is none, its files were not sent to the end, or another is in its way
 * @throws {TransientError} if something of it changed in between
 */
export async function applyBackfill(sellerId: string, id: string, done: Decided): Promise<Switched> {
  const stored = await requireBackfill(sellerId, id);
  if (stored.found.state === 'applied') return { id, isRepeated: true, content: stored.found.content };
  if (!stored.found.isSent)
    throw new DecisionRefusedError(`Not all of backfill "${id}" was sent: add its file again, it goes on where it was cut off.`);
  if ((await backfilledCustomers(sellerId, stored.found)).length === 0)
    throw new DecisionRefusedError(`Backfill "${id}" holds nothing, and replaces nothing: add a file to it.`);
  const sealed = await sealBackfill(sellerId, stored);
  await markReplaced(sellerId, sealed.found);
  const content = sealed.found.content ?? (await contentOf(sellerId, id));
  const applied: Backfill = { ...sealed.found, state: 'applied', content, appliedAt: done.at, appliedBy: done.by };
  await switched(sellerId, { ...sealed, found: applied }, { ...done, action: 'backfill-applied' }, () =>
    requireNoneInTheWay(sellerId, applied),
  );
  return { id, isRepeated: false, content };
}

/**
 * Makes a backfill count no more: what there was without it counts again.
 *
 * @throws {DecisionRefusedError} if there is none, or it was never applied
 * @throws {TransientError} if something of it changed in between
 */
export async function undoBackfill(sellerId: string, id: string, done: Decided): Promise<Switched> {
  const { found, version } = await requireBackfill(sellerId, id);
  if (found.state === 'undone') return { id, isRepeated: true, content: found.content };
  if (found.state !== 'applied') throw new DecisionRefusedError(`Backfill "${id}" was never applied: nothing of it counts.`);
  const undone: Backfill = { ...found, state: 'undone', undoneAt: done.at, undoneBy: done.by };
  await switched(sellerId, { found: undone, version }, { ...done, action: 'backfill-undone' });
  return { id, isRepeated: false, content: found.content };
}

/** Marks its days, and then writes it with its entry: of what is read in between nothing may have changed. */
async function switched(
  sellerId: string,
  stored: StoredBackfill,
  act: Omit<Act, 'backfill'>,
  isAllowed = async (): Promise<void> => {},
): Promise<void> {
  const { found } = stored;
  const counts = found.content && { customers: found.content.customers, days: found.content.days, events: found.content.events };
  const contentHash = found.content?.contentHash;
  const audit = await auditChanges(sellerId, 'seller', {
    ...{ ...act, backfill: found.id },
    ...(counts ? { counts } : {}),
    ...(contentHash === undefined ? {} : { contentHash }),
  });
  const epoch = await erasureEpoch(sellerId);
  await isAllowed();
  if (epoch > 0) await requireNobodyClosing(sellerId, found);
  await markSwitched(sellerId, found.id, act.at.slice(0, 10));
  await switchBackfill(sellerId, stored, audit, [noErasingSince(sellerId, epoch)]);
}

/** While usage of a customer is held against its bills to be erased, it must stay as it is. */
async function requireNobodyClosing(sellerId: string, found: Backfill): Promise<void> {
  await inLanes(AT_ONCE, await backfilledCustomers(sellerId, found), async (customerId) => {
    if ((await getErasure(sellerId, customerId))?.closing !== undefined)
      throw new TransientError(`Usage of customer "${customerId}" is about to be erased: once that has ended, do the same again.`);
  });
}
