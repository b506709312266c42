import type { Seller } from '../../shared/catalog.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { amountFigure, moneyFigure, quantityFigure, signed } from '../../shared/figures.ts';
import type { Message } from '../../shared/mail.ts';
import { decimal } from '../../shared/money.ts';
import type { Review } from '../../shared/review.ts';
import { waysToDecide } from './ways-to-decide.ts';

/** Lines of a list that a mail shows; the review has the rest. */
const SHOWN = 10;

/**
 * The mail that tells a releaser that a run waits: what it comes to beside last month, what to look at first, and
 * how to decide. One for each round, since each has other content.
 *
 * @param sentOn instant for the Date header, the same however often the step is repeated
 * @param console where people open it, if anybody has said
 */
export function releaseMail(
  seller: Seller,
  { runId, round }: { runId: string; round: number },
  review: Review,
  to: string,
  { sentOn, console }: { readonly sentOn: string; readonly console: string | undefined },
): Message {
  const { drafts, customers, totals, releaseReasons, contentHash } = review;
  const lines = [
    `The run ${runId} waits for your release.`,
    '',
    `${quantityFigure(String(drafts))} of ${quantityFigure(String(customers))} customers get an invoice${creditNotesIn(review)}.`,
    ...totals.map((total) => totalLine(total, review.lastMonth !== null)),
    '',
    ...releaseReasons,
    ...section('Look at these first:', anomalyLines(review)),
    ...section('Set aside, and not billed by this run:', setAsideLines(review)),
    ...section('Without result, and not billed by this run:', noResultLines(review)),
    '',
    ...waysToDecide(console, { sellerId: seller.id, runId }, [
      `stepbill review ${runId}`,
      'Then decide; the hash says what you looked at:',
      `stepbill release ${runId} --hash ${contentHash} --as ${to}`,
      `stepbill reject ${runId} --hash ${contentHash} --as ${to} --reason "…"`,
    ]),
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

function creditNotesIn({ creditNotes = 0 }: Review): string {
  if (creditNotes === 0) return '';
  return creditNotes === 1 ? ', one of them a credit note' : `, ${quantityFigure(String(creditNotes))} of them a credit note`;
}

function totalLine({ currency, net, payable, credited, difference }: Review['totals'][number], isCompared: boolean): string {
  const against = difference
    ? `, against last month ${signed(difference.net, (text) => amountFigure(text, currency))}`
    : ', nothing last month';
  const taken = credited === undefined || decimal(credited).isZero() ? '' : `, ${moneyFigure(credited, currency)} credited in it`;
  return `${moneyFigure(payable, currency)}${taken}; net ${moneyFigure(net, currency)}${isCompared ? against : ''}`;
}

function anomalyLines({ anomalies, anomalyCounts }: Review): string[] {
  const all = Object.values(anomalyCounts).reduce((a, b) => a + b, 0);
  return shown(
    anomalies.map(({ customerId, text }) => (customerId === undefined ? text : `${customerId}: ${text}`)),
    all,
  );
}

function setAsideLines({ setAside, unnamed }: Review): string[] {
  return shown(
    setAside.map(({ customerId, cause, error, by }) => `${customerId}: ${by === undefined ? '' : `rejected by ${by}: `}${cause || error}`),
    setAside.length + unnamed.setAside,
  );
}

function noResultLines({ noResult, unnamed }: Review): string[] {
  return shown(noResult, noResult.length + unnamed.noResult);
}

function shown(lines: readonly string[], all: number): string[] {
  const more = all - Math.min(SHOWN, lines.length);
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`… and ${more} more`] : [])].map((line) => `  ${line.replaceAll(/\s+/g, ' ')}`);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}
