import { z } from 'zod';
import { customerAttempt } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, DraftHead, SealedDraft, SetAsideReason } from '../../shared/billing-run.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { draftsInOrder, type DraftsInOrder } from '../../shared/draft-order.store.ts';
import { draftHeadsPage, getDraft } from '../../shared/draft.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { getNumberOf } from '../../shared/number.store.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { waitOf } from './run-state.ts';

const PAGE = 50;
const place = z.object({ from: z.number().int().min(0).max(10_000_000) });

/** A draft in a list. */
export interface ListedDraft {
  readonly head: Extract<DraftHead, { outcome: 'draft' }>;
  readonly name: string;
}

export interface DraftsPage {
  readonly run: BillingRun;
  readonly drafts: readonly ListedDraft[];
  readonly next?: string;
}

/**
 * Drafts of a run, those that count.
 *
 * @throws {NotFoundError} if there is no such run
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function draftsPage(sellerId: string, runId: string, after: string | undefined, limit = PAGE): Promise<DraftsPage> {
  const run = await requireRun(sellerId, runId);
  const from = cursorIn(shardPlace, after) ?? { shard: 0 };
  const { heads, next } = await draftHeadsPage(sellerId, runId, from, limit);
  const drafts = await Promise.all(heads.map((head) => listed(sellerId, runId, head)));
  return { run, drafts: drafts.filter((it) => it !== undefined), ...(next ? { next: cursorText(next) } : {}) };
}

async function listed(sellerId: string, runId: string, head: DraftHead): Promise<ListedDraft | undefined> {
  if (head.outcome !== 'draft') return undefined;
  const [{ state }, customer] = await Promise.all([
    customerAttempt(sellerId, runId, head.customerId),
    getCustomer(sellerId, head.customerId),
  ]);
  return state.attempt === head.attempt ? { head, name: customer?.name ?? head.customerId } : undefined;
}

/** A draft as a list shows it. */
export interface DraftRow extends Pick<SealedDraft, 'customerId' | 'attempt' | 'hash' | 'series' | 'currency' | 'net' | 'payable'> {
  readonly name: string;
}

/** A page of the drafts of a run, in an order. */
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
export async function orderedDrafts(
  sellerId: string,
  runId: string,
  { after, largest, limit = PAGE }: { readonly after?: string | undefined; readonly largest?: string | undefined; readonly limit?: number },
): Promise<OrderedDrafts> {
  const run = await requireRun(sellerId, runId);
  if (!run.review) {
    const { drafts, next } = await draftsPage(sellerId, runId, after, limit);
    return { run, rows: drafts.map(({ head, name }) => ({ ...head, name })), ...(next === undefined ? {} : { next }) };
  }
  const { from } = cursorIn(place, after) ?? { from: 0 };
  const { drafts, ...order } = await draftsInOrder(run.review.list, { largest, from, limit });
  const rows = drafts.map(async (draft) => ({ ...draft, name: (await getCustomer(sellerId, draft.customerId))?.name ?? draft.customerId }));
  const reached = from + drafts.length;
  const hasMore = drafts.length > 0 && reached < order.count;
  return { run, rows: await Promise.all(rows), order: { ...order, from }, ...(hasMore ? { next: cursorText({ from: reached }) } : {}) };
}

/** What a run has for a customer: a draft, or why there is none. */
export interface DraftPage {
  readonly run: BillingRun;
  readonly customerId: string;
  readonly name: string;
  readonly attempt: number;
  readonly draft: DraftContent | undefined;
  readonly setAside: SetAsideReason | undefined;
  /** The number it was given. */
  readonly number: string | undefined;
  readonly isWaiting: boolean;
}

/** @throws {NotFoundError} if there is no such run, or it has nothing of such a customer */
export async function draftPage(sellerId: string, runId: string, customerId: string): Promise<DraftPage> {
  const [run, customer, { state }] = await Promise.all([
    requireRun(sellerId, runId),
    getCustomer(sellerId, customerId),
    customerAttempt(sellerId, runId, customerId),
  ]);
  if (!customer) throw new NotFoundError('There is no such customer.');
  const step = { sellerId, runId, customerId, attempt: state.attempt };
  const [draft, numbered] = await Promise.all([getDraft(step), getNumberOf(sellerId, step)]);
  const isWaiting = waitOf(run, undefined)?.for === 'release';
  const { attempt, setAside } = state;
  return { run, customerId, name: customer.name, attempt, draft, setAside, number: numbered?.number, isWaiting };
}
