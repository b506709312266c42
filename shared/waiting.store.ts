import { z } from 'zod';
import { instant } from './period.ts';
import { table } from './ports.ts';
import type { Key } from './table.ts';

/** What a run waits for, and the token whose answer continues it. The token never leaves the servers. */
export const waiting = z.object({
  schema: z.literal(1),
  for: z.enum(['release', 'repair']),
  taskToken: z.string(),
  since: instant,
  /** What is to be decided on: the content hash of the review, or what the verification found. */
  about: z.unknown(),
});
export type Waiting = z.infer<typeof waiting>;

/** Keeps what the run waits for; a repeated step of the same wait leaves the same, a later wait replaces it. */
export async function keepWaiting(sellerId: string, runId: string, it: Waiting): Promise<void> {
  await table().write([{ put: { ...waitingKey(sellerId, runId), body: it } }]);
}

export async function getWaiting(sellerId: string, runId: string): Promise<Waiting | undefined> {
  const item = await table().get(waitingKey(sellerId, runId));
  return item && waiting.parse(item.body);
}

const waitingKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'waiting' });
