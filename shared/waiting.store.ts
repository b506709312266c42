import { z } from 'zod';
import { ConditionFailedError, ExecutionConflictError, InvalidInputError, TransientError } from './errors.ts';
import { compareInstants, instant } from './period.ts';
import { executions, table } from './ports.ts';
import type { Key } from './table.ts';

/** What a run waits for, and the token whose answer continues it. The token never leaves the servers. */
export const waiting = z.object({
  schema: z.literal(1),
  for: z.enum(['release', 'repair']),
  taskToken: z.string(),
  since: instant,
  /** Round of the review that is to be decided on. */
  round: z.number().int().min(1).optional(),
  /** What is to be decided on: the content hash of the review, or what the verification found. */
  about: z.unknown(),
});
export type Waiting = z.infer<typeof waiting>;

/**
 * Keeps what the run waits for. Of two waits the later one stays, whichever was written first, so that a step that
 * wakes up late does not put back a token nobody waits on any more.
 *
 * @throws {TransientError} if another wait was written in between
 */
export async function keepWaiting(sellerId: string, runId: string, it: Waiting): Promise<void> {
  const key = waitingKey(sellerId, runId);
  const item = await table().get(key);
  const before = item && waiting.parse(item.body);
  if (before && (before.taskToken === it.taskToken || compareInstants(before.since, it.since) > 0)) return;
  try {
    await table().write([{ put: { ...key, body: it }, if: item?.version ?? 'absent' }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    if ((await getWaiting(sellerId, runId))?.taskToken === it.taskToken) return;
    throw new TransientError(`What run "${runId}" waits for changed in between.`);
  }
}

export async function getWaiting(sellerId: string, runId: string): Promise<Waiting | undefined> {
  const item = await table().get(waitingKey(sellerId, runId));
  return item && waiting.parse(item.body);
}

/**
 * Answers the token a run waits on, if it waits for this: a decision of a round, or of a repair (no round). A token
 * that has ended by now had its answer from someone else, or nobody waits on it any more.
 */
export async function answerWaiting(sellerId: string, runId: string, round: number | undefined, answer: object): Promise<void> {
  const it = await getWaiting(sellerId, runId);
  if (!it || it.round !== round) return;
  await answerToken(it.taskToken, answer);
}

/** Answers a token; one that has ended is left alone. */
export async function answerToken(taskToken: string, answer: object): Promise<void> {
  try {
    await executions().succeedTask(taskToken, answer);
  } catch (error) {
    if (!(error instanceof ExecutionConflictError || error instanceof InvalidInputError)) throw error;
  }
}

const waitingKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'waiting' });
