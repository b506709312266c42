import type { Review } from '../../shared/billing-run.ts';
import type { Seller } from '../../shared/catalog.ts';
import { sha256 } from '../../shared/content-hash.ts';
import type { Message } from '../../shared/mail.ts';

/**
 * The mail that tells a releaser that a run waits: what it comes to, what to look at first, and how to decide. One
 * for each round, since each has other content.
 *
 * @param sentOn instant for the Date header, the same however often the step is repeated
 */
export function releaseMail(
  seller: Seller,
  { runId, round }: { runId: string; round: number },
  review: Review,
  to: string,
  sentOn: string,
): Message {
  const lines = [
    `The run ${runId} waits for your release.`,
    '',
    `${review.drafts} of ${review.customers} customers get an invoice.`,
    ...review.totals.map(({ currency, net, payable }) => `${payable} ${currency}, net ${net} ${currency}`),
    '',
    ...review.releaseReasons,
    ...(review.setAside.length > 0 ? ['', `Set aside: ${review.setAside.map(({ customerId }) => customerId).join(', ')}`] : []),
    '',
    'Look at it:',
    `  stepbill review ${runId}`,
    'Then decide; the hash says what you looked at:',
    `  stepbill release ${runId} --hash ${review.contentHash} --as ${to}`,
    `  stepbill reject ${runId} --hash ${review.contentHash} --as ${to} --reason "…"`,
    '',
    'After the release only a credit note corrects an invoice.',
  ];
  return {
    key: `${seller.id}/release/${runId}/${round}/${sha256(to.toLowerCase()).slice(0, 16)}`,
    from: seller.email,
    to,
    subject: `${seller.brand}: run ${runId} waits for your release${round === 1 ? '' : ` (round ${round})`}`,
    text: `${lines.join('\n')}\n`,
    date: new Date(sentOn),
    attachments: [],
  };
}
