import { describe, expect, it } from '@jest/globals';

import { catalogFaults } from './catalog-faults.ts';
import { meter, type Meter } from './meter.ts';
import { planVersion, type PlanVersion } from './plan.ts';

const meterOf = (changes: object): Meter =>
  meter.parse({ id: 'm', eventType: 'used', aggregation: 'sum', valueProperty: 'value', ...changes });
const planOf = (price: object): PlanVersion =>
  planVersion.parse({ id: 'p', name: 'P', currency: 'EUR', prices: [{ id: 'it', name: 'It', meter: 'm', ...price }] });
const MATRIX = { model: 'matrix', by: ['region', 'size'], rows: [], default: '1' };
const DYNAMIC = { model: 'dynamic', amountProperty: 'cost' };
const PERCENTAGE = { model: 'percentage', rate: '1' };
const COUNT = { aggregation: 'count', valueProperty: undefined };

const CASES: readonly { why: string; price: object; changes: object; faults: string[] }[] = [
  { why: 'a matrix over what the meter groups by', price: MATRIX, changes: { groupBy: ['size', 'region'] }, faults: [] },
  {
    why: 'a matrix over something else',
    price: MATRIX,
    changes: { groupBy: ['region', 'sizes'] },
    faults: ['by.1: meter "m" does not group by "size"; did you mean "sizes"?; name it in the meter\'s groupBy'],
  },
  { why: 'what events cost, as the meter has it', price: DYNAMIC, changes: { amountProperty: 'cost' }, faults: [] },
  {
    why: 'what events cost, of a meter without it',
    price: DYNAMIC,
    changes: {},
    faults: ['amountProperty: meter "m" has no amountProperty; give it amountProperty: cost'],
  },
  {
    why: 'what events cost, of a meter with another',
    price: DYNAMIC,
    changes: { amountProperty: 'price' },
    faults: ['amountProperty: meter "m" has the amountProperty "price"; give it amountProperty: cost'],
  },
  { why: 'a percentage of a sum', price: PERCENTAGE, changes: {}, faults: [] },
  {
    why: 'a percentage of a count',
    price: PERCENTAGE,
    changes: COUNT,
    faults: ['meter: a percentage is of the amount that each event carries, and meter "m" has none: its aggregation is count; use sum'],
  },
];

describe('a price is held against its meter', () => {
  const faultsOf = (plan: PlanVersion, of: Meter) =>
    catalogFaults({ meters: [of], plans: [plan], customers: [] }, undefined, {
      seller: true,
      meters: [],
      plans: [],
      coupons: [],
      items: [],
    });

  it.each(CASES)('$why', ({ price, changes, faults }) => {
    const found = faultsOf(planOf(price), meterOf(changes));
    expect(found.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(faults.map((it) => `plans.0.prices.0.${it}`));
  });

  it.each(CASES)('also where the plan was imported before: $why', ({ price, changes, faults }) => {
    const kept = { meters: [], plans: [planOf(price)] };
    const found = catalogFaults({ meters: [meterOf(changes)], plans: [], customers: [] }, kept, {
      seller: true,
      meters: [],
      plans: [],
      coupons: [],
      items: [],
    });
    const kepts = faults.map((it) => it.slice(it.indexOf(': ') + 2));
    expect(found.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(
      kepts.map((it) => `meters.0: price "it" of plan "p" version 1, which is kept, needs more of it: ${it}`),
    );
  });
});
