import { z } from 'zod';
import { requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { draftsInOrder, type DraftsInOrder } from '../../shared/draft-order.store.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { draftsPage } from './drafts.store.ts';

const PAGE = 50;
const place = z.object({ from: z.number().int().min(0).max(10_000_000) });

/** A draft in a list. */
export interface DraftRow {
  readonly customerId: string;
  readonly name: string;
  readonly currency: string;
  readonly net: string;
  readonly payable: string;
}

/** A page of the drafts of a run. */
export interface OrderedDrafts {
  readonly run: BillingRun;
  readonly rows: readonly DraftRow[];
  /** In which order they are, and how many come before; drafts that are still being prepared have none. */
  readonly order?: Pick<DraftsInOrder, 'count' | 'currencies' | 'largest'> & { readonly from: number };
  readonly next?: string;
}

/**
 * Drafts of a run: those that were reviewed, in an order; before the review those that count by now, as they come.
 *
 * @param largest currency whose largest amounts come first, instead of by customer
 * @throws {NotFoundError} if there is no such run
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function orderedDrafts(sellerId: string, runId: string, after?: string, largest?: string): Promise<OrderedDrafts> {
  const run = await requireRun(sellerId, runId);
  if (!run.review) {
    const { drafts, next } = await draftsPage(sellerId, runId, after);
    return { run, rows: drafts.map(({ head, name }) => ({ ...head, name })), ...(next === undefined ? {} : { next }) };
  }
  const { from } = cursorIn(place, after) ?? { from: 0 };
  const { drafts, ...order } = await draftsInOrder(run.review.list, { largest, from, limit: PAGE });
  const rows = drafts.map(async (draft) => ({ ...draft, name: (await getCustomer(sellerId, draft.customerId))?.name ?? draft.customerId }));
  const reached = from + drafts.length;
  const hasMore = drafts.length > 0 && reached < order.count;
  return { run, rows: await Promise.all(rows), order: { ...order, from }, ...(hasMore ? { next: cursorText({ from: reached }) } : {}) };
}
