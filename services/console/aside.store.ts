import { endedAttempts, endedAttemptsPage } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, CustomerInRun, SetAsideReason } from '../../shared/billing-run.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { reasonKey } from './aside-reason.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { waitOf } from './run-state.ts';

const PAGE = 50;

/** A customer that a run leaves out. */
export interface AsideCustomer {
  readonly customerId: string;
  readonly name: string;
  readonly reason: SetAsideReason;
}

export interface AsidePage {
  readonly run: BillingRun;
  readonly customers: readonly AsideCustomer[];
  readonly next?: string;
  /** Whether they can be prepared again now. */
  readonly isRepairable: boolean;
}

/**
 * Customers that a run leaves out, all or those of one reason.
 *
 * @throws {NotFoundError} if there is no such run
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function asidePage(
  sellerId: string,
  runId: string,
  { after, reason }: { readonly after?: string | undefined; readonly reason?: string | undefined },
): Promise<AsidePage> {
  const run = await requireRun(sellerId, runId);
  const found: (CustomerInRun & { readonly setAside: SetAsideReason })[] = [];
  let next = cursorIn(shardPlace, after) ?? { shard: 0 };
  let hasMore = true;
  while (hasMore && found.length < PAGE) {
    const read = await endedAttemptsPage(sellerId, runId, next, PAGE - found.length);
    found.push(...read.attempts.filter(isAside).filter(({ setAside }) => reason === undefined || reasonKey(setAside) === reason));
    if (read.next) next = read.next;
    else hasMore = false;
  }
  const customers = await Promise.all(
    found.map(async ({ customerId, setAside }) => {
      const customer = await getCustomer(sellerId, customerId);
      return { customerId, name: customer?.name ?? customerId, reason: setAside };
    }),
  );
  const isRepairable = waitOf(run, undefined)?.for === 'release';
  return { run, customers, isRepairable, ...(hasMore ? { next: cursorText(next) } : {}) };
}

/** Ids of all that a run leaves out for one reason. */
export async function customersAside(sellerId: string, runId: string, reason: string): Promise<string[]> {
  const attempts = [...(await endedAttempts(sellerId, runId)).values()];
  return attempts.filter(isAside).flatMap(({ customerId, setAside }) => (reasonKey(setAside) === reason ? [customerId] : []));
}

function isAside(attempt: CustomerInRun): attempt is CustomerInRun & { setAside: SetAsideReason } {
  return attempt.setAside !== undefined;
}
