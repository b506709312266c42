/** Published cases of aggregations: events of a meter, as a quantity. */
import { z } from 'zod';

import type { AggregationName } from '../../shared/aggregation-name.ts';
import { meter } from '../../shared/meter.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import { proratedSum } from '../../services/pricing/aggregate-weighted-sum.ts';
import { firstOf, on } from './case-shape.ts';
import { foundEvent, measuredBy } from './measuring.ts';
import type { PriceCase } from './price-case.ts';

const text = z.string();

/** What cases call our aggregations. */
const NAMES: Readonly<Record<string, AggregationName>> = {
  count: 'count',
  sum: 'sum',
  min: 'min',
  max: 'max',
  avg: 'average',
  average: 'average',
  latest: 'latest',
  last: 'latest',
  unique: 'unique',
  unique_count: 'unique',
  weighted_sum: 'weighted-sum',
  percentile: 'percentile',
};

const change = z.looseObject({ value: text.default('1'), remainingDays: z.number() });

export const aggregationCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  aggregation: firstOf(
    on(
      z.strictObject({
        aggregation: z.enum(['sum_prorated', 'unique_count_prorated']),
        periodDays: z.number(),
        persisted: text.default('0'),
        activeDays: z.number().default(0),
        events: z.array(change).default([]),
      }),
      ({ periodDays, persisted, activeDays, events }, it) => {
        const changes = [{ value: '1', remainingDays: activeDays }, ...events, ...z.array(change).parse(it.events ?? [])];
        const weighted = changes.map(({ value, remainingDays: remaining }) => ({ value: decimal(value), remaining }));
        return quantityText(proratedSum(decimal(persisted), weighted, periodDays));
      },
    ),
    on(
      z.strictObject({
        aggregation: text,
        periodStart: text.default('2026-10-01T00:00:00'),
        periodEnd: text.default('2026-11-01T00:00:00'),
        timezone: text.default('UTC'),
        initialValue: text.default('0'),
        percentile: text.optional(),
        sampleMinutes: z.number().optional(),
      }),
      ({ aggregation: name, periodStart, periodEnd, timezone: zone, initialValue, ...terms }, { events = [] }) => {
        const aggregation = NAMES[name];
        if (aggregation === undefined) return undefined;
        const value = aggregation === 'count' ? {} : { valueProperty: 'value' };
        const period = { start: instantOf(periodStart), end: instantOf(periodEnd), zone };
        const found = events.map(({ value: said, timestamp }, i) => {
          const time = instantOf(z.string().default(periodStart).parse(timestamp));
          return foundEvent({ id: `e${String(i).padStart(6, '0')}`, time, properties: { value: said } });
        });
        const ours = meter.parse({ id: 'm', eventType: 'used', aggregation, ...value, ...terms });
        return measuredBy(ours, period, found, { levels: [{ properties: {}, start: '0', end: initialValue }] }).quantity;
      },
    ),
  ),
};

/** A day or a moment of a case; one that says no zone is of UTC. */
function instantOf(moment: string): string {
  const time = moment.includes('T') ? moment : `${moment}T00:00:00`;
  return new Date(/(Z|[+-]\d{2}:\d{2})$/.test(time) ? time : `${time}Z`).toISOString();
}
