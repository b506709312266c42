import type { AggregationName } from './aggregation-name.ts';
import type { Meter } from './meter.ts';
import { isDecimalText } from './money.ts';
import type { UsageEvent } from './usage-event.ts';

type Properties = UsageEvent['properties'];

/** Whether a filter of the meter leaves an event out: a property of it has another value. */
export function isLeftOut({ filters }: Meter, properties: Properties): boolean {
  for (const name in filters) {
    const value = properties[name];
    if (value !== undefined && !filters[name]!.includes(String(value))) return true;
  }
  return false;
}

/**
 * Why a meter can't count an event of its type, as the end of a sentence that begins with the meter, or undefined. What
 * it filters, groups and measures by must be there, whatever prices ask of it: nothing turns into zero silently. What a
 * filter leaves out needs nothing more.
 */
export function propertyFault(meter: Meter, properties: Properties): string | undefined {
  const { filters, groupBy, valueProperty, amountProperty, aggregation } = meter;
  for (const name in filters) if (properties[name] === undefined) return `filters by ${name}, which is missing`;
  if (isLeftOut(meter, properties)) return undefined;
  for (const name of groupBy ?? []) if (properties[name] === undefined) return `groups by ${name}, which is missing`;
  if (valueProperty !== undefined) {
    const value = properties[valueProperty];
    const isFit = aggregation === 'unique' ? value !== undefined : isDecimal(value);
    if (!isFit) return `${VERBS[aggregation]} ${valueProperty}, which is ${told(value)}${aggregation === 'unique' ? '' : DECIMAL}`;
  }
  if (amountProperty === undefined || isDecimal(properties[amountProperty])) return undefined;
  return `takes what an event costs from ${amountProperty}, which is ${told(properties[amountProperty])}${DECIMAL}`;
}

const VERBS: Readonly<Record<AggregationName, string>> = {
  count: 'counts',
  sum: 'adds up',
  min: 'takes the least',
  max: 'takes the greatest',
  average: 'takes the average of',
  latest: 'takes the latest',
  unique: 'counts the values of',
  'weighted-sum': 'weights changes of',
  percentile: 'samples',
};

const DECIMAL = ' and must be a plain decimal';

function isDecimal(value: string | boolean | undefined): boolean {
  return typeof value === 'string' && isDecimalText(value);
}

function told(value: string | boolean | undefined): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
