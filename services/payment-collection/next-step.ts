import type { Balance } from '../../shared/receivables/balance.ts';
import type { CaseRecord, ClosedAs, DunningDecision } from '../../shared/dunning/dunning-case.ts';
import type { DunningStep } from '../../shared/dunning/dunning-plan.ts';
import { decimal, sum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { addDays, compareInstants, dateIn, localToInstant } from '../../shared/period.ts';

/** What comes next in a case, as the state machine reads it. `step` is its place in the plan, from 1. */
export type Next =
  | { readonly do: 'wait'; readonly seconds: number; readonly until: string }
  | { readonly do: DunningStep['do']; readonly step: number }
  | { readonly do: 'close'; readonly as: ClosedAs };

/** What a case is decided by. */
export interface CaseFacts extends CaseRecord {
  readonly balance: Pick<Balance, 'open' | 'state'>;
  /** Money that came for the invoice, by the instant it was entered; below zero what went back. */
  readonly received: readonly { readonly amount: string; readonly at: string }[];
  /** Whether a payment is on its way, such as a direct debit that the bank has not booked: nobody is written to meanwhile. */
  readonly isUnderWay: boolean;
  /** Of the seller. */
  readonly zone: string;
}

/** A letter is written, and a payment tried again, in the morning of the seller's zone. */
const MORNING = '08:00';
/** Whoever waits without an end looks again after so many days. */
const LOOK_AGAIN_DAYS = 90;

/**
 * What comes next. What is settled closes the case whatever was decided; then what a person decided last holds; then the
 * first step of the plan that is not done, on the day it is due.
 *
 * @param at instant at which the state was entered: the only clock there is here
 */
export function nextStep(facts: CaseFacts, at: string): Next {
  const { balance, decisions, case: it, zone } = facts;
  if (!decimal(balance.open).gt(ZERO)) return { do: 'close', as: settledAs(balance.state) };
  const decided = decisions.at(-1);
  // What becomes of it wakes the case; the next morning is for what nobody tells.
  const tomorrow = addDays(dateIn(at, zone), 1);
  if (facts.isUnderWay && decided?.kind !== 'close') return waitFor(tomorrow, at, zone);
  if (decided?.kind === 'close') return { do: 'close', as: 'by-hand' };
  const held = decided && holdUntil(decided, facts, dateIn(at, zone));
  if (held?.isHeld) return waitFor(held.day, at, zone);

  const done = facts.done.map(({ step }) => step);
  const step = it.plan.steps.findIndex((_, i) => !done.includes(i + 1)) + 1;
  const wanted = it.plan.steps[step - 1];
  if (!wanted) return { do: 'close', as: done.length > 0 && it.plan.steps.at(-1)?.do === 'escalate' ? 'handed-over' : 'plan-ended' };
  const since = [it.since, ...facts.done.map(({ day }) => day), ...(held ? [held.day] : [])].sort().at(-1)!;
  const day = dueDay(wanted, since);
  return compareInstants(morningOf(day, zone), at) > 0 ? waitFor(day, at, zone) : { do: wanted.do, step };
}

/** The day a step is due on, counted from a day. */
export function dueDay(step: DunningStep, since: string): string {
  const earliest = addDays(since, step.after);
  if (step.do !== 'retry-payment' || !step.onDays) return earliest;
  const { onDays } = step;
  let day = earliest;
  while (!isOn(day, onDays)) day = addDays(day, 1);
  return day;
}

/** The 31st is the last day of any month. */
function isOn(day: string, onDays: readonly number[]): boolean {
  const isLast = addDays(day, 1).endsWith('-01');
  return onDays.some((wanted) => wanted === Number(day.slice(8)) || (isLast && wanted > Number(day.slice(8))));
}

/**
 * Until when a decision holds the case: `day` is the first day on which the plan goes on, or is looked at again. Once it is
 * over the plan counts its days from there.
 */
function holdUntil(decided: DunningDecision, { received, zone }: CaseFacts, today: string): { isHeld: boolean; day: string } {
  const decidedOn = dateIn(decided.at, zone);
  switch (decided.kind) {
    case 'resume':
    case 'close':
      return { isHeld: false, day: decidedOn };
    case 'instalments':
      return heldByInstalments(decided, received, today);
    case 'pause':
    case 'dispute': {
      if (decided.until === undefined) return { isHeld: true, day: addDays(today, LOOK_AGAIN_DAYS) };
      return { isHeld: today <= decided.until, day: addDays(decided.until, 1) };
    }
  }
}

/** Instalments hold as long as all that are due have come: an instalment counts as missed on the day after its own. */
function heldByInstalments(
  { instalments = [], at }: DunningDecision,
  received: CaseFacts['received'],
  today: string,
): { isHeld: boolean; day: string } {
  const come = sum(received.filter((it) => compareInstants(it.at, at) >= 0).map(({ amount }) => decimal(amount)));
  let due: Decimal = ZERO;
  for (const { day, amount } of instalments) {
    due = due.plus(decimal(amount));
    if (come.gte(due)) continue;
    return { isHeld: today <= day, day: addDays(day, 1) };
  }
  // All have come, and something is open all the same.
  return { isHeld: false, day: instalments.at(-1)?.day ?? today };
}

function waitFor(day: string, at: string, zone: string): Next {
  const until = morningOf(day, zone);
  const seconds = Math.ceil((Date.parse(until) - Date.parse(at)) / 1_000);
  return { do: 'wait', seconds: Math.max(1, seconds), until };
}

const morningOf = (day: string, zone: string): string => localToInstant(`${day}T${MORNING}:00`, zone);

function settledAs(state: Balance['state']): ClosedAs {
  if (state === 'uncollectible') return 'written-off';
  return state === 'credited' || state === 'overpaid' ? state : 'paid';
}
