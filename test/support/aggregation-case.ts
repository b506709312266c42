/** Published cases of aggregations: events of a meter, as a quantity. */
import { z } from 'zod';

import { meter, type AggregationName } from '../../shared/meter.ts';
import { decimal } from '../../shared/money.ts';
import { proratedSum } from '../../services/pricing/aggregate-weighted-sum.ts';
import { on } from './case-shape.ts';
import { foundEvent, measuredBy } from './measuring.ts';
import type { PriceCase } from './price-case.ts';

const text = z.string();
const days = z.number();

/** Names by which cases call what we call otherwise. */
const NAMES: Readonly<Record<string, AggregationName>> = {
  count: 'count',
  sum: 'sum',
  max: 'max',
  min: 'min',
  average: 'average',
  latest: 'latest',
  unique_count: 'unique',
  weighted_sum: 'weighted-sum',
};

const shape = z.union([
  z.strictObject({
    aggregation: z.literal('sum_prorated'),
    periodDays: days,
    persisted: text,
    events: z.array(z.strictObject({ value: text, remainingDays: days })),
  }),
  z.strictObject({ aggregation: z.literal('unique_count_prorated'), periodDays: days, persisted: text, activeDays: days }),
  z.strictObject({
    aggregation: z.enum(Object.keys(NAMES)),
    periodStart: text.default('2026-10-01T00:00:00'),
    periodEnd: text.default('2026-11-01T00:00:00'),
    initialValue: text.default('0'),
  }),
]);

export const aggregationCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  aggregation: on(shape, (asked, { events = [] }) => {
    if ('periodDays' in asked) {
      const changes = 'events' in asked ? asked.events : [{ value: '1', remainingDays: asked.activeDays }];
      const weighted = changes.map(({ value, remainingDays }) => ({ value: decimal(value), remaining: remainingDays }));
      return proratedSum(decimal(asked.persisted), weighted, asked.periodDays).toFixed();
    }
    const aggregation = NAMES[asked.aggregation]!;
    const ours = meter.parse({ id: 'm', eventType: 'used', aggregation, ...(aggregation === 'count' ? {} : { valueProperty: 'value' }) });
    const found = events.map(({ value, timestamp = asked.periodStart }, i) =>
      foundEvent({ id: `e${i}`, time: `${String(timestamp)}Z`, properties: { value } }),
    );
    const period = { start: `${asked.periodStart}Z`, end: `${asked.periodEnd}Z`, zone: 'UTC' };
    return measuredBy(ours, period, found, { levels: [{ properties: {}, start: '0', end: asked.initialValue }] }).quantity;
  }),
};
