import { z } from 'zod';

/** How events of a meter become a quantity: one file of services/pricing measures each. */
export const aggregationName = z.enum(['count', 'sum', 'min', 'max', 'average', 'latest', 'unique', 'weighted-sum', 'percentile']);
export type AggregationName = z.infer<typeof aggregationName>;
