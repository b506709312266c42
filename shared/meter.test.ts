import { describe, expect, it } from '@jest/globals';

import { propertyFault } from './metered-event.ts';
import { aggregationName } from './aggregation-name.ts';
import { meter } from './meter.ts';

const SUM = { id: 'm', eventType: 'used', aggregation: 'sum', valueProperty: 'value' };
const faultsOf = (written: object): string[] =>
  meter.safeParse(written).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('a meter', () => {
  it.each(aggregationName.options)('may be of aggregation %s', (aggregation) => {
    const { valueProperty: _, ...count } = SUM;
    expect(faultsOf(aggregation === 'count' ? { ...count, aggregation } : { ...SUM, aggregation })).toEqual([]);
  });

  it.each([
    {
      why: 'a sum of nothing',
      it: { ...SUM, valueProperty: undefined },
      fault: 'valueProperty: valueProperty names what sum measures; count has none',
    },
    {
      why: 'a count of something',
      it: { ...SUM, aggregation: 'count' },
      fault: 'valueProperty: valueProperty names what others measure; count has none',
    },
    {
      why: 'a percentile of a sum',
      it: { ...SUM, percentile: '95' },
      fault: 'percentile: only the aggregation percentile has it, and this one is sum',
    },
    {
      why: 'samples of a sum',
      it: { ...SUM, sampleMinutes: 5 },
      fault: 'sampleMinutes: only the aggregation percentile has it, and this one is sum',
    },
    {
      why: 'weights of a sum',
      it: { ...SUM, weightedBy: 'day' },
      fault: 'weightedBy: only the aggregation weighted-sum has it, and this one is sum',
    },
    {
      why: 'percentile 0',
      it: { ...SUM, aggregation: 'percentile', percentile: '0' },
      fault: 'percentile: expected more than 0 and at most 100, such as 95',
    },
    {
      why: 'percentile 100.1',
      it: { ...SUM, aggregation: 'percentile', percentile: '100.1' },
      fault: 'percentile: expected more than 0 and at most 100, such as 95',
    },
    { why: 'a group twice', it: { ...SUM, groupBy: ['region', 'region'] }, fault: 'groupBy: names a property twice' },
    { why: 'a group that is no name', it: { ...SUM, groupBy: ['the region'] }, fault: 'groupBy.0: expected the name of a property' },
    {
      why: 'a filter that is no name',
      it: { ...SUM, filters: { 'the region': ['eu'] } },
      fault: 'filters.the region: Invalid key in record',
    },
    {
      why: 'a filter that lets nothing through',
      it: { ...SUM, filters: { region: [] } },
      fault: 'filters.region: Too small: expected array to have >=1 items',
    },
  ])('is refused with $why', ({ it: written, fault }) => {
    expect(faultsOf(written)).toEqual([fault]);
  });

  it.each(['0.1', '95', '99.9', '100'])('may take percentile %s', (percentile) => {
    expect(faultsOf({ ...SUM, aggregation: 'percentile', percentile, sampleMinutes: '5' })).toEqual([]);
  });
});

describe('what an event must have', () => {
  const of = (changes: object, properties: object) => propertyFault(meter.parse({ ...SUM, ...changes }), { ...properties });

  it.each([
    { why: 'its value', changes: {}, properties: {}, fault: 'adds up value, which is missing and must be a plain decimal' },
    { why: 'a decimal', changes: {}, properties: { value: '1e3' }, fault: 'adds up value, which is "1e3" and must be a plain decimal' },
    {
      why: 'a decimal and no boolean',
      changes: { aggregation: 'max' },
      properties: { value: true },
      fault: 'takes the greatest value, which is true and must be a plain decimal',
    },
    {
      why: 'a value to tell apart',
      changes: { aggregation: 'unique' },
      properties: {},
      fault: 'counts the values of value, which is missing',
    },
    {
      why: 'what is filtered by',
      changes: { filters: { region: ['eu'] } },
      properties: { value: '1' },
      fault: 'filters by region, which is missing',
    },
    {
      why: 'what is grouped by',
      changes: { groupBy: ['region'] },
      properties: { value: '1' },
      fault: 'groups by region, which is missing',
    },
    {
      why: 'what it costs',
      changes: { amountProperty: 'cost' },
      properties: { value: '1', cost: 'free' },
      fault: 'takes what an event costs from cost, which is "free" and must be a plain decimal',
    },
    {
      why: 'nothing more than that',
      changes: { groupBy: ['region'], amountProperty: 'cost' },
      properties: { value: '1', region: '', cost: '0' },
      fault: undefined,
    },
    { why: 'any text where values are told apart', changes: { aggregation: 'unique' }, properties: { value: 'anna' }, fault: undefined },
    {
      why: 'nothing, if a filter leaves it out',
      changes: { filters: { region: ['eu'] }, groupBy: ['size'] },
      properties: { region: 'us' },
      fault: undefined,
    },
  ])('is $why', ({ changes, properties, fault }) => {
    expect(of(changes, properties)).toBe(fault);
  });
});
