import { z } from 'zod';
import { currencyCode, notNegative } from '../money.ts';
import { plainDate } from '../period.ts';
import { yesOrNo } from '../yes-or-no.ts';
import { LETTERS } from './letter.ts';

/**
 * How a seller goes after invoices that are overdue: its dunning plan, data of the catalog. Of a case that is open the
 * plan stays the one it was opened with.
 */

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const after = count(0, 365).describe('Days after the step before; of the first, after the due date, or the day the payment was declined.');
const fees = z.record(currencyCode, notNegative);

const remind = z.strictObject({
  do: z.literal('remind'),
  after,
  letter: z.enum(LETTERS).default('reminder').describe('reminder, dunning-notice or final-notice.'),
  fee: fees.optional().describe('What the letter costs the customer, by currency: { EUR: 5.00 }. Nothing if not given.'),
  withInterest: yesOrNo.optional().describe('Whether late interest up to that day is charged with it; false if not given.'),
  payWithinDays: count(1, 90).default(7).describe('Days the letter gives to pay; 7 if not given.'),
});

const retryPayment = z.strictObject({
  do: z.literal('retry-payment'),
  after,
  onDays: z
    .array(count(1, 31))
    .min(1)
    .max(31)
    .optional()
    .describe('Days of the month on which the money is likely there: the first of them from then on. Any day if not given.'),
});

const escalate = z.strictObject({ do: z.literal('escalate'), after });

export const dunningStep = z.discriminatedUnion('do', [remind, retryPayment, escalate], {
  error: 'expected a step: do: remind, retry-payment or escalate',
});
export type DunningStep = z.infer<typeof dunningStep>;

const interestRate = z.strictObject({
  from: plainDate.describe('First day it holds.'),
  percentPerYear: notNegative.describe('Per cent a year.'),
  source: z.string().trim().min(1).max(300).describe('Where it is published: the law and the base rate, or an address.'),
});

/** Late interest by day: the rate of the day, on what is open of the invoice alone. */
export const lateInterest = z
  .strictObject({
    rates: z.array(interestRate).min(1).max(100),
    daysOfYear: z
      .union([z.literal(365), z.literal(360)])
      .default(365)
      .describe('Days of a year; 365 if not given.'),
  })
  .refine(({ rates }) => rates.every(({ from }, i) => i === 0 || from > rates[i - 1]!.from), {
    error: 'rates are in the order of their first days, each once',
    path: ['rates'],
  });
export type LateInterest = z.infer<typeof lateInterest>;

export const dunningPlan = z
  .strictObject({
    version: count(1, 9_999).describe('Raise it when steps change; an open case keeps the plan it was opened with.'),
    steps: z.array(dunningStep).min(1).max(20),
    lateInterest: lateInterest.optional(),
  })
  .superRefine(({ steps, lateInterest: interest }, { addIssue }) => {
    const say = (path: (string | number)[], message: string): void => addIssue({ code: 'custom', path, message });
    steps.forEach((step, i) => {
      if (step.do === 'escalate' && i < steps.length - 1) say(['steps', i], 'nothing comes after escalate');
      if (step.do === 'remind' && step.withInterest && !interest)
        say(
          ['steps', i, 'withInterest'],
          'late interest needs rates with their source: lateInterest: { rates: [{ from, percentPerYear, source }] }',
        );
    });
  });
export type DunningPlan = z.infer<typeof dunningPlan>;
