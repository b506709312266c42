import { moneyFigure } from '../../shared/figures.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { invoiceBadge } from './badge.ts';
import type { CustomerView } from './customers.store.ts';
import { page, type Frame } from './layout.ts';
import { amountsCard, linesCard } from './lines-card.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText, shortDate } from './moments.ts';

/** A customer: what it has, and what it was billed. */
export function customerPageOf(frame: Frame, view: CustomerView): Markup {
  const { customer } = view;
  const base = `/sellers/${frame.seller.id}`;
  const { street, postalCode, city, country } = customer.address;
  return page(frame, {
    part: 'customers',
    title: customer.name,
    crumb: { href: `${base}/customers`, words: 'Customers' },
    about: `${customer.id} · ${city}, ${country} · ${customer.zone}`,
    actions: [html`<a class="button" href="${base}/customers/${customer.id}/preview">Preview next invoice</a>`],
    content: html`<div class="columns">
      <div>${invoicesCard(view, base)}</div>
      <div>
        ${subscriptionsCard(view)}
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
  const rows = invoices.map(
    ({ number, state, issueDate, amount }) =>
      html`<tr>
        <td><a class="name" href="${base}/invoices/${number}">${number}</a></td>
        <td data-label="State">${invoiceBadge(state)}</td>
        <td data-label="Date">${shortDate(issueDate)}</td>
        <td class="figure" data-label="To pay">${amount ? moneyFigure(amount.payable, amount.currency) : '–'}</td>
      </tr>`,
  );
  const table = html`<table>
    <thead>
      <tr>
        <th>Number</th>
        <th>State</th>
        <th>Date</th>
        <th class="figure">To pay</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return html`<section class="card" aria-labelledby="invoices">
    <header>
      <h2 id="invoices">Invoices</h2>
      <a href="${base}/invoices?search=${customer.id}">All</a>
    </header>
    ${invoices.length === 0 ? html`<p class="empty"><b>No invoice yet</b>The next run bills what is used until then.</p>` : table}
  </section>`;
}

function subscriptionsCard({ subscriptions }: CustomerView): Markup {
  const parts = subscriptions.map(({ subscription: { start, end, plan: id, version }, plan }, i) => {
    const name = typeof plan.name === 'string' ? plan.name : (plan.name.en ?? id);
    return html`<div class="part ${i === 0 ? 'first' : ''}">
      <dl class="facts">
        <dt>Plan</dt>
        <dd>${name} v${version}</dd>
        <dt>Since</dt>
        <dd>${shortDate(start.slice(0, 10))}</dd>
        ${
          end === undefined
            ? NOTHING
            : html`<dt>Until</dt>
                <dd>${shortDate(end.slice(0, 10))}</dd>`
        }
      </dl>
    </div>`;
  });
  return html`<section class="card" aria-labelledby="subscriptions">
    <header><h2 id="subscriptions">Subscriptions</h2></header>
    ${parts.length === 0 ? html`<p class="body small">None: nothing is billed.</p>` : parts}
  </section>`;
}

/** The next bill of a customer as it stands; nothing of it is kept. */
export function nextInvoicePageOf(frame: Frame, { customer }: CustomerView, month: string, draft: DraftContent | undefined): Markup {
  const href = `/sellers/${frame.seller.id}/customers/${customer.id}`;
  return page(frame, {
    part: 'customers',
    title: `Next invoice, ${monthText(month)}`,
    crumb: { href, words: customer.name },
    about: 'As it would be if the month ended now. Nothing of it is kept.',
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
