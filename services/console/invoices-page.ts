import { moneyFigure } from '../../shared/figures.ts';
import { invoiceBadge, type InvoiceState } from './badge.ts';
import type { InvoicesPage } from './invoices.store.ts';
import { page, type Frame } from './layout.ts';
import type { ListedInvoice } from './listed-invoice.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';

/** States an invoice may be looked for by. */
export const INVOICE_STATES: Readonly<Record<InvoiceState, string>> = {
  created: 'Being made',
  issued: 'Issued',
  sent: 'Sent',
  void: 'Void',
};

/** What was looked for, as it was typed. */
export interface Asked {
  readonly search: string;
  readonly state: InvoiceState | undefined;
}

/** Invoices of a seller, to be found by number, customer and state. */
export function invoicesPageOf(frame: Frame, { invoices, next }: InvoicesPage, asked: Asked): Markup {
  const base = `/sellers/${frame.seller.id}/invoices`;
  const again = new URLSearchParams({
    ...(asked.search === '' ? {} : { search: asked.search }),
    ...(asked.state ? { state: asked.state } : {}),
  });
  if (next !== undefined) again.set('after', next);
  return page(frame, {
    part: 'invoices',
    title: 'Invoices',
    content: html`${filterOf(base, asked)}
      <section class="card">
        ${invoices.length === 0 ? emptyOf(asked, next !== undefined) : tableOf(invoices, base)}
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${base}?${again.toString()}">Earlier invoices</a></p>`}
      </section>`,
  });
}

function filterOf(base: string, { search, state }: Asked): Markup {
  const options = Object.entries(INVOICE_STATES).map(
    ([name, words]) => html`<option value="${name}" ${name === state ? drawn('selected') : NOTHING}>${words}</option>`,
  );
  return html`<form class="filter" action="${base}" role="search">
    <div class="wide">
      <label for="search">Number or customer id</label>
      <input id="search" name="search" type="search" value="${search}" maxlength="100" />
    </div>
    <div>
      <label for="state">State</label>
      <select id="state" name="state">
        <option value="">All states</option>
        ${options}
      </select>
    </div>
    <button class="button">Filter</button>
  </form>`;
}

function emptyOf({ search, state }: Asked, hasMore: boolean): Markup {
  if (hasMore) return html`<p class="empty"><b>None among these numbers</b>Earlier ones are on the next page.</p>`;
  if (search === '' && state === undefined)
    return html`<p class="empty"><b>No invoice yet</b>The first run that is released makes them.</p>`;
  return html`<p class="empty">
    <b>Nothing found</b>Type a whole number such as RE-2026-000017, or the id of a customer as the catalog has it.
  </p>`;
}

function tableOf(invoices: readonly ListedInvoice[], base: string): Markup {
  return html`<table>
    <thead>
      <tr>
        <th>Number</th>
        <th>Customer</th>
        <th>State</th>
        <th>Date</th>
        <th>Due</th>
        <th class="figure">To pay</th>
      </tr>
    </thead>
    <tbody>
      ${invoices.map(
        ({ number, isCreditNote, customer, state, issueDate, dueDate, amount }) =>
          html`<tr>
            <td>
              <a class="name" href="${base}/${number}">${number}</a>
              ${isCreditNote ? html`<span class="small">Credit note</span>` : NOTHING}
            </td>
            <td data-label="Customer">${customer}</td>
            <td data-label="State">${invoiceBadge(state)}</td>
            <td data-label="Date">${shortDate(issueDate)}</td>
            <td class="gone">${shortDate(dueDate)}</td>
            <td class="figure" data-label="To pay">${amount ? moneyFigure(amount.payable, amount.currency) : '–'}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
