import { scopeOf } from '../../shared/erasing-run.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { eraseQuarantined, quarantinedEvents } from '../../shared/quarantine.store.ts';
import { isAbout } from '../../shared/quarantine.ts';
import { defineStep } from '../../shared/step.ts';

/**
 * Takes out what dismissed entries of the quarantine say of a customer: text, reason, and why they were dismissed. The entry
 * stays under the hash of its text, so that the same text, sent again, is known as dismissed.
 */
export const handler = defineStep(erasingStep, async (input) => {
  const scope = await scopeOf(input);
  let quarantined = 0;
  if (!scope) return { quarantined };
  for await (const entry of quarantinedEvents(input.sellerId)) {
    if (!entry.dismissed || entry.storedAt.slice(0, 10) > scope.oldest || !isAbout(entry.text, input.customerId)) continue;
    quarantined++;
    if (!input.preview) await eraseQuarantined(input.sellerId, entry);
  }
  return { quarantined };
});
