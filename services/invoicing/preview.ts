import type { Customer, Seller } from '../../shared/catalog.ts';
import type { Charges } from '../../shared/charges.store.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { minorDigits } from '../../shared/money.ts';
import { draftOf } from './draft.ts';
import { checkInvariants } from './invariants.ts';

/** The draft that charges would come to, checked as one of a run is; null if nothing is due. */
export function previewOf(seller: Seller, customer: Customer, charges: Charges): DraftContent | null {
  const draft = draftOf(seller, customer, charges);
  if (draft) checkInvariants(draft, minorDigits(draft.currency));
  return draft ?? null;
}
