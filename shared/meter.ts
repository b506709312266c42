import { z } from 'zod';
import { id, localized } from './catalog.ts';

/** What is counted: how events of one type become a quantity. */
export const meter = z
  .strictObject({
    id,
    eventType: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected an event type such as api.call')
      .describe('Type of the events that are counted, such as api.call.'),
    aggregation: z.enum(['count', 'sum']).describe('count: how many events; sum: what their property comes to.'),
    valueProperty: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'expected the name of a property')
      .optional()
      .describe('Property of the event that is added up; for sum only.'),
    unit: localized.optional().describe('What a quantity is called on invoices.'),
  })
  .refine((it) => (it.aggregation === 'sum') === (it.valueProperty !== undefined), {
    error: 'valueProperty names what sum adds up; count has none',
    path: ['valueProperty'],
  })
  .describe('What is counted: how events of one type become a quantity.');
export type Meter = z.infer<typeof meter>;
