import { z } from 'zod';
import { currencyCode, notNegative } from './money.ts';

/** When a run waits for a person, and who that may be. `release: never` is short for a policy without releasers. */
export const releasePolicy = z
  .preprocess(
    (written) => (typeof written === 'string' ? { policy: written } : written),
    z
      .strictObject({
        policy: z.enum(['always', 'over', 'anomalies', 'never']).describe('always, over the limits, on anomalies, or never.'),
        over: z
          .record(currencyCode, notNegative)
          .optional()
          .describe('For the policy over: what a run may come to, payable and by currency, without waiting.'),
        by: z.array(z.email()).max(50).default([]).describe('Mail addresses of those who may release a run; never the one who started it.'),
      })
      .refine((it) => it.policy === 'never' || it.by.length > 0, {
        error: 'a run that waits needs someone who may release it: by: [mail address, …]',
        path: ['by'],
      })
      .refine((it) => (it.policy === 'over') === (it.over !== undefined), {
        error: 'over names the limits of the policy over, such as over: { EUR: 10000 }; others have none',
        path: ['over'],
      }),
  )
  .default({ policy: 'never', by: [] });
export type ReleasePolicy = z.infer<typeof releasePolicy>;
