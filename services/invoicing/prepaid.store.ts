import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import type { Customer } from '../../shared/catalog.ts';
import { creditLedger, paidFrom } from '../../shared/credit-ledger.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { datesOf, monthIn } from '../../shared/period.ts';
import { reservationsOf, reserving } from '../../shared/reservation.store.ts';
import type { Change } from '../../shared/table.ts';
import { lessPrepaid } from './prepaid.ts';

/**
 * The draft less what the customer's credits pay of it, and the changes that reserve that, for the transaction that
 * writes the draft. A dry run pays the same and reserves nothing. A customer without credits costs no read, and a credit note
 * is not paid.
 *
 * @param run whose month's last day the credits have to be valid on, in the customer's zone
 */
export async function paidByCredits(
  step: CustomerStep,
  run: () => Promise<Pick<BillingRun, 'month' | 'isDryRun'>>,
  { credits, zone }: Customer,
  draft: DraftContent | undefined,
): Promise<{ draft: DraftContent | undefined; reserve: Change[] }> {
  if (!draft || credits === undefined || draft.kind === 'credit-note') return { draft, reserve: [] };
  const { month, isDryRun } = await run();
  const { standing, version } = await reservationsOf('credits', { ...step, isDryRun });
  const paid = paidFrom(creditLedger(credits, standing, datesOf(monthIn(month, zone)).last), draft.totals.gross, draft.currency);
  return {
    draft: lessPrepaid(draft, paid),
    reserve: paid.length === 0 || isDryRun ? [] : reserving('credits', step, paid, version),
  };
}
