import { z } from 'zod';
import { aggregationName } from './aggregation-name.ts';
import { id, localized, wholeNumber } from './catalog.ts';
import { decimal, decimalText } from './money.ts';

const propertyName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'expected the name of a property');

/** What is counted: how events of one type become a quantity. */
export const meter = z
  .strictObject({
    id,
    eventType: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected an event type such as api.call')
      .describe('Type of the events that are counted, such as api.call.'),
    aggregation: aggregationName.describe(
      'count: how many events; sum, min, max, average, latest: of their property; unique: how many values it has; weighted-sum: the level that their changes come to, weighted by time; percentile: of samples taken every few minutes.',
    ),
    valueProperty: propertyName.optional().describe('Property of the event that is measured; count has none.'),
    percentile: decimalText
      .refine((text) => decimal(text).gt(0) && decimal(text).lte(100), 'expected more than 0 and at most 100, such as 95')
      .optional()
      .describe('For percentile: the share of samples, in percent, that lie at or below what is billed; 95 if not given.'),
    sampleMinutes: wholeNumber(1, 1440).optional().describe('For percentile: minutes of a sample; 5 if not given.'),
    weightedBy: z
      .enum(['second', 'day'])
      .optional()
      .describe('For weighted-sum: whether a change counts from its second, or for the whole of its day; second if not given.'),
    filters: z
      .record(propertyName, z.array(z.string().max(1024)).min(1).max(100))
      .optional()
      .describe('Only events are counted whose property has one of these values, for each property: { region: [eu, us] }.'),
    groupBy: z
      .array(propertyName)
      .min(1)
      .max(10)
      .refine((names) => new Set(names).size === names.length, 'names a property twice')
      .optional()
      .describe('Properties by whose values prices may split what is measured; every event that is counted must have them.'),
    amountProperty: propertyName
      .optional()
      .describe('Property that says what an event costs, in the currency of the plan, where a price asks for it.'),
    unit: localized.optional().describe('What a quantity is called on invoices.'),
  })
  .superRefine((it, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if ((it.aggregation === 'count') !== (it.valueProperty === undefined))
      refuse(
        'valueProperty',
        `valueProperty names what ${it.aggregation === 'count' ? 'others measure' : it.aggregation + ' measures'}; count has none`,
      );
    if (it.aggregation !== 'percentile')
      for (const field of ['percentile', 'sampleMinutes'] as const)
        if (it[field] !== undefined) refuse(field, `only the aggregation percentile has it, and this one is ${it.aggregation}`);
    if (it.aggregation !== 'weighted-sum' && it.weightedBy !== undefined)
      refuse('weightedBy', `only the aggregation weighted-sum has it, and this one is ${it.aggregation}`);
  })
  .describe('What is counted: how events of one type become a quantity.');
export type Meter = z.infer<typeof meter>;
