import { describe, expect, it } from '@jest/globals';
import type { DoneStep, DunningDecision } from '../../shared/dunning/dunning-case.ts';
import { dunningPlan } from '../../shared/dunning/dunning-plan.ts';
import { dueDay, nextStep } from './next-step.ts';
import type { CaseFacts } from './next-step.ts';

const plan = dunningPlan.parse({
  version: 1,
  steps: [
    { do: 'remind', after: 3 },
    { do: 'retry-payment', after: 4, onDays: [1, 15] },
    { do: 'remind', after: 7, letter: 'dunning-notice', fee: { EUR: '5.00' } },
    { do: 'escalate', after: 14 },
  ],
});

/** An invoice that was due on 14 November 2026 in Berlin, which is at UTC+1 then. */
function caseOf(changes: Partial<CaseFacts> = {}): CaseFacts {
  return {
    case: {
      schema: 1,
      number: 'RE-2026-000017',
      case: 1,
      customerId: 'acme',
      opened: 'overdue',
      openedAt: '2026-11-15T05:00:00Z',
      by: 'stepbill',
      since: '2026-11-14',
      plan,
    },
    done: [],
    decisions: [],
    balance: { open: '119.00', state: 'overdue' },
    received: [],
    isUnderWay: false,
    zone: 'Europe/Berlin',
    ...changes,
  };
}
const doneOn = (step: number, day: string): DoneStep => ({
  schema: 1,
  step,
  do: 'remind',
  day,
  at: `${day}T07:00:00Z`,
  currency: 'EUR',
  open: '119.00',
});
const decided = (fields: Pick<DunningDecision, 'kind' | 'at'> & Partial<DunningDecision>): DunningDecision => ({
  schema: 1,
  sequence: 1,
  reason: 'as agreed',
  by: 'ida@example.com',
  ...fields,
});

describe('the plan', () => {
  it('waits for the morning of the first step, in the zone of the seller', () => {
    // From 05:00 of the 15th to 07:00 of the 17th are 50 hours.
    expect(nextStep(caseOf(), '2026-11-15T05:00:00Z')).toEqual({ do: 'wait', seconds: 180_000, until: '2026-11-17T07:00:00Z' });
    expect(nextStep(caseOf(), '2026-11-17T06:59:59.500Z')).toEqual({ do: 'wait', seconds: 1, until: '2026-11-17T07:00:00Z' });
    expect(nextStep(caseOf(), '2026-11-17T07:00:00Z')).toEqual({ do: 'remind', step: 1 });
  });

  it('does a step that is long due at once, and counts the next from the day it was done', () => {
    expect(nextStep(caseOf(), '2027-03-01T12:00:00Z')).toEqual({ do: 'remind', step: 1 });
    const done = [doneOn(1, '2027-03-01')];
    // Four days later is the 5th, and the 15th the next day of the plan.
    expect(nextStep(caseOf({ done }), '2027-03-01T12:00:01Z')).toMatchObject({ do: 'wait', until: '2027-03-15T07:00:00Z' });
  });

  it('goes on to the next step, and to its end', () => {
    const done = [doneOn(1, '2026-11-17'), doneOn(2, '2026-12-01')];
    expect(nextStep(caseOf({ done }), '2026-12-08T07:00:00Z')).toEqual({ do: 'remind', step: 3 });
    const all = [...done, doneOn(3, '2026-12-08'), doneOn(4, '2026-12-22')];
    expect(nextStep(caseOf({ done: all }), '2026-12-22T07:00:01Z')).toEqual({ do: 'close', as: 'handed-over' });
  });

  it('ends without a word where it has no escalation', () => {
    const short = { ...caseOf().case, plan: { ...plan, steps: plan.steps.slice(0, 1) } };
    expect(nextStep(caseOf({ case: short, done: [doneOn(1, '2026-11-17')] }), '2026-11-18T07:00:00Z')).toEqual({
      do: 'close',
      as: 'plan-ended',
    });
  });

  it('writes to nobody while a payment is on its way', () => {
    expect(nextStep(caseOf({ isUnderWay: true }), '2026-11-17T07:00:00Z')).toMatchObject({ do: 'wait', until: '2026-11-18T07:00:00Z' });
  });

  it('is over as soon as nothing is open, whatever was decided', () => {
    const decisions = [decided({ kind: 'pause', at: '2026-11-16T09:00:00Z' })];
    for (const state of ['paid', 'credited', 'overpaid'] as const)
      expect(
        nextStep(caseOf({ decisions, balance: { open: state === 'overpaid' ? '-1.00' : '0.00', state } }), '2026-11-16T10:00:00Z'),
      ).toEqual({
        do: 'close',
        as: state,
      });
  });
});

describe('what a person decided', () => {
  it('pauses to the end of a day, and lets the plan count from the next', () => {
    const decisions = [decided({ kind: 'pause', until: '2026-11-30', at: '2026-11-16T09:00:00Z' })];
    expect(nextStep(caseOf({ decisions }), '2026-11-17T07:00:00Z')).toMatchObject({ do: 'wait', until: '2026-12-01T07:00:00Z' });
    expect(nextStep(caseOf({ decisions }), '2026-12-01T07:00:00Z')).toMatchObject({ do: 'wait', until: '2026-12-04T07:00:00Z' });
    expect(nextStep(caseOf({ decisions }), '2026-12-04T07:00:00Z')).toEqual({ do: 'remind', step: 1 });
  });

  it('holds a dispute until it is resumed, from when the plan counts', () => {
    const dispute = decided({ kind: 'dispute', at: '2026-11-16T09:00:00Z' });
    expect(nextStep(caseOf({ decisions: [dispute] }), '2026-12-24T12:00:00Z')).toMatchObject({ do: 'wait', until: '2027-03-24T07:00:00Z' });
    const decisions = [dispute, decided({ kind: 'resume', sequence: 2, at: '2027-01-10T09:00:00Z' })];
    expect(nextStep(caseOf({ decisions }), '2027-01-13T07:00:00Z')).toEqual({ do: 'remind', step: 1 });
  });

  it('closes', () => {
    const decisions = [decided({ kind: 'close', at: '2026-11-16T09:00:00Z' })];
    expect(nextStep(caseOf({ decisions }), '2026-11-16T09:00:01Z')).toEqual({ do: 'close', as: 'by-hand' });
  });

  it('keeps to instalments as long as what is due of them has come since', () => {
    const instalments = [
      { day: '2026-12-01', amount: '60.00' },
      { day: '2027-01-01', amount: '59.00' },
    ];
    const decisions = [decided({ kind: 'instalments', instalments, at: '2026-11-16T09:00:00Z' })];
    const at = (moment: string, received: CaseFacts['received']) => nextStep(caseOf({ decisions, received }), moment);
    const before = { amount: '50.00', at: '2026-11-10T10:00:00Z' };
    const first = { amount: '60.00', at: '2026-11-30T10:00:00Z' };
    // What came before the agreement is no instalment.
    expect(at('2026-12-01T12:00:00Z', [before])).toMatchObject({ do: 'wait', until: '2026-12-02T07:00:00Z' });
    expect(at('2026-12-02T07:00:00Z', [before])).toMatchObject({ do: 'wait', until: '2026-12-05T07:00:00Z' });
    expect(at('2026-12-05T07:00:00Z', [before])).toEqual({ do: 'remind', step: 1 });
    expect(at('2026-12-05T07:00:00Z', [first])).toMatchObject({ do: 'wait', until: '2027-01-02T07:00:00Z' });
    // Money that went back has not come.
    const back = { amount: '-60.00', at: '2026-12-03T10:00:00Z' };
    expect(at('2026-12-05T07:00:00Z', [first, back])).toEqual({ do: 'remind', step: 1 });
  });
});

it.each([
  ['2026-11-20', [1, 15], '2026-12-01'],
  ['2026-11-13', [1, 15], '2026-11-15'],
  ['2026-11-15', [1, 15], '2026-11-15'],
  // November and February have no 31st.
  ['2026-11-16', [31], '2026-11-30'],
  ['2027-02-01', [30], '2027-02-28'],
])('tries a payment again from %s on the days %j: on %s', (since, onDays, day) => {
  expect(dueDay({ do: 'retry-payment', after: 0, onDays }, since)).toBe(day);
});
