import { z } from 'zod';
import { ConditionFailedError, ExecutionConflictError, InvalidInputError, TransientError } from './errors.ts';
import { compareInstants, instant } from './period.ts';
import { executions, table } from './ports.ts';
import type { Key } from './table.ts';

/** Tokens kept of one wait; a state is not retried more often. */
const MOST_TOKENS = 20;

/** What a run waits for, and the tokens whose answer continues it. They never leave the servers. */
export const waiting = z.object({
  schema: z.literal(1),
  for: z.enum(['release', 'repair']),
  /**
   * One for each time the state's step was called: when a step that seemed to have died wakes up late, nobody can
   * tell which of the tokens is waited on, so all of them are answered.
   */
  taskTokens: z.array(z.string()).min(1),
  since: instant,
  /** Round of the review that is to be decided on; 0 for a repair, which comes after the last round. */
  round: z.number().int().min(0),
  /** What is to be decided on: the content hash of the review, or what the verification found. */
  about: z.unknown(),
});
export type Waiting = z.infer<typeof waiting>;

/** A wait as its state begins it, with the token of this call. */
export type Wait = Omit<Waiting, 'schema' | 'taskTokens'> & { readonly taskToken: string };

/**
 * Keeps what the run waits for. Calls of one wait add their tokens; of two waits the later one stays, whichever was
 * written first, so that a step that wakes up late does not put back what nobody waits on any more.
 *
 * @throws {TransientError} if another wait was written in between
 */
export async function keepWaiting(sellerId: string, runId: string, { taskToken, ...it }: Wait): Promise<void> {
  const key = waitingKey(sellerId, runId);
  const item = await table().get(key);
  const before = item && waiting.parse(item.body);
  if (before && isLater(before, it)) return;
  const known = before && !isLater(it, before) ? before.taskTokens : [];
  if (known.includes(taskToken)) return;
  const body: Waiting = { schema: 1, ...it, taskTokens: [...known, taskToken].slice(-MOST_TOKENS) };
  try {
    await table().write([{ put: { ...key, body }, if: item?.version ?? 'absent' }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    if ((await getWaiting(sellerId, runId))?.taskTokens.includes(taskToken)) return;
    throw new TransientError(`What run "${runId}" waits for changed in between.`);
  }
}

export async function getWaiting(sellerId: string, runId: string): Promise<Waiting | undefined> {
  const item = await table().get(waitingKey(sellerId, runId));
  return item && waiting.parse(item.body);
}

/** Answers what a run waits on, if it waits for this: the decision of a round, or that of a repair. */
export async function answerWaiting(
  sellerId: string,
  runId: string,
  wanted: Pick<Waiting, 'for' | 'round'>,
  answer: object,
): Promise<void> {
  const it = await getWaiting(sellerId, runId);
  if (it?.for !== wanted.for || it.round !== wanted.round) return;
  for (const token of it.taskTokens) await answerToken(token, answer);
}

/** Answers a token; one that has ended, or that nobody knows any more, is left alone. */
export async function answerToken(taskToken: string, answer: object): Promise<void> {
  try {
    await executions().succeedTask(taskToken, answer);
  } catch (error) {
    if (!(error instanceof ExecutionConflictError || error instanceof InvalidInputError)) throw error;
  }
}

/** A repair comes after every release, a later round after an earlier one; else the moment tells. */
function isLater(a: Pick<Waiting, 'for' | 'round' | 'since'>, b: Pick<Waiting, 'for' | 'round' | 'since'>): boolean {
  if (a.for !== b.for) return a.for === 'repair';
  if (a.round !== b.round) return a.round > b.round;
  return compareInstants(a.since, b.since) > 0;
}

const waitingKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'waiting' });
