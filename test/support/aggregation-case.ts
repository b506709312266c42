/** Published cases of aggregations: events of a meter, as a quantity. */
import { z } from 'zod';

import { meter } from '../../shared/meter.ts';
import { eventHash, usageEvent } from '../../shared/usage-event.ts';
import { aggregate, effectiveEvents } from '../../services/pricing/aggregate.ts';
import { on } from './case-shape.ts';
import type { PriceCase } from './price-case.ts';

const OCTOBER = { start: '2026-10-01T00:00:00Z', end: '2026-11-01T00:00:00Z', zone: 'UTC' };

export const aggregationCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  aggregation: on(z.strictObject({ aggregation: z.enum(['count', 'sum']) }), ({ aggregation }, { events = [] }) => {
    const ours = meter.parse({ id: 'm', eventType: 'e', aggregation, ...(aggregation === 'sum' ? { valueProperty: 'value' } : {}) });
    const found = events.map(({ value }, i) => {
      const event = usageEvent.parse({ id: `e${i}`, customer: 'c', type: 'e', time: '2026-10-15T00:00:00Z', properties: { value } });
      return { event, hash: eventHash(event) };
    });
    return aggregate(ours, effectiveEvents(found), OCTOBER).quantity;
  }),
};
