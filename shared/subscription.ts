import { z } from 'zod';
import { id, wholeNumber } from './catalog.ts';
import { notNegative } from './money.ts';
import { instant, plainDate } from './period.ts';
import { priceOverrides } from './price-override.ts';

/** A day of the customer's zone; where the plan prorates by second, an instant too. */
const moment = z.union([plainDate, instant], {
  error: 'expected a date such as 2026-10-31, or an instant such as 2026-10-31T23:00:00Z where the plan prorates by second',
});

const version = wholeNumber(1, 100_000);
const quantity = notNegative.describe('How many of it, such as seats: flat fees are multiplied by it; 1 if not given.');
const overrides = priceOverrides.describe('What prices of the plan say otherwise for this customer: { <price id>: { unitPrice: 0.01 } }.');

/** What is otherwise from a moment on: an upgrade, a downgrade, other seats. What it doesn't name stays as it was. */
const change = z
  .strictObject({
    on: moment.describe('First day on the new terms.'),
    plan: id.optional().describe('Plan from then on.'),
    version: version.optional().describe('Version of the plan from then on; of another plan, the one in force on that day if not given.'),
    quantity: quantity.optional(),
    overrides: overrides.optional(),
  })
  .refine((it) => Object.keys(it).length > 1, { error: 'changes nothing; name a plan, a version, a quantity or overrides', path: ['on'] });

/** Nothing is billed of a pause: flat fees are prorated around it, usage in it is measured and not billed. */
const pause = z.strictObject({
  from: moment.describe('First day of the pause.'),
  until: moment.optional().describe('First day on which it runs again; it is paused until further notice if not given.'),
});

const trial = z.union(
  [
    z.strictObject({ days: wholeNumber(1, 3_660).describe('Days of the trial, from the start on.') }),
    z.strictObject({ until: plainDate.describe('First day that is billed.') }),
  ],
  { error: 'expected the days of a trial, or the first day that is billed: { days: 14 } or { until: 2026-10-15 }' },
);

const shape = {
  id: id.describe('Names the subscription for good; <customer>.<plan> if not given.'),
  plan: id.describe('Id of the plan.'),
  version: version.describe(
    'The version of the plan this subscription keeps; if not given, the one it has, and of a new subscription the latest in force at its start.',
  ),
  start: plainDate.describe("First day, in the customer's zone."),
  end: plainDate.optional().describe('First day on which it no longer runs.'),
  anchorDay: wholeNumber(1, 31)
    .default(1)
    .describe('Day of the month on which service periods begin; the last one of shorter months. Weeks begin on the weekday of start.'),
  anchorMonth: wholeNumber(1, 12).optional().describe('Month in which a year, or one of the quarters, begins; that of start if not given.'),
  quantity: quantity.optional(),
  overrides: overrides.optional(),
  trial: trial.optional().describe('Time from the start in which nothing is billed, neither fees nor usage.'),
  changes: z.array(change).min(1).max(200).optional().describe('What changes on a day, earliest first.'),
  pauses: z.array(pause).min(1).max(200).optional().describe('Times of which nothing is billed, earliest first.'),
  follows: z
    .enum(['renewal', 'at-once'])
    .optional()
    .describe(
      'Takes later versions of the plan from their effectiveFrom on: with the next whole period, or at once. Without it a subscription keeps its version.',
    ),
};

type Dated = Pick<z.infer<z.ZodObject<typeof shape>>, 'start' | 'end' | 'trial' | 'changes' | 'pauses'>;

export const subscription = z.strictObject(shape).superRefine(requireOrder);
export type Subscription = z.infer<typeof subscription>;

/** In a file a subscription needs neither id nor version. */
export const subscriptionEntry = z
  .strictObject({ ...shape, id: shape.id.optional(), version: shape.version.optional() })
  .superRefine(requireOrder)
  .describe('What a customer gets: a plan from a day on.');
export type SubscriptionEntry = z.infer<typeof subscriptionEntry>;

/** Days are held against each other as text; a day and an instant of it can only be told in a zone, which terms do. */
function requireOrder({ start, end, trial: free, changes = [], pauses = [] }: Dated, context: z.RefinementCtx): void {
  const fail = (message: string, ...path: (string | number)[]): void => context.addIssue({ code: 'custom', message, path });
  if (end !== undefined && end <= start) fail('end must be after start', 'end');
  if (free && 'until' in free && free.until <= start) fail('until must be after start', 'trial', 'until');
  changes.forEach(({ on }, i) => {
    const before = changes[i - 1]?.on ?? start;
    if (on <= before) fail(`changes come in order, after the start: ${on} is not after ${before}`, 'changes', i, 'on');
    if (end !== undefined && on >= end) fail(`a change on ${on} has no effect: the subscription ends on ${end}`, 'changes', i, 'on');
  });
  pauses.forEach(({ from, until }, i) => {
    const last = pauses[i - 1];
    if (until !== undefined && until <= from) fail('until must be after from', 'pauses', i, 'until');
    if (last && (last.until === undefined || from < last.until))
      fail(`pauses come in order: the one before has not ended on ${from}`, 'pauses', i, 'from');
  });
}
