import { z } from 'zod';
import { getKey, rotateKey } from '../../shared/api-key.store.ts';
import { keyHash, keyId, overlapDays } from '../../shared/api-key.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({
  /** The key that is replaced. */
  id: keyId,
  newId: keyId,
  hash: keyHash,
  overlapDays: overlapDays.default(7),
  by: person,
  at: instant,
});

/**
 * A person's decision that a key takes the place of another: same sellers, and the old one goes on for some days, so
 * that nothing is refused while the new one spreads. The same again is success.
 *
 * @returns until when the old key is good
 */
export const handler = defineStep(input, async ({ id, newId, ...rotation }) => {
  await rotateKey(id, { id: newId, ...rotation });
  const [old, next] = [await getKey(id), await getKey(newId)];
  return { id: newId, sellers: next?.sellers ?? [], oldExpiresAt: old?.expiresAt };
});
