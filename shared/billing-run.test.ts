import { describe, expect, it } from '@jest/globals';

import { billingRun, draftHead, numberText, runStep, seal } from './billing-run.ts';

it.each([
  { counter: 'RE-2026', digits: 6, position: 1, expected: 'RE-2026-000001' },
  { counter: 'RE-2026', digits: 6, position: 999_999, expected: 'RE-2026-999999' },
  { counter: 'RE-2026', digits: 6, position: 1_000_000, expected: 'RE-2026-1000000' },
  { counter: 'A-2027', digits: 4, position: 17, expected: 'A-2027-0017' },
])('number $position of $counter is printed $expected', ({ counter, digits, position, expected }) => {
  expect(numberText({ counter, digits }, position)).toBe(expected);
});

describe('the contracts of a run', () => {
  const run = {
    schema: 1,
    id: 'kranich-2026-10-1',
    sellerId: 'kranich',
    month: '2026-10',
    sequence: 1,
    openedAt: '2026-11-02T05:00:00Z',
    execution: 'x',
    state: 'open',
  };
  const head = {
    schema: 1,
    outcome: 'draft',
    customerId: 'adler',
    attempt: 1,
    hash: 'aa',
    series: 'RE',
    currency: 'EUR',
    net: '10.00',
    payable: '12.00',
  };

  it.each([
    { why: 'a state nobody knows', schema: billingRun, right: run, change: { state: 'done' } },
    { why: 'a record of a later schema', schema: billingRun, right: run, change: { schema: 2 } },
    { why: 'sequence 0', schema: billingRun, right: run, change: { sequence: 0 } },
    { why: 'an amount that is a number', schema: draftHead, right: head, change: { net: 10 } },
    { why: 'a currency that is none', schema: draftHead, right: head, change: { currency: 'EURO' } },
    { why: 'attempt 0', schema: draftHead, right: head, change: { attempt: 0 } },
    {
      why: 'a series that needs no number',
      schema: seal,
      right: { schema: 1, list: { key: 'k', count: 1 }, contentHash: 'aa', counts: { RE: 1 } },
      change: { counts: { RE: 0 } },
    },
    {
      why: 'a seller that could leave its partition',
      schema: runStep,
      right: { sellerId: 'kranich', runId: 'r' },
      change: { sellerId: 'kranich|run' },
    },
  ])('refuse $why', ({ schema, right, change }) => {
    expect(schema.safeParse(right).success).toBe(true);
    expect(schema.safeParse({ ...right, ...change }).success).toBe(false);
  });
});
