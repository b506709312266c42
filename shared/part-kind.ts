import { z } from 'zod';

/**
 * What a part is: quantity that is free or included in the plan; what events say they cost; of a percentage price, the
 * fixed amounts of its events, and events that are charged the minimum or the maximum of one; what is above a commitment
 * costs more; what a minimum or a commitment adds.
 */
export const partKind = z.enum([
  'free',
  'event-amounts',
  'fixed-per-event',
  'minimum-per-event',
  'maximum-per-event',
  'overage',
  'minimum-spend',
]);
export type PartKind = z.infer<typeof partKind>;
