import { z } from 'zod';
import { revokeKey } from '../../shared/api-key.store.ts';
import { keyId } from '../../shared/api-key.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ id: keyId, by: person, at: instant });

/** A person's decision that a key is good no more, from the next request on and for good. The same again is success. */
export const handler = defineStep(input, async ({ id, ...decided }) => {
  await revokeKey(id, decided);
  return null;
});
