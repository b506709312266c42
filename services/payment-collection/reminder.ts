import { chargedBy } from '../../shared/dunning/dunning-case.ts';
import type { DoneStep } from '../../shared/dunning/dunning-case.ts';
import type { DunningStep } from '../../shared/dunning/dunning-plan.ts';
import { amountText, decimal } from '../../shared/money.ts';
import { addDays, dateIn } from '../../shared/period.ts';
import { lateInterestOf } from './late-interest.ts';
import type { Movement } from './late-interest.ts';
import type { CaseFacts } from './next-step.ts';

type Remind = Extract<DunningStep, { do: 'remind' }>;

/** What a letter is worked out from. */
export interface ReminderFacts {
  readonly facts: CaseFacts;
  readonly invoice: { readonly currency: string; readonly payable: string; readonly dueDate: string };
  /** What settled some of the invoice, without what dunning has charged. */
  readonly movements: readonly Movement[];
}

/**
 * A letter as it is to be written down: what it asks for, and what it charges. Interest is that of the days since the due
 * date, or since the last letter that charged some, up to the day of the letter.
 *
 * @param step its place in the plan, from 1
 * @param at instant
 */
export function reminderOf(
  { facts, invoice, movements }: ReminderFacts,
  step: number,
  at: string,
): DoneStep & Required<Pick<DoneStep, 'asked' | 'payBy' | 'letter'>> {
  const { plan } = facts.case;
  const { letter, fee, withInterest, payWithinDays } = plan.steps[step - 1] as Remind;
  const { currency } = invoice;
  const day = dateIn(at, facts.zone);
  const zero = amountText(decimal('0'), currency);
  const charged = chargedBy(facts.done, currency);
  const earlier = decimal(charged.fees).plus(decimal(charged.interest));
  const newFee = amountText(decimal(fee?.[currency] ?? '0'), currency);
  const first = addDays(facts.done.findLast((it) => it.interestDays)?.interestDays?.last ?? invoice.dueDate, 1);
  const rates = withInterest === true && first <= day ? plan.lateInterest : undefined;
  const interest = rates ? lateInterestOf(rates, { ...invoice, movements }, { first, last: day }) : zero;
  const asked = decimal(facts.balance.open).plus(decimal(newFee)).plus(decimal(interest));
  const level = facts.done.filter((it) => it.letter === 'dunning-notice').length + 1;
  return {
    schema: 1,
    step,
    do: 'remind',
    day,
    at,
    letter,
    ...(letter === 'dunning-notice' ? { level } : {}),
    currency,
    open: amountText(decimal(facts.balance.open).minus(earlier), currency),
    ...(newFee === zero ? {} : { fee: newFee }),
    ...(rates ? { interest, interestDays: { first, last: day } } : {}),
    asked: amountText(asked, currency),
    payBy: addDays(day, payWithinDays),
  };
}
