/** Published cases of aggregations: events of a meter, as a quantity. */
import { z } from 'zod';

import { meter } from '../../shared/meter.ts';
import { monthIn } from '../../shared/period.ts';
import { on } from './case-shape.ts';
import { foundEvent, measuredBy } from './measuring.ts';
import type { PriceCase } from './price-case.ts';

export const aggregationCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  aggregation: on(z.strictObject({ aggregation: z.enum(['count', 'sum']) }), ({ aggregation }, { events = [] }) => {
    const ours = meter.parse({ id: 'm', eventType: 'e', aggregation, ...(aggregation === 'sum' ? { valueProperty: 'value' } : {}) });
    const found = events.map(({ value }, i) => foundEvent({ id: `e${i}`, type: 'e', time: '2026-10-15T00:00:00Z', properties: { value } }));
    return measuredBy(ours, monthIn('2026-10', 'UTC'), found).quantity;
  }),
};
