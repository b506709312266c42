import { inLanguage } from '../../shared/catalog.ts';
import { moneyFigure, quantityFigure } from '../../shared/figures.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { invoiceBadge } from './badge.ts';
import { dueNote } from './customer-figures.ts';
import type { CustomerView, SubscriptionView } from './customer.store.ts';
import { page, type Frame } from './layout.ts';
import { amountsCard, linesCard } from './lines-card.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText, shortDate } from './moments.ts';
import { isRunning } from './terms-on.ts';

interface CustomerAbout {
  readonly view: CustomerView;
  /** Calendar day of the customer. */
  readonly today: string;
  readonly figures: Markup;
  readonly usage: Markup;
}

/** A customer: what it comes to, what it used, what it has, and what it was billed. */
export function customerPageOf(frame: Frame, { view, today, figures, usage }: CustomerAbout): Markup {
  const { customer, subscriptions } = view;
  const base = `/sellers/${frame.seller.id}`;
  const { street, postalCode, city, country } = customer.address;
  const since = subscriptions.map(({ subscription }) => subscription.start).sort()[0];
  return page(frame, {
    part: 'customers',
    title: customer.name,
    crumb: { href: `${base}/customers`, words: 'Customers' },
    about: [
      customer.id,
      `${city}, ${country}`,
      customer.zone,
      ...(since === undefined ? [] : [`customer since ${monthText(since.slice(0, 7))}`]),
    ].join(' · '),
    actions: [html`<a class="button" href="${base}/customers/${customer.id}/preview">Preview next invoice</a>`],
    content: html`${figures}${usage}
      <div class="columns">
        <div>${invoicesCard(view, base)}</div>
        <div>
          ${subscriptionsCard(view, today, base)} ${statementCard(`${base}/customers/${customer.id}/statement`, today)}
          <section class="card" aria-labelledby="address">
            <header><h2 id="address">Address</h2></header>
            <p class="body">
              ${street}<br />${postalCode} ${city}<br />${country}<br /><br />${customer.email}${customer.vatId === undefined ? NOTHING : html`<br />${customer.vatId}`}
            </p>
          </section>
        </div>
      </div>`,
  });
}

function invoicesCard({ invoices, customer }: CustomerView, base: string): Markup {
  const rows = invoices.map((it) => {
    const { number, state, issueDate, amount } = it;
    return html`<tr>
      <td>
        <a class="name" href="${base}/invoices/${number}">${number}</a
        >${dueNote(it)}${state === 'overdue' ? html`<span class="small"><a href="${base}/payments/dunning/${number}">Dunning</a></span>` : NOTHING}
      </td>
      <td data-label="State">${invoiceBadge(state)}</td>
      <td data-label="Date">${shortDate(issueDate)}</td>
      <td class="figure" data-label="To pay">${amount ? moneyFigure(amount.payable, amount.currency) : '–'}</td>
    </tr>`;
  });
  const table = listTable(['Number', 'State', 'Date', { figure: 'To pay' }], rows);
  return html`<section class="card" aria-labelledby="invoices">
    <header>
      <h2 id="invoices">Invoices</h2>
      <a href="${base}/invoices?search=${customer.id}">All</a>
    </header>
    ${invoices.length === 0 ? html`<p class="empty"><b>No invoice yet</b>The next run bills what is used until then.</p>` : table}
  </section>`;
}

function statementCard(href: string, today: string): Markup {
  const day = (name: string, words: string, value: string): Markup =>
    html`<div>
      <label for="${name}">${words}</label>
      <input id="${name}" name="${name}" type="date" value="${value}" required />
    </div>`;
  return html`<section class="card" aria-labelledby="statement">
    <header><h2 id="statement">Statement of account</h2></header>
    <form action="${href}.pdf" class="body form stack">
      ${day('from', 'From', `${today.slice(0, 4)}-01-01`)} ${day('to', 'to', today)}
      <p class="actions">
        <button class="button">PDF</button>
        <button class="button" formaction="${href}.csv">CSV</button>
      </p>
    </form>
  </section>`;
}

function subscriptionsCard({ subscriptions }: CustomerView, today: string, base: string): Markup {
  const parts = subscriptions.map((it, i) => html`<div class="part ${i === 0 ? 'first' : ''}">${subscriptionFacts(it, today, base)}</div>`);
  return html`<section class="card" aria-labelledby="subscriptions">
    <header><h2 id="subscriptions">${subscriptions.length === 1 ? 'Subscription' : 'Subscriptions'}</h2></header>
    ${parts.length === 0 ? html`<p class="body small">None: nothing is billed.</p>` : parts}
  </section>`;
}

function subscriptionFacts({ subscription, terms, plan }: SubscriptionView, today: string, base: string): Markup {
  const { start, end, follows, overrides, trial } = subscription;
  const href = `${base}/catalog/plans/${terms.plan}/${terms.version}`;
  const agreed = overrides === undefined ? [] : Object.keys(overrides);
  const fact = (name: string, value: Markup | string): Markup =>
    html`<dt>${name}</dt>
      <dd>${value}</dd>`;
  return html`<dl class="facts">
    ${fact('Plan', html`<a href="${href}">${inLanguage(plan.name, 'en')} v${terms.version}</a>`)}
    ${isRunning(subscription, today) ? NOTHING : fact('State', end !== undefined && end <= today ? 'Ended' : 'Begins later')}
    ${fact('Since', shortDate(start))} ${end === undefined ? NOTHING : fact('Until', shortDate(end))}
    ${terms.quantity === '1' ? NOTHING : fact('Quantity', quantityFigure(terms.quantity))}
    ${follows === undefined ? NOTHING : fact('Later versions', follows === 'renewal' ? 'From the next period' : 'At once')}
    ${trial === undefined ? NOTHING : fact('Trial', 'days' in trial ? `${trial.days} days` : `until ${shortDate(trial.until)}`)}
    ${agreed.length === 0 ? NOTHING : fact('Agreed prices', agreed.join(', '))}
  </dl>`;
}

/** The next bill of a customer as it stands; nothing of it is kept. */
export function nextInvoicePageOf(frame: Frame, { customer }: CustomerView, month: string, draft: DraftContent | undefined): Markup {
  const href = `/sellers/${frame.seller.id}/customers/${customer.id}`;
  return page(frame, {
    part: 'customers',
    title: `Next invoice, ${monthText(month)}`,
    crumb: { href, words: customer.name },
    about: 'As it would be if the month ended now. Nothing of it is kept.',
    actions: draft ? [html`<a class="button" href="${href}/preview.pdf">Show as PDF</a>`] : [],
    content: draft
      ? html`<div class="columns">
          <div>${linesCard(draft)}</div>
          <div>${amountsCard(draft)}</div>
        </div>`
      : html`<section class="card">
          <p class="empty"><b>Nothing is due</b>No period of the month has anything to bill yet.</p>
        </section>`,
  });
}
