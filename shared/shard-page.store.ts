import { z } from 'zod';
import { table } from './ports.ts';
import type { Item } from './table.ts';

/** A place among records that are spread over shards: the shard, and where its next page begins. */
export const shardPlace = z.object({ shard: z.number().int().min(0).max(1_000), after: z.string().max(2_000).optional() });
export type ShardPlace = z.infer<typeof shardPlace>;

/**
 * A page of records that are spread over shards, shard by shard.
 *
 * @param partitionOf partition key of a shard
 * @returns fewer than `limit` only at the end; `next` where there may be more
 */
export async function shardPage(
  partitionOf: (shard: number) => string,
  shards: number,
  from: ShardPlace,
  limit: number,
): Promise<{ items: Item[]; next?: ShardPlace }> {
  const found: Item[] = [];
  let { shard, after } = from;
  while (shard < shards && found.length < limit) {
    const query = { pk: partitionOf(shard), limit: limit - found.length };
    const { items, next } = await table().query(after === undefined ? query : { ...query, after });
    found.push(...items);
    [shard, after] = next === undefined ? [shard + 1, undefined] : [shard, next];
  }
  if (shard >= shards) return { items: found };
  return { items: found, next: { shard, ...(after === undefined ? {} : { after }) } };
}
