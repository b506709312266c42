import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { dismissQuarantined, getQuarantined } from '../../shared/quarantine.store.ts';
import type { QuarantineEntry } from '../../shared/quarantine.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({
  sellerId: id,
  /** As many as fit one transaction beside the audit log. */
  ids: z.array(z.string().min(1)).min(1).max(90),
  by: person,
  at: instant,
  reason: z.string().trim().min(1).max(1_000),
});

/**
 * A person's decision that entries of the quarantine are not usage. They stay, with who decided and why, and it is
 * written into the audit log; all of them or none. The same again is success and changes nothing.
 */
export const handler = defineStep(input, async ({ sellerId, ids, ...dismissed }) => {
  const entries = await Promise.all(
    [...new Set(ids)].map(async (entryId) => dismissable(await getQuarantined(sellerId, entryId), entryId)),
  );
  const open = entries.filter((entry) => !entry.dismissed);
  if (open.length > 0) await dismissQuarantined(sellerId, open, dismissed);
  return { dismissed: open.length, before: entries.length - open.length };
});

function dismissable(entry: QuarantineEntry | undefined, entryId: string): QuarantineEntry {
  if (!entry) throw new DecisionRefusedError(`There is no entry ${entryId} in quarantine; it may have been replayed.`);
  if (entry.isReplaying)
    throw new DecisionRefusedError(`Entry ${entryId} is being replayed and may be counted already: replay it again, to its end.`);
  return entry;
}
