import type { DraftContent } from '../../shared/invoice.ts';
import { minorDigits } from '../../shared/money.ts';
import { checkInvariants } from './invariants.ts';

/** A draft that is only shown, checked as one of a run is; null if nothing is due. */
export function checkedPreview(draft: DraftContent | undefined): DraftContent | null {
  if (draft) checkInvariants(draft, minorDigits(draft.currency));
  return draft ?? null;
}
