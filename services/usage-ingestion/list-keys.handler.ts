import { z } from 'zod';
import { keysOf } from '../../shared/api-key.store.ts';
import { stateOf } from '../../shared/api-key.ts';
import type { ListedKey } from '../../shared/api-key.ts';
import { sellerIds } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ sellerId: id.optional(), at: instant });

/** The API keys of a seller, or of all, oldest first; a key of several sellers once. Never a key itself, nor its hash. */
export const handler = defineStep(input, async ({ sellerId, at }) => {
  const sellers = sellerId === undefined ? await sellerIds() : [sellerId];
  const found = (await Promise.all(sellers.map(keysOf))).flat();
  const each = [...new Map(found.map((key) => [key.id, key])).values()];
  const keys = each.map((key): ListedKey => {
    const { hash: _, ...shown } = key;
    return { ...shown, state: stateOf(key, at) };
  });
  return { keys: keys.sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)) };
});
