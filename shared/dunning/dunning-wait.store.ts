import { z } from 'zod';
import { ConditionFailedError, TransientError } from '../errors.ts';
import { compareInstants, instant } from '../period.ts';
import { table } from '../ports.ts';
import type { Item, Key } from '../table.ts';
import { answerToken } from '../waiting.store.ts';

/** Tokens kept of one wait; a state is not retried more often. */
const MOST_TOKENS = 20;

/** The tokens by which a case that waits is woken. They never leave the servers. */
const dunningWait = z.object({ schema: z.literal(1), case: z.int().min(1), since: instant, taskTokens: z.array(z.string()).min(1) });

/**
 * Keeps the token of a wait: calls of one wait add theirs, a later wait takes the place of an earlier one.
 *
 * @throws {TransientError} if another call wrote at the same moment
 */
export async function keepDunningWait(
  sellerId: string,
  number: string,
  wait: { case: number; since: string; taskToken: string },
): Promise<void> {
  return keepWait(waitKey(sellerId, number), number, wait);
}

/** Keeps the token of an order that waits for the money of its invoice, beside that of a dunning case. */
export async function keepOrderWait(sellerId: string, number: string, wait: { since: string; taskToken: string }): Promise<void> {
  const { pk, sk } = waitKey(sellerId, number);
  return keepWait({ pk, sk: `${sk}|order` }, number, { ...wait, case: 1 });
}

async function keepWait(key: Key, number: string, wait: { case: number; since: string; taskToken: string }): Promise<void> {
  const item = await table().get(key);
  const before = waitOf(item);
  if (before && compareInstants(before.since, wait.since) > 0) return;
  const known = before?.since === wait.since ? before.taskTokens : [];
  if (known.includes(wait.taskToken)) return;
  const { case: n, since, taskToken } = wait;
  const body = { schema: 1, case: n, since, taskTokens: [...known, taskToken].slice(-MOST_TOKENS) };
  try {
    await table().write([{ put: { ...key, body }, if: item?.version ?? 'absent' }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    // A call that was delivered twice has written it already: the token counts, and must not be thrown away.
    if (waitOf(await table().get(key))?.taskTokens.includes(taskToken)) return;
    throw new TransientError(`What waits for the money of ${number} changed in between.`);
  }
}

function waitOf(item: Item | undefined): z.infer<typeof dunningWait> | undefined {
  return item && dunningWait.parse(item.body);
}

/** Has the open cases and orders of invoices look again at once: money came, or a person decided. Without one nothing is done. */
export async function wakeDunning(sellerId: string, numbers: Iterable<string>): Promise<void> {
  for (const number of new Set(numbers)) {
    const { pk, sk: prefix } = waitKey(sellerId, number);
    const { items } = await table().query({ pk, prefix });
    for (const { body } of items) for (const token of dunningWait.parse(body).taskTokens) await answerToken(token, { isWoken: true });
  }
}

const waitKey = (sellerId: string, number: string): Key => ({ pk: `${sellerId}|dunning|${number}`, sk: 'wait' });
