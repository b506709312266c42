import type { DraftContent } from '../invoice.ts';
import { addDays } from '../period.ts';
import { targetDayFrom } from './target-days.ts';

/**
 * When an invoice is due: so many days after its issue, and what is debited on the first day from there on which banks work,
 * since that is the day of the debit.
 */
export function dueDateOf(
  { paymentTermDays, paymentMeans }: Pick<DraftContent, 'paymentTermDays' | 'paymentMeans'>,
  issueDate: string,
): string {
  const due = addDays(issueDate, paymentTermDays);
  return paymentMeans?.by === 'direct-debit' ? targetDayFrom(due) : due;
}
