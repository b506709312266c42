import { eraseCause } from '../../shared/attempt.store.ts';
import { previewsOf } from '../../shared/draft.store.ts';
import { attemptOf, pastRuns, scopeOf } from '../../shared/erasing-run.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { eraseFailedTries } from '../../shared/failed-try.store.ts';
import { files, table } from '../../shared/ports.ts';
import { eraseReviewCauses } from '../../shared/review.store.ts';
import { defineStep } from '../../shared/step.ts';
import { isNeeded } from './needed-record.ts';

/**
 * Removes what past runs drafted of a customer: drafts, since an invoice says the same; charges of attempts that billed
 * nothing; previews; and the causes beside set-asides, which may name an event or a person.
 */
export const handler = defineStep(erasingStep, async (input) => {
  const { sellerId, customerId, preview } = input;
  const scope = await scopeOf(input);
  const counts = { drafts: 0, charges: 0, previews: 0, causes: 0, reviews: 0 };
  if (!scope) return counts;
  const isErasing = preview === undefined;
  for await (const { run, billed, records } of pastRuns(sellerId, customerId, scope.oldest)) {
    const gone = records.filter((record) => !isNeeded(record.sk, attemptOf(record) === billed));
    counts.drafts += gone.filter(({ sk }) => sk.startsWith('content|')).length;
    counts.charges += gone.filter(({ sk }) => sk.startsWith('charges|')).length;
    if (isErasing) for (const { pk, sk } of gone) await table().write([{ delete: { pk, sk } }]);
    const previews = await previewsOf(sellerId, run.id, customerId);
    counts.previews += previews.length;
    if (isErasing) await files().remove(previews);
    if (await eraseCause(sellerId, run.id, customerId, !isErasing)) counts.causes++;
    counts.causes += await eraseFailedTries(sellerId, run.id, customerId, !isErasing);
    counts.reviews += await eraseReviewCauses(sellerId, run.id, customerId, !isErasing);
  }
  return counts;
});
