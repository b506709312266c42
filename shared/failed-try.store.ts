import { CUSTOMER_STATES, failedTry } from './failed-try.ts';
import type { CustomerState, FailedTry } from './failed-try.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';

/** What the state machines try again, of what a step can say itself. */
const RETRIED = 'TransientError';
/** As long as Step Functions keeps the history of an execution. */
const KEPT_SECONDS = 90 * 86_400;

/**
 * Writes down that a try failed. What can't be written is not kept: the error it tells of is what counts.
 *
 * @param call tells two tries at one moment apart
 */
export async function keepFailedTry(sellerId: string, runId: string, failed: FailedTry, call: string): Promise<void> {
  const { state, customerId, at } = failed;
  const expiresAt = Math.floor(Date.parse(at) / 1_000) + KEPT_SECONDS;
  await table().append([{ pk: partition(sellerId, runId), sk: `${state}|${customerId}|${at}|${call}`, body: failed, expiresAt }]);
}

/** A page of the tries of a state that failed, customer by customer, the oldest of each first. */
export async function failedTriesPage(
  sellerId: string,
  runId: string,
  state: CustomerState,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ tries: FailedTry[]; next?: string }> {
  const query = { pk: partition(sellerId, runId), prefix: `${state}|`, limit };
  const { items, next } = await table().query(after === undefined ? query : { ...query, after });
  return { tries: items.map(({ body }) => failedTry.parse(body)), ...(next === undefined ? {} : { next }) };
}

/** How many tries of a state failed, and how many of them were to be retried. */
export interface FailedTries {
  readonly failed: number;
  readonly retried: number;
}

/** The same by state, of the first so many tries of a run that failed. */
export async function failedTryCounts(sellerId: string, runId: string, most: number): Promise<Map<string, FailedTries>> {
  const { items } = await table().query({ pk: partition(sellerId, runId), limit: most });
  const counts = new Map<string, FailedTries>();
  for (const { body } of items) {
    const { state, error } = failedTry.parse(body);
    const { failed, retried } = counts.get(state) ?? { failed: 0, retried: 0 };
    counts.set(state, { failed: failed + 1, retried: retried + (error === RETRIED ? 1 : 0) });
  }
  return counts;
}

/**
 * Takes away what tells of a customer's tries, since a cause may name an event or a person. Again is success.
 *
 * @param isPreview whether it is only looked at
 * @returns how many there were, or are
 */
export async function eraseFailedTries(sellerId: string, runId: string, customerId: string, isPreview: boolean): Promise<number> {
  const pk = partition(sellerId, runId);
  let count = 0;
  for (const state of CUSTOMER_STATES) {
    for await (const { sk } of everyItem(table(), { pk, prefix: `${state}|${customerId}|` })) {
      if (!isPreview) await table().write([{ delete: { pk, sk } }]);
      count++;
    }
  }
  return count;
}

const partition = (sellerId: string, runId: string): string => `${sellerId}|run|${runId}|failures`;
