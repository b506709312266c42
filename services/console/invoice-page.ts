import { moneyFigure } from '../../shared/figures.ts';
import { amountText } from '../../shared/money.ts';
import { creditedAmount, openAmount, standingOf } from '../../shared/standing.ts';
import { badge, invoiceBadge } from './badge.ts';
import { hashGroups } from './counts.ts';
import type { InvoiceView } from './invoice.store.ts';
import { page, type Frame } from './layout.ts';
import { amountsCard, linesCard, type SinceIssued } from './lines-card.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dateText, monthText, shortDate, shortMoment } from './moments.ts';

/** An invoice: its lines with how they came about, its amounts, what was done to it, and its document. */
export function invoicePageOf(frame: Frame, view: InvoiceView, today: string): Markup {
  const { number, facts } = view;
  const { content, issued, adopted, void: decided } = facts;
  const href = `/sellers/${frame.seller.id}/invoices/${number}`;
  const hasDocument = issued !== undefined || adopted !== undefined;
  const state = standingOf(facts, today);
  return page(frame, {
    part: 'invoices',
    title: number,
    crumb: { href: `/sellers/${frame.seller.id}/invoices`, words: 'Invoices' },
    badge: content && state === 'sent' ? badge('neutral', `Sent, due ${shortDate(content.dueDate)}`) : invoiceBadge(state),
    about: content
      ? html`<a href="/sellers/${frame.seller.id}/invoices?search=${content.customer.id}">${content.customer.name}</a> ·
          ${dateText(content.issueDate)} · ${moneyFigure(content.totals.payable, content.currency)}`
      : (decided?.reason ?? ''),
    actions: [
      ...(hasDocument ? [html`<a class="button primary" href="${href}/document.pdf">Download PDF</a>`] : []),
      ...(content
        ? [html`<a class="button" href="${href}/invoice.xml">XML</a>`, html`<a class="button" href="${href}/invoice.json">JSON</a>`]
        : []),
    ],
    content: html`<div class="columns">
      <div>${content ? linesCard(content, (line) => `${href}/lines/${line}`) : voidCard(view)}</div>
      <div>${content ? amountsCard(content, sinceIssued(view)) : NOTHING}${historyCard(frame, view)}</div>
    </div>`,
  });
}

/** What is open of an invoice; nothing is of a credit note. */
function sinceIssued({ facts }: InvoiceView): SinceIssued | undefined {
  const { content, issued } = facts;
  if (content?.kind !== 'invoice' || !issued || issued.isVoid) return undefined;
  return { credited: creditedAmount(facts), open: amountText(openAmount(facts), content.currency), due: content.dueDate };
}

function voidCard({ facts }: InvoiceView): Markup {
  const { void: decided } = facts;
  return html`<section class="card">
    <p class="empty">
      <b>No invoice is issued under this number</b
      >${decided ? `${decided.reason} Decided by ${decided.approvedBy}.` : 'Its document was found in the archive after a restore; nothing else is left of it.'}
    </p>
  </section>`;
}

function historyCard({ seller }: Frame, { facts, run, released, number }: InvoiceView): Markup {
  const { content, issued, sent, void: decided, document } = facts;
  const { zone } = seller;
  const entries: readonly (readonly [when: string, what: Markup | string])[] = [
    ...(run
      ? [
          [
            shortMoment(run.openedAt, zone),
            html`Drafted by run <a href="/sellers/${seller.id}/runs/${run.id}">${monthText(run.month)}</a>`,
          ] as const,
        ]
      : []),
    ...(released ? [[shortMoment(released.at, zone), `Released by ${released.by}`] as const] : []),
    ...(content ? [[shortDate(content.issueDate), `Numbered ${number}`] as const] : []),
    ...(decided ? [[shortMoment(decided.decidedAt, zone), `Made void by ${decided.approvedBy}`] as const] : []),
    ...(issued
      ? [
          [
            '',
            html`Filed,
              <span class="mono"
                >${hashGroups((document ?? issued).hash)
                  .slice(0, 2)
                  .join(' ')}</span
              >`,
          ] as const,
        ]
      : []),
    ...(sent ? [[shortMoment(sent.sentAt, zone), `Sent to ${sent.to}`] as const] : []),
  ];
  return html`<section class="card" aria-labelledby="history">
    <header><h2 id="history">History</h2></header>
    <dl class="timeline body">
      ${entries.map(
        ([when, what]) =>
          html`<dt>${when}</dt>
            <dd>${what}</dd>`,
      )}
    </dl>
  </section>`;
}
