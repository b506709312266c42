import { z } from 'zod';
import { numberBlock, runStep, sealedDraft } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { bindNumber } from '../../shared/number.store.ts';
import { dateIn, instant } from '../../shared/period.ts';
import { takeNumber } from '../../shared/single-number.store.ts';
import { positionIn } from './position.ts';

const draft = sealedDraft.pick({ customerId: true, attempt: true, hash: true, series: true });
/** A draft of a run, at its place in the sealed list. */
const ofRun = runStep.extend({ draft: draft.extend({ index: sealedDraft.shape.index }), blocks: z.array(numberBlock).min(1) });
/** A single document, numbered by the date on which the state was entered. */
const single = runStep.extend({ draft, blocks: z.undefined().optional(), enteredAt: instant });

// The state hands over its whole input, since blocks are in it only for a run. That of an earlier version is the input.
const input = z.preprocess(
  unwrapped,
  z.union([ofRun, single], { error: 'expected a draft with its index and the blocks of its run, or a single draft with enteredAt' }),
);

/**
 * Gives a draft its number: in a run the first of its series' block plus its place in the list; a single document
 * takes the next one.
 */
export const handler = defineCustomerStep('GenerateInvoiceNumber', input, async (step) => {
  const { sellerId, runId } = step;
  const { customerId, attempt, hash, series } = step.draft;
  if (step.blocks === undefined) {
    const seller = await requireSeller(sellerId);
    return takeNumber(seller, series, { runId, customerId, attempt, hash }, dateIn(step.enteredAt, seller.zone));
  }
  const { block, position } = positionIn(step.blocks, step.draft);
  const number = await bindNumber(sellerId, block, position, { runId, customerId, attempt, hash });
  return { number, issueDate: block.issueDate };
});

function unwrapped(state: unknown): unknown {
  if (typeof state !== 'object' || state === null || !('document' in state)) return state;
  return { ...(state.document as object), enteredAt: 'enteredAt' in state ? state.enteredAt : undefined };
}
