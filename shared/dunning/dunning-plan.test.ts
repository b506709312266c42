import { expect, it } from '@jest/globals';
import { dunningPlan } from './dunning-plan.ts';

const remind = { do: 'remind', after: 3 };
const rate = { from: '2026-07-01', percentPerYear: '10.27', source: '§ 288 BGB' };

it('reads a plan with what is usual filled in', () => {
  expect(dunningPlan.parse({ version: '1', steps: [remind] })).toEqual({
    version: 1,
    steps: [{ do: 'remind', after: 3, letter: 'reminder', payWithinDays: 7 }],
  });
});

it.each([
  ['a step of another kind', { steps: [{ do: 'call', after: 1 }] }, 'expected a step: do: remind, retry-payment or escalate'],
  ['a step behind the last', { steps: [{ do: 'escalate', after: 1 }, remind] }, 'nothing comes after escalate'],
  ['interest without rates', { steps: [{ ...remind, withInterest: true }] }, 'late interest needs rates with their source'],
  ['a rate without a source', { steps: [remind], lateInterest: { rates: [{ ...rate, source: '' }] } }, 'source'],
  ['rates out of order', { steps: [remind], lateInterest: { rates: [rate, rate] } }, 'rates are in the order of their first days'],
  ['no step', { steps: [] }, 'steps'],
  ['a fee below zero', { steps: [{ ...remind, fee: { EUR: '-1' } }] }, 'expected a decimal of at least 0'],
  ['a day that no month has', { steps: [{ do: 'retry-payment', after: 1, onDays: [32] }] }, 'onDays'],
])('refuses %s', (_, plan, fault) => {
  const read = dunningPlan.safeParse({ version: 1, ...plan });
  expect(JSON.stringify(read.error?.issues)).toContain(fault);
});
