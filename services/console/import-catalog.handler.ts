import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { importKept } from '../../shared/planned-import.store.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({
  sellerId: id,
  /** As `check-catalog` kept it. */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of the latest import's record when it was checked; none if there was no import. */
  version: z.number().int().optional(),
  by: person,
  at: instant,
});

/** Imports a catalog that was checked, exactly as a person saw what it changes, with its entry in the audit log. */
export const handler = defineStep(input, async ({ sellerId, contentHash, version, by, at }) => {
  await importKept(sellerId, { contentHash, version, by, at });
  return null;
});
