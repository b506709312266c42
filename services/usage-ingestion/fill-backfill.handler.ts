import { z } from 'zod';
import { requireBackfill, requireOpen } from '../../shared/backfill.store.ts';
import { backfillId } from '../../shared/backfill.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { takeIntoBackfill } from './backfill-intake.store.ts';
import { sentEvent } from './request-body.ts';
import { judgeSent } from './usage-intake.store.ts';

const input = z.object({
  sellerId: id,
  backfillId,
  /** Events as JSON, one a line. */
  lines: z.string(),
  storedAt: instant,
});

/**
 * Puts events into a backfill that is open, under its name: none of them counts until it is applied. What can't be part of
 * it is left to whoever sends it, and not quarantined, since a replay would count it by itself.
 *
 * @returns counts, and which lines are not part of it, with the reason
 */
export const handler = defineStep(input, async ({ sellerId, backfillId: name, lines, storedAt }) => {
  const into = await requireBackfill(sellerId, name);
  requireOpen(into.found);
  const sent = lines.split('\n').map((line) => sentEvent(line.trim()));
  const fates = await takeIntoBackfill(sellerId, into, await judgeSent(sellerId, sent, storedAt, undefined));
  const count = (wanted: string): number => fates.filter(({ fate }) => fate === wanted).length;
  return {
    ...{ accepted: count('accepted'), duplicates: count('duplicate'), conflicts: count('conflict'), quarantined: 0 },
    refused: fates.flatMap(({ id: eventId, fate, reason }, line) => (reason === undefined ? [] : [{ line, id: eventId, fate, reason }])),
  };
});
