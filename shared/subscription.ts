import { z } from 'zod';
import { id, wholeNumber } from './catalog.ts';
import { plainDate } from './period.ts';

export const subscription = z
  .strictObject({
    id: id.describe('Names the subscription for good; <customer>.<plan> if not given.'),
    plan: id.describe('Id of the plan.'),
    version: wholeNumber(1, 100_000).describe('The version of the plan this subscription keeps; the latest if not given.'),
    start: plainDate.describe("First day, in the customer's zone."),
    end: plainDate.optional().describe('First day on which it no longer runs.'),
    anchorDay: wholeNumber(1, 31).default(1).describe('Day of the month on which service periods begin; the last one of shorter months.'),
  })
  .refine((it) => it.end === undefined || it.end > it.start, { error: 'end must be after start', path: ['end'] });
export type Subscription = z.infer<typeof subscription>;
