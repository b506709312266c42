import type { CaseRecord, ClosedAs, DoneStep, DunningCase } from '../../shared/dunning/dunning-case.ts';
import type { DunningStep, LateInterest } from '../../shared/dunning/dunning-plan.ts';
import type { Letter } from '../../shared/dunning/letter.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { badge } from './badge.ts';
import { countOf } from './counts.ts';
import type { Markup } from './markup.ts';
import { dateText, shortDate } from './moments.ts';

/** What finance says of dunning. */

const LETTERS: Readonly<Record<Letter, string>> = {
  reminder: 'Payment reminder',
  'dunning-notice': 'Dunning notice',
  'final-notice': 'Final notice',
};

export const OPENED: Readonly<Record<DunningCase['opened'], string>> = {
  overdue: 'Opened, since the invoice is overdue',
  declined: 'Opened, since its payment was declined',
  'by-hand': 'Opened by hand',
};

export const CLOSED: Readonly<Record<ClosedAs, string>> = {
  paid: 'Paid',
  credited: 'Credited',
  overpaid: 'Overpaid',
  'written-off': 'Written off',
  'handed-over': 'Handed over',
  'plan-ended': 'The plan has ended',
  'by-hand': 'Closed by hand',
};

/** A step of a plan in a few words: Dunning notice 2. */
export function stepName(step: DunningStep | DoneStep): string {
  if (step.do === 'retry-payment') return 'Payment tried again';
  if (step.do === 'escalate') return 'Hand-over file';
  const level = 'level' in step && step.level !== undefined ? ` ${step.level}` : '';
  return `${LETTERS[step.letter ?? 'reminder']}${level}`;
}

/** When a step of a plan is due, and what it asks. @param isFirst whether its days count from the due date */
export function stepTerms(step: DunningStep, isFirst: boolean): string {
  const days = countOf(step.after, 'day');
  const when = isFirst ? `${days} after the due date` : `${days} after the step before`;
  if (step.do === 'escalate') return when;
  if (step.do === 'retry-payment') {
    const [last, ...before] = (step.onDays ?? []).toReversed();
    if (last === undefined) return when;
    return `${when}, on the next day ${[...(before.length === 0 ? [] : [before.toReversed().join(', ')]), last].join(' or ')} of a month`;
  }
  const fees = Object.entries(step.fee ?? {}).map(([currency, amount]) => moneyFigure(amount, currency));
  return [
    when,
    ...(fees.length === 0 ? [] : [`fee ${fees.join(' or ')}`]),
    ...(step.withInterest ? ['with late interest'] : []),
    `to be paid within ${countOf(step.payWithinDays, 'day')}`,
  ].join('; ');
}

/** Late interest as a seller's plan has it, a sentence a rate. */
export function interestTerms({ rates, daysOfYear }: LateInterest): string[] {
  return rates.map(
    ({ from, percentPerYear, source }) =>
      `${percentPerYear} % a year from ${dateText(from)} on, by day of a year of ${daysOfYear} days: ${source}.`,
  );
}

/** What a step charged, asked for and came to. */
export function stepOutcome({ fee, interest, interestDays, asked, payBy, currency, sent, outcome }: DoneStep): string[] {
  const days = interestDays ? `, ${shortDate(interestDays.first)} to ${shortDate(interestDays.last)}` : '';
  return [
    ...(fee === undefined ? [] : [`Fee ${moneyFigure(fee, currency)}`]),
    ...(interest === undefined ? [] : [`Late interest ${moneyFigure(interest, currency)}${days}`]),
    ...(asked === undefined ? [] : [`Asks for ${moneyFigure(asked, currency)}${payBy === undefined ? '' : ` by ${shortDate(payBy)}`}`]),
    ...(sent === undefined ? [] : [`Sent to ${sent.to}`]),
    ...(outcome === undefined ? [] : [outcome.startsWith('failed') ? `It could not be done, ${outcome}` : `Outcome: ${outcome}`]),
  ];
}

/** What a person decided last, while it holds the case. @param today of the seller's zone */
export function heldBy({ decisions }: CaseRecord, today: string): { words: string; isForPerson: boolean } | undefined {
  const last = decisions.at(-1);
  if (!last || last.kind === 'resume' || last.kind === 'close') return undefined;
  if (last.kind === 'instalments') return { words: 'Instalments agreed', isForPerson: false };
  if (last.until !== undefined && last.until < today) return undefined;
  const until = last.until === undefined ? '' : ` until ${shortDate(last.until)}`;
  return { words: `${last.kind === 'pause' ? 'Paused' : 'Disputed'}${until}`, isForPerson: last.until === undefined };
}

/** How a case stands. What only a person ends is loud. */
export function caseBadge(record: CaseRecord, today: string): Markup {
  const { closed } = record.case;
  if (closed) return badge(closed.as === 'paid' ? 'done' : 'neutral', CLOSED[closed.as]);
  const held = heldBy(record, today);
  return held ? badge(held.isForPerson ? 'waiting' : 'neutral', held.words) : badge('running', 'Under way');
}
