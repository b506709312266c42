import type { DraftContent } from '../../shared/invoice.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import type { ReservedPart } from '../../shared/reservation.store.ts';

/**
 * A draft of which credits pay a part (BT-113): payable falls, and nothing else. Neither net nor tax knows of it.
 *
 * @param paid what each credit pays, together no more than gross
 */
export function lessPrepaid(draft: DraftContent, paid: readonly ReservedPart[]): DraftContent {
  if (paid.length === 0) return draft;
  const { totals, currency } = draft;
  const prepaid = sum(paid.map(({ amount }) => decimal(amount)));
  const payable = decimal(totals.gross).minus(prepaid);
  return { ...draft, totals: { ...totals, prepaid: amountText(prepaid, currency), payable: amountText(payable, currency) } };
}
