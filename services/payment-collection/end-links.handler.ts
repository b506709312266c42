import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { endLinks } from '../../shared/customer-link.store.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ sellerId: id, by: person, at: instant, reason: z.string().trim().min(1).max(500) });

/** A person ends all links that mails of a seller led to; mails from here on have other ones. Twice ends them twice, which is as well. */
export const handler = defineStep(input, async ({ sellerId, ...act }) => {
  await endLinks(sellerId, { ...act, action: 'links-ended' });
  return null;
});
