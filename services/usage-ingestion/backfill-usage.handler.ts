import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { fatesOf } from './fates.ts';
import { sentEvent } from './request-body.ts';
import { takeIn } from './usage-intake.store.ts';

const input = z.object({
  sellerId: id,
  /** Events as JSON, one a line. */
  lines: z.string(),
  storedAt: instant,
});

/**
 * Stores usage of any age, as the command line sends it from a file: what `POST /v1/usage` does without the time
 * window. It is a function without a route, so who may call it is a matter of IAM, and no request can claim to be one.
 *
 * @returns counts, and which lines could not be counted, with the reason
 */
export const handler = defineStep(input, async ({ sellerId, lines, storedAt }) => {
  const intake = await takeIn(
    sellerId,
    lines.split('\n').map((line) => sentEvent(line.trim())),
    storedAt,
    undefined,
  );
  if (!intake) throw new NotFoundError(`There is no seller "${sellerId}".`);
  const { events, ...counts } = fatesOf(intake.judged, intake.stored);
  const refused = events.flatMap(({ id: eventId, fate, reason }, line) =>
    reason === undefined ? [] : [{ line, id: eventId, fate, reason }],
  );
  return { ...counts, refused };
});
