import { z } from 'zod';
import { customerAttempt } from '../../shared/attempt.store.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { failedTriesPage } from '../../shared/failed-try.store.ts';
import { CUSTOMER_STATES, type CustomerState, type FailedTry } from '../../shared/failed-try.ts';
import { cursorIn, cursorText } from './cursor.ts';

const PAGE = 50;
const place = z.object({ after: z.string().max(2_000) });

/** A customer at whom tries of a state failed. */
export interface TriedCustomer {
  readonly customerId: string;
  readonly name: string;
  /** Whether the run set the customer aside in the end. */
  readonly isAside: boolean;
  readonly tries: readonly FailedTry[];
}

/** What is known of a state that works on one customer: the tries that failed. */
export interface InnerState {
  readonly state: CustomerState;
  readonly customers: readonly TriedCustomer[];
  readonly next?: string;
}

/**
 * @returns undefined for a state that is in the history of its execution
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function innerState(
  sellerId: string,
  runId: string,
  name: string | undefined,
  after: string | undefined,
): Promise<InnerState | undefined> {
  const state = CUSTOMER_STATES.find((it) => it === name);
  if (!state) return undefined;
  const { tries, next } = await failedTriesPage(sellerId, runId, state, { ...cursorIn(place, after), limit: PAGE });
  const customers = await Promise.all(
    [...Map.groupBy(tries, ({ customerId }) => customerId)].map(async ([customerId, own]) => {
      const [customer, attempt] = await Promise.all([getCustomer(sellerId, customerId), customerAttempt(sellerId, runId, customerId)]);
      return { customerId, name: customer?.name ?? customerId, isAside: attempt.state.setAside !== undefined, tries: own };
    }),
  );
  return { state, customers, ...(next === undefined ? {} : { next: cursorText({ after: next }) }) };
}
