import { z } from 'zod';
import { contentHash, shardOf } from '../../shared/content-hash.ts';
import { instant } from '../../shared/period.ts';
import { table } from '../../shared/ports.ts';
import { everyItem } from '../../shared/table.ts';
import type { NewRecord } from '../../shared/table.ts';
import type { Reason } from './accept-event.ts';

const SHARDS = 16;
/** Longer texts are cut; the sender still has them. */
const MOST_TEXT = 8_192;

/** An event that could not be counted, as it came, with the reason. Nothing is lost. */
export const quarantined = z.object({
  schema: z.literal(1),
  text: z.string(),
  code: z.string(),
  message: z.string(),
  storedAt: instant,
});
export type Quarantined = z.infer<typeof quarantined>;

/** Puts events into quarantine; the same text again, sent at any time, stays the one entry it is. */
export async function quarantine(sellerId: string, events: readonly { text: string; reason: Reason }[], storedAt: string): Promise<void> {
  const records = events.map(({ text, reason }): NewRecord => {
    const hash = contentHash(text);
    const body: Quarantined = { schema: 1, text: storable(text), code: reason.code, message: storable(reason.message), storedAt };
    return { pk: partition(sellerId, shardOf(hash, SHARDS)), sk: hash, body };
  });
  if (records.length > 0) await table().append(records);
}

/** Every event in quarantine. */
export async function* quarantinedEvents(sellerId: string): AsyncGenerator<Quarantined> {
  for (let shard = 0; shard < SHARDS; shard++) {
    for await (const item of everyItem(table(), { pk: partition(sellerId, shard) })) yield quarantined.parse(item.body);
  }
}

/** Cut to a length that fits; half a surrogate pair, from the cut or from the sender, has no place in UTF-8. */
const storable = (text: string): string => text.slice(0, MOST_TEXT).toWellFormed();

const partition = (sellerId: string, shard: number): string => `${sellerId}|quarantine|${shard}`;
