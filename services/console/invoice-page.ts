import { moneyFigure } from '../../shared/figures.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { invoiceBalance, standingOf } from '../../shared/standing.ts';
import { badge, invoiceBadge } from './badge.ts';
import { documentCard } from './document-card.ts';
import { historyCard } from './history-card.ts';
import type { InvoiceView } from './invoice-view.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { amountsCard, linesCard } from './lines-card.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { paymentsCard } from './payments-card.ts';
import { dateText, monthText, shortDate } from './moments.ts';

/** Who looks at an invoice, and from where on. */
export interface LookingAt {
  /** Date of the seller. */
  readonly today: string;
  /** The first line that is shown, from 1: a long invoice is shown a part at a time. */
  readonly firstLine: number;
}

/** An invoice: its lines with how they came about, its amounts, what was done to it, and its document. */
export function invoicePageOf(frame: Frame, view: InvoiceView, { today, firstLine }: LookingAt): Markup {
  const { number, facts } = view;
  const { content, void: decided } = facts;
  const href = `/sellers/${frame.seller.id}/invoices/${number}`;
  const place = { first: firstLine, hrefOf: (first: number) => `${href}?line=${first}#lines` };
  return page(frame, {
    part: 'invoices',
    title: number,
    crumb: { href: `/sellers/${frame.seller.id}/invoices`, words: 'Invoices' },
    badge: html`${content?.kind === 'credit-note' ? badge('neutral', 'Credit note') : NOTHING} ${stateBadge(view, today)}`,
    about: content
      ? html`<a href="/sellers/${frame.seller.id}/customers/${content.customer.id}">${content.customer.name}</a> ·
          ${dateText(content.issueDate)} · ${moneyFigure(content.totals.payable, content.currency)}`
      : (decided?.reason ?? ''),
    actions: actionsOf(frame, view, href),
    content: html`${noticesOf(frame, view, href)}
      <div class="columns">
        <div>${content ? linesCard(content, { eventsHref: (line) => `${href}/lines/${line}`, place }) : voidCard(view)}</div>
        <div>
          ${content ? amountsCard(content, invoiceBalance(facts, view.entries, today)) : NOTHING}${paymentsCard(frame, view, today)}${historyCard(frame, view)}${
            hasDocument(view) ? documentCard(`${href}/view.pdf`, number) : NOTHING
          }
        </div>
      </div>`,
  });
}

function stateBadge({ facts, entries }: InvoiceView, today: string): Markup {
  const state = standingOf(facts, entries, today);
  const due = facts.content && facts.content.kind === 'invoice' ? `, due ${shortDate(facts.content.dueDate)}` : '';
  if (state === 'open') return badge('neutral', `Open${due}`);
  return state === 'overdue' ? badge('waiting', `Overdue${due}`) : invoiceBadge(state);
}

const hasDocument = ({ facts }: InvoiceView): boolean => facts.issued !== undefined || facts.adopted !== undefined;

function actionsOf({ viewer }: Frame, view: InvoiceView, href: string): Markup[] {
  const { facts, notes } = view;
  const { content, issued } = facts;
  const isCreditable = content?.kind === 'invoice' && issued !== undefined && !issued.isVoid && !notes.some(({ note }) => note.isCancelled);
  return [
    ...(hasDocument(view) ? [html`<a class="button primary" href="${href}/document.pdf">Download PDF</a>`] : []),
    ...(content
      ? [html`<a class="button" href="${href}/invoice.xml">XML</a>`, html`<a class="button" href="${href}/invoice.json">JSON</a>`]
      : []),
    ...(isCreditable && includesRole(viewer.role, 'releaser') ? [html`<a class="button" href="${href}/credit">Credit note…</a>`] : []),
  ];
}

/** What is unfinished: a credit note that was begun, or a cancelled invoice that nothing has billed again. */
function noticesOf({ viewer, formToken }: Frame, { notes, run, billedAgain, number }: InvoiceView, href: string): Markup {
  const isAllowed = includesRole(viewer.role, 'releaser');
  const button = (path: string, words: string): Markup =>
    isAllowed
      ? html`<form method="post" action="${href}/${path}">${tokenField(formToken)}<button class="button">${words}</button></form>`
      : NOTHING;
  const unfinished = notes.some((it) => it.number === undefined)
    ? html`<div class="notice">
        <p>A credit note of ${number} is being made, or was cut off. What it credits is taken; its number comes with its document.</p>
        ${button('credit/finish', 'Go on with it')}
      </div>`
    : NOTHING;
  const isOpen = run && !billedAgain && notes.some(({ note, number: of }) => note.isCancelled && of !== undefined);
  const cancelled = isOpen
    ? html`<div class="notice">
        <p>Cancelled: its periods count as not billed. The next run bills them, or a further run of ${monthText(run.month)} now.</p>
        ${button('rebill', 'Bill again')}
      </div>`
    : NOTHING;
  return html`${unfinished}${cancelled}`;
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
