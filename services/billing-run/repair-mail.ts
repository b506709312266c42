import type { Seller } from '../../shared/catalog.ts';
import { sha256 } from '../../shared/content-hash.ts';
import type { Message } from '../../shared/mail.ts';
import type { Verification } from './verification.ts';
import { waysToDecide } from './ways-to-decide.ts';

/** Documents that a mail names; the run has the rest. */
const SHOWN = 10;

/**
 * The mail that tells a releaser that documents of a run are missing, which, and how to have them made. One for each
 * time the run comes to wait, since a repair may leave some missing.
 *
 * @param waitsSince instant for the Date header, the same however often the step is repeated
 * @param console where people open it, if anybody has said
 */
export function repairMail(
  seller: Seller,
  runId: string,
  { problems, problemCount, documents }: Verification,
  to: string,
  { waitsSince, console }: { readonly waitsSince: string; readonly console: string | undefined },
): Message {
  const more = problemCount - Math.min(SHOWN, problems.length);
  const lines = [
    `The run ${runId} waits for repair: ${problemCount} of ${documents} documents are not as they must be. Their numbers are kept.`,
    '',
    ...problems.slice(0, SHOWN).map((problem) => `  ${problem}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    '',
    ...waysToDecide(console, { sellerId: seller.id, runId }, [
      'Mend the cause, then have them made:',
      `stepbill repair ${runId} --as ${to}`,
      'A document that can never be made becomes void, with a reason, by a second person:',
      `stepbill void ${runId} <number> --as ${to} --reason "…"`,
    ]),
  ];
  return {
    key: `${seller.id}/repair/${runId}/${waitsSince}/${sha256(to.toLowerCase()).slice(0, 16)}`,
    from: seller.email,
    to,
    subject: `${seller.brand}: run ${runId} waits for repair`,
    text: `${lines.join('\n')}\n`,
    date: new Date(waitsSince),
    attachments: [],
  };
}
