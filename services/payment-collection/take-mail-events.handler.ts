import { z } from 'zod';
import { getSeller, sellerIds } from '../../shared/catalog.store.ts';
import { markAddress } from '../../shared/marked-address.store.ts';
import { defineStep } from '../../shared/step.ts';
import { mailTroubleOf } from './mail-event.ts';

/** As SNS calls a function: a message is JSON in a text. */
const input = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) });

/**
 * Takes what SES tells of mails that came back or were complained of, and marks their addresses with each seller that sends
 * from the address they came from. An event may come twice, late, and in any order.
 */
export const handler = defineStep(input, async ({ Records }) => {
  for (const { Sns } of Records) {
    const trouble = mailTroubleOf(JSON.parse(Sns.Message));
    if (!trouble) continue;
    for (const sellerId of await sellerIds()) {
      const seller = await getSeller(sellerId);
      if (seller?.email.toLowerCase() !== trouble.source.toLowerCase()) continue;
      for (const mark of trouble.marks) await markAddress(sellerId, mark);
    }
  }
  return null;
});
