import { z } from 'zod';
import { runStep } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { consoleUrl } from '../../shared/config.ts';
import { instant } from '../../shared/period.ts';
import { mail } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { keepWaiting } from '../../shared/waiting.store.ts';
import { repairMail } from './repair-mail.ts';
import { verification } from './verification.ts';

const input = runStep.extend({ verification, taskToken: z.string(), enteredAt: instant });

/** Keeps what is missing and the token by which a repair continues the run, and informs the releasers. */
export const handler = defineStep(input, async ({ sellerId, runId, verification: found, taskToken, enteredAt }) => {
  await keepWaiting(sellerId, runId, { for: 'repair', taskToken, since: enteredAt, round: 0, about: found });
  const seller = await requireSeller(sellerId);
  const about = { waitsSince: enteredAt, console: consoleUrl() };
  for (const to of seller.release.by) await mail().send(repairMail(seller, runId, found, to, about));
  return null;
});
