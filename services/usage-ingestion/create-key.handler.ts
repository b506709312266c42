import { z } from 'zod';
import { createKey } from '../../shared/api-key.store.ts';
import { keyHash, keyId, keyLabel, keyRights, keySellers } from '../../shared/api-key.ts';
import { getSeller } from '../../shared/catalog.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { compareInstants, instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({
  id: keyId,
  hash: keyHash,
  sellers: keySellers,
  label: keyLabel,
  /** Nothing said: post usage, and no more. */
  may: keyRights.optional(),
  expiresAt: instant.optional(),
  by: person,
  at: instant,
});

/**
 * A person's decision that a key is good for these sellers. Whoever calls has made the key, and sends its hash
 * alone: no secret comes near a log, an input or the table. The same again is success.
 */
export const handler = defineStep(input, async ({ by, at, expiresAt, may, ...key }) => {
  const there = await Promise.all(key.sellers.map(getSeller));
  const missing = key.sellers.find((_, i) => !there[i]);
  if (missing !== undefined) throw new DecisionRefusedError(`There is no seller "${missing}": import its catalog first.`);
  if (expiresAt !== undefined && compareInstants(expiresAt, at) <= 0)
    throw new DecisionRefusedError(`The key would expire at ${expiresAt}, which is not after ${at}.`);
  await createKey({
    ...{ schema: 1, ...key, createdAt: at, createdBy: by },
    ...(may === undefined ? {} : { may }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  return { id: key.id, sellers: key.sellers };
});
